//! A report that says itself how old it is: judged by the time of the event, and in a case by the time that the case says.

use serde_json::json;

use crate::fixtures::one_gate;
use crate::world::World;

fn junit(stamp: &str) -> String {
    format!("<testsuite tests=\"1\" timestamp=\"{stamp}\"><testcase name=\"a\"/></testsuite>\n")
}

fn world() -> World {
    let world = World::new();
    let contract = json!({
        "gate": "G1",
        "required_outputs": {"all_of": [{"path": "junit.xml"}]},
        "validations": [{"type": "json_report", "target": "junit.xml", "format": "junit", "max_age": "24h"}]
    });
    one_gate(&world, "", &contract.to_string());
    world
}

#[test]
fn a_report_is_judged_by_the_time_of_the_event_that_closes_the_attempt() {
    let world = world();
    world.quietly("run start --workflow one --slug x").quietly("gate start");
    // The world begins on 2027-01-15 at eight.
    world.given("junit.xml", junit("2027-01-14T07:59:00Z")).gw(1, "gate check");
    world.given("junit.xml", junit("2027-01-14T09:00:00Z")).gw(0, "gate check").gw(0, "gate finish");
    let attempt = world.attempt("G1", 1);
    let row = &attempt["validations"][1];
    assert_eq!(row["written"], "2027-01-14T09:00:00.000Z");
    assert_eq!(row["judged"], attempt["finished_at"]);
    // It is judged again by that time.
    world.quietly("run complete");
    let audit = world.json(1, "audit latest").to_string();
    assert!(!audit.contains("\"verdict."), "{audit}");
}

#[test]
fn a_case_says_when_it_is_judged() {
    let world = world();
    let case = |name: &str, more: serde_json::Value, result: &str, state: &str| {
        let mut says = json!({
            "gate": "G1", "params": {"slug": "x"}, "expect": {"gate": result, "checks": {"json_report": state}},
        });
        says.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        world.given(&format!("contracts/one/tests/{name}/case.json"), says.to_string());
        world.given(&format!("contracts/one/tests/{name}/files/junit.xml"), junit("2026-01-19T22:00:00Z"));
    };
    case("young", json!({"now": "2026-01-20T10:00:00Z"}), "PASS", "pass");
    case("old", json!({"now": "2026-02-20T10:00:00Z"}), "FAIL", "fail");
    case("inherits", json!({"extends": "old"}), "FAIL", "fail");
    case("timeless", json!({}), "FAIL", "not_enforced");
    world.gw(0, "contract test");
    case("young", json!({"now": "tomorrow"}), "PASS", "pass");
    assert!(world.gw(2, "contract test").told().contains("2026-01-19T22:23:03Z"));
}
