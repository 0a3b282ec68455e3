//! What an audit says to a reviewer who has nothing but a checkout.

use serde_json::Value;

use crate::fixtures::{DRAFT, SOURCES, draft_passed, essay, sources_open, sources_passed};
use crate::git::begin;
use crate::mask::commits;
use crate::world::World;

/// The rules that found something, each once; not that the clock of these tests is seeded.
pub fn rules(world: &World, arguments: &str) -> Vec<String> {
    let answer = world.ask(&format!("audit {arguments} --json")).json();
    let findings =
        answer["runs"].as_array().unwrap().iter().flat_map(|run| run["findings"].as_array().unwrap());
    let mut rules: Vec<String> = findings.map(|found| found["rule"].as_str().unwrap().to_owned()).collect();
    rules.dedup();
    rules.retain(|rule| rule != "chain.seeded");
    rules
}

/// The finding of this rule.
pub fn found(world: &World, rule: &str) -> Value {
    let answer = world.ask("audit --json").json();
    let mut all =
        answer["runs"].as_array().unwrap().iter().flat_map(|run| run["findings"].as_array().unwrap());
    all.find(|found| found["rule"] == rule).unwrap_or_else(|| panic!("{answer}")).clone()
}

pub fn committed() -> World {
    let world = essay();
    world.given("gatewright.json", r#"{"git": {"commit": "outputs"}}"#);
    begin(&world);
    world.quietly("run start --workflow essay --slug robot").quietly("gate start");
    world.hours(1).given("research/robot/sources.md", SOURCES).quietly("gate finish");
    world
}

pub fn record(world: &World, below: &str) -> String {
    format!("runs/{}/record/{below}", world.runs()[0])
}

fn edit(world: &World, below: &str, what: &str, with: &str) {
    let path = record(world, below);
    let text = world.read(&path);
    assert!(text.contains(what), "{text}");
    world.tampered().given(&path, text.replacen(what, with, 1));
}

#[test]
fn a_reviewer_reads_what_was_found_and_on_what_it_rests() {
    let world = committed();
    world
        .gw(1, "audit --notes")
        .gw(0, "audit --explain outputs.drifted")
        .gw(2, "audit --explain outputs.drift")
        .gw(2, "audit run_x")
        .given("research/robot/sources.md", "rewritten\n")
        .gw(1, "audit latest --fail-on note");
    insta::assert_snapshot!(commits(&world.told()));
}

#[test]
fn an_audit_writes_nothing() {
    let world = committed();
    edit(&world, "RUN.json", "\"PASS\"", "\"FAIL\"");
    let before = world.tree("");
    world.ask("audit --notes");
    world.same_as(&before);
}

#[test]
fn without_git_an_honest_run_has_nothing_but_the_notes_it_earns() {
    let world = sources_open();
    world.hours(1).given("research/robot/sources.md", SOURCES).quietly("gate finish");
    assert_eq!(rules(&world, ""), ["behaviour.unfinished_run", "behaviour.own_judge", "history.incomplete"]);
}

#[test]
fn what_was_edited_is_named_with_its_place() {
    let world = sources_passed();
    edit(&world, "RUN.json", "\"status\": \"PASS\"", "\"status\": \"FAIL\"");
    let field = found(&world, "chain.edited_field");
    assert_eq!(
        (field["field"].as_str(), field["expected"].as_str()),
        (Some("gates[0].status"), Some("\"PASS\""))
    );
    assert_eq!(field["file"], record(&world, "RUN.json"));

    let world = sources_passed();
    edit(&world, "RUN.json", "\"timestamp\": \"2027-01-15T08:00:00", "\"timestamp\": \"2027-01-15T07:59:59");
    assert_eq!(found(&world, "chain.broken")["field"], "events[0].digest");

    let world = sources_passed();
    edit(&world, "gates/G1/attempt-1.json", "\"pass\": true", "\"pass\": false");
    assert_eq!(found(&world, "chain.broken_seal")["gate"], "G1");

    let world = sources_passed();
    world.tampered().remove(&record(&world, "gates/G1/attempt-1.json"));
    assert_eq!(found(&world, "form.missing_file")["attempt"], 1);

    let world = sources_passed();
    world.tampered().given(&record(&world, "gates/G1/attempt-2.json"), "{}");
    assert_eq!(found(&world, "form.stray_file")["file"], record(&world, "gates/G1/attempt-2.json"));

    let world = sources_passed();
    world.tampered().given(&record(&world, "RUN.json"), "{");
    assert_eq!(found(&world, "form.unreadable")["file"], record(&world, "RUN.json"));

    let world = sources_passed();
    let text = world.read(&record(&world, "RUN.json"));
    world.tampered().given(&record(&world, "RUN.json"), text.replace("  ", " "));
    assert!(rules(&world, "").contains(&"form.not_canonical".to_owned()));
}

#[test]
fn every_edit_of_one_record_is_told_at_once() {
    let world = sources_passed();
    edit(&world, "RUN.json", "\"status\": \"PASS\"", "\"status\": \"FAIL\"");
    edit(&world, "RUN.json", "\"slug\": \"robot\"", "\"slug\": \"other\"");
    edit(&world, "gates/G1/attempt-1.json", "\"pass\": true", "\"pass\": false");
    let answer = world.ask("audit --json").json();
    let fields: Vec<&str> = answer["runs"][0]["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|found| found["rule"] == "chain.edited_field")
        .map(|found| found["field"].as_str().unwrap())
        .collect();
    assert_eq!(fields, ["workflow.slug", "gates[0].status"], "{answer}");
    assert!(rules(&world, "").contains(&"chain.broken_seal".to_owned()));
}

#[test]
fn a_pinned_copy_that_was_edited_or_removed_is_missed() {
    let world = sources_passed();
    let pins = world.run_json()["events"][0]["pins"].clone();
    let pin = pins[0]["sha256"].as_str().unwrap().to_owned();
    world.tampered().given(&record(&world, &format!("pins/{pin}")), "{}");
    assert_eq!(found(&world, "pins.bad_copy")["file"], record(&world, &format!("pins/{pin}")));
    world.remove(&record(&world, &format!("pins/{pin}")));
    assert!(found(&world, "pins.bad_copy")["message"].as_str().unwrap().contains("gone"));
}

#[test]
fn an_output_is_held_against_the_tree_until_the_record_is_committed() {
    let world = sources_passed();
    world.given("research/robot/sources.md", "other\n");
    assert_eq!(found(&world, "outputs.drifted")["gate"], "G1");
    world.remove("research/robot/sources.md");
    assert_eq!(found(&world, "outputs.absent")["found"], "nothing");
}

#[test]
fn what_is_odd_about_how_the_work_was_done_is_a_warning() {
    let world = draft_passed();
    let all = rules(&world, "");
    assert!(!all.contains(&"behaviour.nothing_new".to_owned()), "{all:?}");
    let world = essay();
    world
        .given("research/robot/sources.md", SOURCES)
        .given("essays/robot/draft.md", DRAFT)
        .quietly("run start --workflow essay --slug robot")
        .quietly("gate start")
        .quietly("gate finish")
        .quietly("gate start --gate G3 --override --reason 'no time'");
    let all = rules(&world, "");
    for rule in ["behaviour.nothing_new", "behaviour.overridden", "behaviour.unfinished_attempt"] {
        assert!(all.iter().any(|found| found == rule), "{rule}: {all:?}");
    }
}

#[test]
fn the_ancestor_s_records_are_audited_as_claims() {
    let Some(world) = crate::ancestor::records() else { return };
    let all = rules(&world, "");
    for rule in [
        "form.no_chain",
        "outputs.absent",
        "behaviour.no_time",
        "behaviour.unfinished_attempt",
        "behaviour.unfinished_run",
    ] {
        assert!(all.iter().any(|found| found == rule), "{rule}: {all:?}");
    }
}

#[test]
fn what_was_found_is_said_in_the_forms_of_other_programs() {
    let world = sources_passed();
    edit(&world, "RUN.json", "\"status\": \"PASS\"", "\"status\": \"FAIL\"");
    world.gw(1, "audit --format github").gw(1, "audit --format markdown").gw(1, "audit --format junit");
    insta::assert_snapshot!(world.told());
}

#[test]
fn sarif_names_every_rule_and_places_every_result() {
    let world = sources_passed();
    edit(&world, "RUN.json", "\"status\": \"PASS\"", "\"status\": \"FAIL\"");
    let said = world.ask("audit --format sarif");
    let log: Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!((said.code, &log["version"]), (1, &"2.1.0".into()));
    let (run, rules) = (&log["runs"][0], log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap());
    for result in run["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        let place = &result["locations"][0];
        assert_eq!(place["physicalLocation"]["artifactLocation"]["uriBaseId"], "%SRCROOT%", "{result}");
        assert!(place["logicalLocations"][0]["fullyQualifiedName"].is_string(), "{result}");
    }
}

#[test]
fn what_was_waived_is_a_warning_and_its_attempt_is_judged_again_like_any_other() {
    let world = sources_open();
    let ada = crate::people::allow(&world, 1, "ada@example.org", "");
    world
        .given("research/robot/sources.md", "### Source 1\n")
        .quietly(&format!(
            "gate waive --check min_sources --until 2030-01-01 --reason 'it burned' --key {ada}"
        ))
        .quietly("gate finish");
    let all = rules(&world, "");
    assert!(all.iter().any(|rule| rule == "behaviour.waived"), "{all:?}");
    assert!(!all.iter().any(|rule| rule.starts_with("verdict.") || rule.starts_with("chain.")), "{all:?}");
    let message = found(&world, "behaviour.waived")["message"].clone();
    assert_eq!(
        message,
        "`min_sources` was waived by human:ada@example.org until 2030-01-02T00:00:00.000Z: it burned"
    );
}

#[test]
fn a_list_of_many_outputs_that_was_edited_or_removed_is_missed() {
    let world = World::new();
    let contract = r#"{"gate": "G1", "required_outputs": {"all_of": [{"path": "out/*.txt"}]}}"#;
    crate::fixtures::one_gate(&world, "", contract);
    world.quietly("run start --workflow one --slug x").quietly("gate start");
    for i in 0..101 {
        world.given(&format!("out/{i}.txt"), "x\n");
    }
    world.quietly("gate finish");
    let list = record(&world, "gates/G1/attempt-1.artifacts.sha256");
    let before = world.read(&list);
    world.tampered().given(&list, before.replacen("out/7.txt", "out/8.txt", 1));
    assert_eq!(found(&world, "chain.broken_seal")["file"], list);
    world.remove(&list);
    assert!(found(&world, "chain.broken_seal")["message"].as_str().unwrap().contains("gone"));
}

#[test]
fn attempts_that_were_closed_at_the_same_moment_are_told_apart_by_their_events() {
    let world = essay();
    world
        .given(
            "workflows/essay.json",
            world
                .read("workflows/essay.json")
                .replace(r#""name": "Draft","#, r#""name": "Draft", "needs": [],"#),
        )
        .quietly("run start --workflow essay --slug robot")
        .quietly("gate start --gate G1")
        .quietly("gate start --gate G2")
        .given("research/robot/sources.md", SOURCES)
        .given("essays/robot/draft.md", DRAFT);
    world.hours(-5).quietly("gate finish --gate G2");
    world.hours(-5).quietly("gate finish --gate G1");
    let all = rules(&world, "");
    assert!(!all.iter().any(|rule| rule.starts_with("chain.e")), "{all:?}");
}

#[test]
fn a_run_s_directory_that_is_a_link_is_told_and_the_others_are_audited() {
    let world = committed();
    let run = world.runs().remove(0);
    std::fs::rename(world.path(&format!("runs/{run}")), world.path("moved")).unwrap();
    std::os::unix::fs::symlink("../moved", world.path(&format!("runs/{run}"))).unwrap();
    world.tampered();
    assert_eq!(found(&world, "form.unreadable")["file"], format!("runs/{run}/record/RUN.json"));
}

#[test]
fn a_word_that_closes_an_attempt_at_once_claims_no_work() {
    let world = sources_open();
    world.quietly("gate abandon --reason 'no time'");
    assert!(!rules(&world, "").iter().any(|rule| rule == "behaviour.no_time"));
}

#[test]
fn a_record_that_does_not_hold_together_rests_on_nothing() {
    let world = sources_passed();
    let level = |world: &World| world.ask("audit --json").json()["runs"][0]["level"].clone();
    assert_eq!(level(&world), "L0");
    edit(&world, "gates/G1/attempt-1.json", "\"pass\": true", "\"pass\": false");
    assert_eq!(level(&world), "none");
}

#[test]
fn results_that_were_not_made_again_are_named() {
    let world = World::new();
    let check = r#"{"gate": "G1", "validations": [{"type": "command", "argv": ["sh", "tools/agree.sh"]}]}"#;
    crate::fixtures::one_gate(&world, "", check);
    world.given_script("tools/agree.sh", "exit 0\n").quietly("trust --yes");
    world.quietly("run start --workflow one --slug x").quietly("gate start").quietly("gate finish");
    assert!(found(&world, "verdict.taken_over")["message"].as_str().unwrap().contains("command"));
}
