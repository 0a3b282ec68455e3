//! Definitions are pinned at the start; what changes later is told, and taken over only visibly.

use crate::fixtures::{SOURCES, begun, contract, essay, sources_passed};

const EASIER: &str =
    r#"{"gate": "G1", "required_outputs": {"all_of": [{"path": "research/{slug}/sources.md"}]}}"#;

#[test]
fn a_run_is_judged_by_what_it_pinned_whatever_the_files_say_now() {
    let world = begun();
    world
        .gw(0, "gate start")
        .write("research/robot/sources.md", "nothing\n")
        .write("contracts/essay/G1.contract.json", EASIER)
        .gw(1, "gate finish")
        .gw(0, "run status")
        .write("contracts/essay/G1.contract.json", "no JSON at all")
        .gw(0, "gate start")
        .write("research/robot/sources.md", SOURCES)
        .gw(0, "gate finish");
    insta::assert_snapshot!(world.told());
}

#[test]
fn today_s_definitions_are_pinned_anew_only_with_a_reason_and_no_open_attempt() {
    let world = begun();
    world
        .gw(2, "run repin --gate G1")
        .gw(2, "run repin --reason easier")
        .gw(4, "run repin --gate G1 --reason 'nothing changed'")
        .quietly("gate start")
        .write("research/robot/sources.md", "nothing\n")
        .write("contracts/essay/G1.contract.json", EASIER)
        .gw(4, "run repin --gate G1 --reason easier")
        .gw(1, "gate finish")
        .gw(0, "run repin --gate G1 --reason 'two sources do not exist' --dry-run")
        .gw(0, "run repin --gate G1 --reason 'two sources do not exist'")
        .gw(0, "gate start")
        .gw(0, "gate finish")
        .gw(0, "run show")
        .write("contracts/essay/G1.contract.json", "{]")
        .gw(2, "run repin --gate G1 --reason broken")
        .gw(2, "run repin --gate G9 --reason unknown");
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_pass_under_another_contract_is_stale_once_its_definitions_are_pinned_anew() {
    let world = sources_passed();
    world
        .write("contracts/essay/G1.contract.json", contract("G1", "research/{slug}/sources.md", "# Sources"))
        .gw(0, "run repin --gate G1 --reason 'headings count now'")
        .gw(0, "run status");
    insta::assert_snapshot!(world.told());
}

const BASE: &str = r#"{
  "gate": "base",
  "validations": [
    {"type": "word_count", "id": "long-enough", "target": "research/{slug}/sources.md", "thresholds": 5, "hint": "write more"}
  ]
}
"#;
const EXTENDING: &str = r#"{
  "gate": "G1",
  "extends": "contracts/base.contract.json",
  "required_outputs": {"all_of": [{"path": "research/{slug}/sources.md"}]}
}
"#;

#[test]
fn what_a_contract_extends_is_pinned_with_it_and_told_with_its_file() {
    let world = essay();
    world
        .given("contracts/base.contract.json", BASE)
        .given("contracts/essay/G1.contract.json", EXTENDING)
        .gw(0, "workflow show essay")
        .quietly("run start --workflow essay --slug robot")
        .quietly("gate start")
        .write("research/robot/sources.md", "a few words\n")
        .write("contracts/base.contract.json", BASE.replace("\"thresholds\": 5", "\"thresholds\": 1"))
        .gw(1, "gate finish")
        .quietly("gate start")
        .write("research/robot/sources.md", "now there are more than five words\n")
        .gw(0, "gate finish")
        .gw(0, "run repin --gate G1 --reason 'one word will do'")
        .gw(0, "run status")
        .write("contracts/base.contract.json", "{\"gate\": \"base\", \"validation\": []}\n")
        .gw(2, "workflow lint essay");
    insta::assert_snapshot!(world.told());
}
