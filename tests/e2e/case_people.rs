//! Cases that suppose who did the work and what others said to it: contracts with approvals and reviews under test.

use serde_json::{Value, json};

use crate::fixtures::{DRAFT, one_gate};
use crate::world::World;

/// A workflow whose only gate wants a draft, a review of it and a signed approval.
fn decided() -> World {
    let world = World::new();
    let contract = json!({
        "gate": "G1",
        "required_outputs": {"all_of": [{"path": "draft.md"}]},
        "validations": [
            {"type": "review", "target": "review.md", "id": "reviewed"},
            {"type": "approval", "by": ["ada@example.org"], "id": "approved"},
        ],
    });
    one_gate(&world, "", &contract.to_string());
    world.given("contracts/one/tests/good/files/draft.md", DRAFT);
    case(&world, "good", &json!({"gate": "G1", "people": people(), "expect": {"gate": "PASS"}}));
    world
}

/// Eve has done the work, Grace has reviewed it, Ada has signed that it is good.
fn people() -> Value {
    json!({
        "producer": "Eve",
        "session": "s1",
        "decisions": [{"decision": "approved", "by": "Ada", "signed_by": "ada@example.org"}],
        "reviews": [{
            "file": "review.md", "reviewer": "Grace", "verdict": "approve",
            "findings": [{"severity": "minor", "text": "it is short", "evidence": "draft.md:3"}],
        }],
    })
}

fn case(world: &World, name: &str, says: &Value) {
    world.given(&format!("contracts/one/tests/{name}/case.json"), format!("{says:#}\n"));
}

/// The case with other people, of whom one check says `state`.
fn other(world: &World, name: &str, pointer: &str, value: Value, check: &str, state: &str) {
    let mut people = people();
    let (above, key) = pointer.rsplit_once('/').unwrap();
    people.pointer_mut(above).unwrap()[key] = value;
    let expect = json!({"gate": "FAIL", "checks": {check: state}});
    case(world, name, &json!({"extends": "good", "people": people, "expect": expect}));
}

#[test]
fn a_contract_with_decisions_of_others_is_tested_whatever_they_say() {
    let world = decided();
    case(
        &world,
        "by-herself",
        &json!({
            "extends": "good", "expect": {"gate": "FAIL", "checks": {"approved": "not_enforced"}},
            "people": {"producer": "Ada", "decisions": people()["decisions"], "reviews": people()["reviews"]},
        }),
    );
    other(
        &world,
        "unsigned",
        "/decisions",
        json!([{"decision": "approved", "by": "Ada"}]),
        "approved",
        "not_enforced",
    );
    other(&world, "old-approval", "/decisions/0/stale", json!(true), "approved", "not_enforced");
    let rejection = json!([{
        "decision": "rejected", "by": "Ada", "signed_by": "ada@example.org", "reason": "the end is missing",
    }]);
    other(&world, "rejected", "/decisions", rejection, "approved", "fail");
    other(&world, "objection", "/reviews/0/verdict", json!("changes_requested"), "reviewed", "fail");
    other(&world, "own-review", "/reviews/0/reviewer", json!("Eve"), "reviewed", "not_enforced");
    other(&world, "same-session", "/reviews/0/session", json!("s1"), "reviewed", "not_enforced");
    other(&world, "old-review", "/reviews/0/stale", json!(true), "reviewed", "not_enforced");
    let grave = json!([{"severity": "critical", "text": "it is made up", "evidence": "draft.md"}]);
    other(&world, "grave", "/reviews/0/findings", grave.clone(), "reviewed", "fail");
    let mut mended = grave;
    mended[0]["status"] = json!("resolved");
    let mut people = people();
    people["reviews"][0]["findings"] = mended;
    case(&world, "mended", &json!({"extends": "good", "people": people, "expect": {"gate": "PASS"}}));
    let nobody = json!({
        "gate": "FAIL", "checks": {"approved": "not_enforced", "reviewed": "not_enforced"},
    });
    case(&world, "waits", &json!({"extends": "good", "people": {"producer": "Eve"}, "expect": nobody}));
    world.gw(0, "contract test");
    insta::assert_snapshot!(world.told());
}

#[test]
fn an_output_that_differs_does_not_make_a_supposed_review_old_but_evidence_has_to_be_there() {
    let world = decided();
    case(&world, "longer", &json!({"extends": "good", "expect": {"gate": "PASS"}}));
    world.given("contracts/one/tests/longer/files/draft.md", format!("{DRAFT}\nMore.\n"));
    other(&world, "baseless", "/reviews/0/findings/0/evidence", json!("gone.md"), "reviewed", "not_enforced");
    world.quietly("contract test").gw(1, "contract test --strict");
    insta::assert_snapshot!(world.told());
}

#[test]
fn people_that_nobody_asks_for_or_that_are_not_said_whole_are_refused_with_their_place() {
    let world = decided();
    let refused = |world: &World, people: Value| -> Vec<String> {
        case(world, "bad", &json!({"extends": "good", "people": people, "expect": {"gate": "PASS"}}));
        let answer = world.json(2, "contract test --json");
        let text = world.read("contracts/one/tests/bad/case.json");
        let said = |it: &Value| {
            let line = text.lines().nth(it["line"].as_u64().unwrap() as usize - 1).unwrap().trim();
            format!("{} at {line}", it["code"].as_str().unwrap_or_default())
        };
        answer["problems"].as_array().unwrap().iter().map(said).collect()
    };
    let with = |pointer: &str, value: Value| {
        let mut people = people();
        let (above, key) = pointer.rsplit_once('/').unwrap();
        people.pointer_mut(above).unwrap()[key] = value;
        people
    };
    let named = |file: &str| refused(&world, with("/reviews/0/file", json!(file)));
    assert_eq!(refused(&world, json!({"producer": ""})), [r#"bad_text at "producer": """#]);
    assert_eq!(refused(&world, json!({})), [r#"missing_key at "people": {},"#]);
    assert_eq!(named("draft.md"), [r#"review_twice at "file": "draft.md","#]);
    assert_eq!(named("../draft.md"), [r#"bad_path at "file": "../draft.md","#]);
    assert_eq!(named("review.toml"), [r#"bad_review_file at "file": "review.toml","#]);
    let rejected = refused(&world, with("/decisions/0/decision", json!("rejected")));
    assert_eq!(rejected, [r#"reason_needed at "decision": "rejected","#]);
    world.given(
        "contracts/G1.json",
        json!({"gate": "G1", "required_outputs": {"all_of": [{"path": "draft.md"}]}}).to_string(),
    );
    let idle = refused(&world, people());
    assert!(idle.iter().any(|it| it.starts_with("no_approval_asked at ")), "{idle:?}");
    assert!(idle.iter().any(|it| it.starts_with("no_review_asked at ")), "{idle:?}");
}
