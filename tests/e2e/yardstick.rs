//! What checks measure by is no part of the work.

use serde_json::json;

use crate::fixtures::one_gate;
use crate::world::World;

#[test]
fn what_a_check_measures_by_is_what_it_was_before_the_work() {
    let world = World::new();
    let schema = json!({"type": "json_schema", "target": "data.json", "schema": "data.schema.json"});
    let outputs = json!({"all_of": [{"path": "data.json"}]});
    let contract = json!({"gate": "G1", "required_outputs": outputs, "validations": [schema]});
    one_gate(&world, "", &contract.to_string());
    world.given("data.schema.json", r#"{"type": "string"}"#).quietly("run start --workflow one --slug x");
    let why = |world: &World, code: i32| {
        let said = world.json(code, "gate finish --json");
        said["failure_reason"].as_str().unwrap_or("none").to_owned()
    };
    world.quietly("gate start").given("data.schema.json", r#"{"type": "integer"}"#).given("data.json", "1");
    assert!(why(&world, 1).contains("has changed since the work on the gate began"));
    world
        .given("data.schema.json", r#"{"type": "string"}"#)
        .quietly("gate start")
        .given("data.json", "\"one\"");
    assert_eq!(why(&world, 0), "none");
}

#[test]
fn a_schema_that_the_gate_itself_brings_measures_nothing() {
    for (target, outputs, word) in [
        ("data.json", json!([{"path": "data.json"}, {"path": "s.json"}]), "is an output of this very gate"),
        ("s.json", json!([{"path": "data.json"}]), "cannot be measured by itself"),
    ] {
        let world = World::new();
        let schema = json!({"type": "json_schema", "target": target, "schema": "s.json"});
        let contract =
            json!({"gate": "G1", "required_outputs": {"all_of": outputs}, "validations": [schema]});
        one_gate(&world, "", &contract.to_string());
        world
            .given("s.json", r#"{"type": "object"}"#)
            .given("data.json", "{}")
            .quietly("run start --workflow one --slug x")
            .quietly("gate start");
        let said = world.json(1, "gate finish --json");
        assert!(said["failure_reason"].as_str().unwrap().contains(word), "{said}");
    }
}
