//! An output is a file where its path says a file, and a directory where it says a directory.

use serde_json::{Value, json};

use crate::fixtures::{one_gate, one_open};
use crate::world::World;

fn open(outputs: &[&str], validations: Value) -> World {
    let outputs: Vec<Value> = outputs.iter().map(|path| json!({"path": path})).collect();
    let contract = json!({"gate": "G1", "required_outputs": {"all_of": outputs}, "validations": validations});
    one_open("", &contract.to_string())
}

fn messages(said: &Value) -> Vec<String> {
    let rows = said["validations"].as_array().unwrap().iter();
    let findings = rows.flat_map(|row| row["findings"].as_array().unwrap().clone());
    findings.map(|finding| finding["message"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_file_is_no_directory_and_a_directory_no_file() {
    let wrong =
        ["`out/` is a file where a directory is meant", "`report.md` is a directory where a file is meant"];
    for checks in [json!([]), json!([{"type": "file_exists", "target": "all_required"}])] {
        let world = open(&["out/", "report.md"], checks);
        world.given("out", "x").given("report.md/x", "x");
        let said = world.json(1, "gate check");
        let found: Vec<String> = messages(&said).iter().map(|it| it.replace("`out`", "`out/`")).collect();
        assert_eq!(found, wrong, "{said}");
    }
    let world = open(&["report.md"], json!([{"type": "file_exists", "target": "report.md"}]));
    world.given("report.md/x", "x");
    assert_eq!(messages(&world.json(1, "gate finish")), wrong[1..]);
}

#[test]
fn whoever_says_that_a_directory_is_meant_gets_one_whatever_it_is_called() {
    for (path, check) in [
        ("site.d", json!({"type": "dir_exists", "target": "site.d"})),
        ("site.d", json!({"type": "file_exists", "target": "site.d", "kind": "directory"})),
        ("site.d", json!({"type": "min_file_count", "target": "site.d", "thresholds": 1})),
        ("site.d/", json!({"type": "file_exists", "target": "all_required"})),
        ("v1.2", json!({"type": "file_exists", "target": "all_required"})),
        ("site", json!({"type": "file_exists", "target": "all_required"})),
    ] {
        let world = open(&[path], json!([check]));
        world.given(&format!("{path}/index.html"), "x");
        let said = world.ask("gate finish --json");
        assert_eq!(said.code, 0, "{path}: {said:?}");
    }
}

#[test]
fn an_alternative_of_the_wrong_kind_is_none() {
    let contract = json!({"gate": "G1", "required_outputs": {"any_of": [{"path": "a.md"}, {"path": "b/"}]}});
    let world = one_open("", &contract.to_string());
    world.given("a.md/x", "x").given("b", "x");
    let said = world.json(1, "gate check");
    let finding = &said["validations"][0]["findings"][0];
    assert_eq!(finding["hint"], "`a.md` is a directory where a file is meant", "{said}");
    std::fs::remove_file(world.path("b")).unwrap();
    world.given("b/x", "x");
    world.json(0, "gate finish");
}

#[test]
fn a_value_with_a_dot_makes_no_file_of_a_directory() {
    let world = World::new();
    one_gate(&world, "", r#"{"gate": "G1", "required_outputs": {"all_of": [{"path": "essays/{slug}"}]}}"#);
    world.quietly("run start --workflow one --slug node.js").quietly("gate start");
    world.given("essays/node.js/a.md", "x").quietly("gate finish");
}
