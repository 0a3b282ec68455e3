//! Contracts explained, looked at for what is suspicious, and tested.

use serde_json::json;

use crate::fixtures::one_gate;
use crate::world::World;

/// A contract with every kind of condition that can be explained.
fn conditional() -> World {
    let world = World::new();
    let contract = json!({
        "gate": "G1", "description": "The draft", "blocking": false,
        "required_outputs": {"all_of": [
            {"path": "{slug}/draft.md", "description": "The draft"},
            {"path": "{slug}/notes.md", "description": "Notes", "required_for_depth": ["deep"]},
        ]},
        "validations": [
            {"type": "min_sources", "target": "{slug}/draft.md", "thresholds": {"quick": 1, "standard": 2, "deep": 4}, "id": "sources"},
            {"type": "file_exists", "target": "all_required", "when": {"params": {"slug": "robot"}}},
            {"type": "word_count", "target": "{slug}/draft.md", "thresholds": 300, "severity": "warning", "when": {"depth": ["deep"]},
             "message": "Too short", "hint": "say more"},
            {"type": "command", "argv": ["tools/agree.sh", "{slug}"], "timeout_seconds": 20, "description": "They agree"},
        ],
    });
    let gate = r#""producers": ["Ada"], "judges": ["Bob", "Eve"], "timeout": "2h", "max_attempts": 3,"#;
    one_gate(&world, gate, &contract.to_string());
    world
}

#[test]
fn a_contract_is_explained_in_the_words_of_the_packet() {
    let world = conditional();
    world
        .gw(0, "contract explain")
        .gw(0, "contract explain --workflow one --gate g1 --depth deep contracts/G1.json")
        .gw(0, "contract explain --depth quick --json");
    insta::assert_snapshot!(world.told());
    let quick = world.json(0, "contract explain --depth quick");
    let gate = &quick["workflows"][0]["gates"][0];
    assert_eq!(
        gate["checks"][1]["words"],
        "`{slug}/draft.md` names at least 1 source (headings `### Source …`, else distinct URLs)"
    );
    // What only some runs check is required by itself all the same.
    assert_eq!(gate["checks"][0]["declared"], json!(null));
    assert_eq!(
        gate["checks"][3]["runs"],
        json!({"argv": ["tools/agree.sh", "{slug}"], "timeout_seconds": 20})
    );
    assert_eq!(gate["at_other_depths"][0]["type"], "word_count");
    world.quietly("run start --workflow one --slug other --depth quick").quietly("gate start --actor Ada");
    let packet = world.ask("gate packet").stdout;
    for check in gate["checks"].as_array().unwrap().iter().filter(|check| check["when"].is_null()) {
        let words = check["words"].as_str().unwrap().replace("{slug}", "other");
        assert!(packet.contains(&words), "{words}\n{packet}");
    }
}

#[test]
fn what_cannot_be_explained_is_said() {
    let world = conditional();
    world
        .gw(2, "contract explain --gate G9")
        .gw(2, "contract explain --depth deeper")
        .gw(2, "contract explain contracts/G2.json")
        .gw(2, "contract explain ../elsewhere.json")
        .gw(2, "contract explain --workflow two")
        .write("contracts/G1.json", "{\"gate\": \"G1\"}")
        .gw(2, "contract explain");
    insta::assert_snapshot!(world.told());
    World::new().given("gatewright.json", "{}").gw(2, "contract explain");
}

#[test]
fn what_is_suspicious_is_told_with_its_place_why_and_how_to_mend_it() {
    let world = World::new();
    let contract = r#"{
  "gate": "G1",
  "required_outputs": { "all_of": [{ "path": "{slug}.md", "required_for_depth": ["deep"] }] },
  "validations": [
    { "type": "contains_text", "target": "{slug}.md", "patterns": ["[DRAFT]"], "when": { "depth": ["deep"] } },
    { "type": "not_contains", "target": "{slug}.md", "pattern": "DRAFT", "when": { "depth": ["deep"] } },
    { "type": "word_count", "target": "{slug}.md", "thresholds": 300, "max_words": 200, "severity": "warning" },
    { "type": "word_count", "target": "{slug}.md", "thresholds": 300, "max_words": 200, "severity": "warning" }
  ]
}
"#;
    one_gate(&world, r#""producers": ["Ada"], "judges": ["Ada"],"#, contract);
    world
        .given("contracts/two/G7.contract.json", r#"{"gate": "G7"}"#)
        .gw(1, "contract lint")
        .gw(1, "contract lint --workflow one contracts/G1.json")
        .gw(0, "contract lint contracts/two/G7.contract.json")
        .gw(1, "contract lint contracts/two/G7.contract.json --strict")
        .gw(2, "contract lint contracts/two/G8.contract.json")
        .gw(2, "workflow lint");
    insta::assert_snapshot!(world.told());
    let found = world.json(1, "contract lint contracts/G1.json");
    let cross = found["findings"].as_array().unwrap().iter().find(|it| it["code"] == "bounds_cross").unwrap();
    assert_eq!((&cross["line"], &cross["column"]), (&json!(7), &json!(84)));
    assert_eq!(found["pass"], json!(false));
}

#[test]
fn what_is_wrong_with_a_definition_is_no_matter_of_suspicion() {
    let world = World::new();
    one_gate(&world, "", r#"{"gate": "G1", "validations": [{"type": "file_exist", "target": "a.md"}]}"#);
    let (lint, workflow) = (world.ask("contract lint"), world.ask("workflow lint"));
    assert_eq!((lint.code, workflow.code), (2, 2));
    assert!(
        workflow.stderr.starts_with(lint.stderr.split("Next:").next().unwrap()),
        "{lint:?}\n{workflow:?}"
    );
}
