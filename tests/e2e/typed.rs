//! What people type first, and what scripts leave empty.

use serde_json::json;

use crate::fixtures::{begun, contract, essay, one_gate};
use crate::sticky::next;
use crate::world::World;

#[test]
fn a_run_that_was_said_and_is_empty_is_no_beginning_of_an_id() {
    let world = begun();
    world.quietly("gate start");
    for line in ["gate finish --run ''", "run complete --run ''", "run status --run ' '", "run show ''"] {
        assert_eq!(world.json(2, line)["code"], "no_run_said", "{line}");
    }
}

#[test]
fn an_empty_value_is_none_where_one_is_required() {
    let world = World::new();
    one_gate(&world, "", &contract("G1", "a.md", "# A"));
    let params = json!({"era": {"type": "string", "required": true}});
    world.given(
        "workflows/one.json",
        json!({"workflow": "one", "params": params, "gates": [{"gate": "G1", "contract": "contracts/G1.json"}]})
            .to_string(),
    );
    assert_eq!(world.json(2, "run start --workflow one --slug x --param era=")["code"], "missing_param");
    world.quietly("run start --workflow one --slug x --param era=now");
}

#[test]
fn a_missing_artifact_path_is_not_blamed_on_the_default_of_another_parameter() {
    let world = World::new();
    one_gate(&world, "", &contract("G1", "{artifact_path}/a.md", "# A"));
    let params = json!({"audience": {"type": "string", "enum": ["general", "expert"], "default": "general"}});
    world.given(
        "workflows/one.json",
        json!({"workflow": "one", "params": params, "gates": [{"gate": "G1", "contract": "contracts/G1.json"}]})
            .to_string(),
    );
    let said = world.json(2, "run start --workflow one --slug x");
    assert_eq!((&said["code"], &said["problems"]), (&json!("missing_param"), &json!([])), "{said}");
    assert_eq!(said["next"], json!(["gatewright workflow show one --json"]));
}

#[test]
fn a_prompt_of_nothing_is_refused() {
    let world = essay();
    world.given("empty.md", "");
    for file in ["-", "empty.md"] {
        let said = world.json(2, &format!("run start --workflow essay --slug x --prompt-file {file}"));
        assert_eq!(said["code"], "no_prompt", "{said}");
        assert!(said["message"].as_str().unwrap().ends_with("is empty"), "{said}");
    }
    assert!(world.runs().is_empty());
}

#[test]
fn a_word_that_belongs_to_a_group_leads_there() {
    let world = World::new();
    let said = world.ask("status");
    assert_eq!(said.code, 2);
    assert!(said.stderr.contains("tip: did you mean `gatewright run status`?"), "{said:?}");
    assert!(!said.stderr.contains("trust"), "{said:?}");
    let hints = world.json(2, "finish")["hints"].clone();
    assert_eq!(hints, json!(["did you mean `gatewright gate finish --json`?"]));
    let said = world.ask("run resume --gate G1");
    assert!(!said.stderr.contains("-- --gate"), "{said:?}");
}

#[test]
fn where_several_gates_fit_none_is_guessed() {
    let world = essay();
    let both = json!({"workflow": "essay", "gates": [
        {"gate": "G1", "contract": "contracts/essay/G1.contract.json"},
        {"gate": "G2", "contract": "contracts/essay/G2.contract.json", "needs": []},
    ]});
    world.given("workflows/essay.json", both.to_string());
    world.quietly("run start --workflow essay --slug robot");
    let said = world.json(2, "gate start");
    assert_eq!(said["code"], "ambiguous_gate");
    assert!(said["message"].as_str().unwrap().contains("G1, G2"), "{said}");
    let offered = next(&said);
    assert!(offered[0].contains("--gate G1") && offered[1].contains("--gate G2"), "{offered:?}");
    assert_eq!(world.run_json()["events"].as_array().unwrap().len(), 1, "nothing was written");
    // Where one is left it need not be said; a pipeline takes the workflow's order.
    world.quietly("gate start G2");
    assert_eq!(world.json(0, "gate start")["gate"], "G1");
}

#[test]
fn a_pipeline_takes_the_first_of_several_gates() {
    let world = essay();
    let both = json!({"workflow": "essay", "gates": [
        {"gate": "G1", "contract": "contracts/essay/G1.contract.json"},
        {"gate": "G2", "contract": "contracts/essay/G2.contract.json", "needs": []},
    ]});
    world.given("workflows/essay.json", both.to_string());
    let said = world.json(3, "run essay --slug robot");
    assert_eq!(said["waiting"]["gate"], "G1");
}

#[test]
fn a_record_that_is_no_object_is_told_in_words_for_people() {
    let world = begun();
    let run = world.runs()[0].clone();
    world.tampered();
    for (bytes, why) in [
        ("[1]", "it is not a JSON object"),
        (r#"{"workflow": 1}"#, "an object"),
        (r#"{"status": {"a": 1}}"#, "expected a string"),
    ] {
        world.given(&format!("runs/{run}/record/RUN.json"), bytes);
        let said = world.ask("run list");
        let told = format!("{}{}", said.stdout, said.stderr);
        assert!(told.contains(why) && !told.contains("struct"), "{told}");
    }
}
