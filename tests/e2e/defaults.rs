//! `defaults` in `gatewright.json`: names that mean something.

use crate::fixtures::essay;
use crate::people::code;

const OTHER: &str = r#"{"workflow": "other", "params": {"audience": {"type": "string"}},
  "gates": [{"gate": "G1", "contract": "contracts/essay/G1.contract.json"}]}
"#;

#[test]
fn a_default_that_no_workflow_knows_is_refused_where_it_stands() {
    let world = essay();
    world
        .given("workflows/other.json", OTHER)
        .given(
            "gatewright.json",
            "{\n  \"defaults\": { \"audiense\": \"experts\", \"depth\": \"quick\" }\n}\n",
        )
        .gw(2, "run start --workflow other --slug robot")
        .gw(2, "run start --workflow essay --slug robot --dry-run")
        .gw(2, "workflow lint essay");
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_default_of_another_workflow_is_left_alone() {
    let world = essay();
    world
        .given("workflows/other.json", OTHER)
        .given("gatewright.json", r#"{"defaults": {"audience": "experts", "slug": "robot"}}"#)
        .quietly("workflow lint")
        .quietly("run start --workflow essay")
        .quietly("run start --workflow other");
    world.given("workflows/other.json", "{").given("gatewright.json", r#"{"defaults": {"audiense": "x"}}"#);
    assert_eq!(
        code(&world, 0, "run start --workflow essay --slug a --json"),
        "none",
        "nobody knows what `other` declares"
    );
}
