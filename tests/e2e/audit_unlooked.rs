//! What an audit could not look at: it says so once, in every form, and never lets it pass.

use serde_json::Value;

use crate::audit::{committed, found, record, rules};
use crate::fixtures::{SOURCES, ancestral, sources_passed};
use crate::git::{begin, git};
use crate::world::World;

/// The message of the case of this rule in the suite of this run if it was skipped, `passed` if it has nothing in it.
fn case(world: &World, arguments: &str, rule: &str) -> String {
    let said = world.ask(&format!("audit {arguments} --format junit")).stdout;
    let from = said.find(&format!("<testcase name=\"{rule}\"")).unwrap_or_else(|| panic!("{said}"));
    let case = &said[from..];
    if case[..case.find('>').unwrap()].ends_with('/') {
        return "passed".to_owned();
    }
    let inside = &case[..case.find("</testcase>").unwrap()];
    let skipped = inside.split("<skipped message=\"").nth(1).unwrap_or_else(|| panic!("{inside}"));
    skipped.split('"').next().unwrap().to_owned()
}

#[test]
fn without_a_repository_of_git_the_history_is_not_enforced_once_and_not_for_every_run() {
    let world = sources_passed();
    world.quietly("run start --workflow essay --slug other");
    let answer = world.ask("audit --json").json();
    let runs = answer["runs"].as_array().unwrap();
    let told: Vec<&Value> = runs
        .iter()
        .flat_map(|run| run["findings"].as_array().unwrap())
        .filter(|found| found["rule"] == "history.incomplete")
        .collect();
    assert_eq!((runs.len(), told.len()), (3, 1), "{answer}");
    assert_eq!(told[0]["weight"], "not_enforced");
    assert!(told[0]["message"].as_str().unwrap().contains("no git repository"), "{told:?}");
    assert_eq!((&runs[2]["run_id"], &answer["counts"]["runs"]), (&"-".into(), &2.into()));
    // Whoever asks for one run is told with it.
    let one = world.ask(&format!("audit {} --json", world.runs()[0])).json();
    assert_eq!(one["runs"].as_array().unwrap().len(), 1, "{one}");
    let findings = one["runs"][0]["findings"].as_array().unwrap();
    assert_eq!(findings.iter().filter(|found| found["rule"] == "history.incomplete").count(), 1, "{one}");
}

#[test]
fn where_there_is_a_history_nothing_is_said_of_one_that_is_missing() {
    let world = committed();
    assert!(!rules(&world, "").contains(&"history.incomplete".to_owned()));
    assert_eq!(case(&world, "", "history.rewritten"), "passed");
}

#[test]
fn in_junit_rules_without_anything_to_look_at_are_skipped() {
    let world = sources_passed();
    for rule in ["history.rewritten", "history.deleted", "history.before_head", "history.uncommitted"] {
        assert!(case(&world, "", rule).contains("no history of git"), "{rule}");
    }
    assert!(case(&world, "", "chain.other_head").contains("no head was given"));
    assert_eq!(case(&world, "", "chain.broken"), "passed");
    let head = world.run_json()["events"].as_array().unwrap().last().unwrap()["digest"].clone();
    let with = format!("latest --expect-head {}", head.as_str().unwrap());
    assert_eq!(case(&world, &with, "chain.other_head"), "passed");
}

#[test]
fn a_record_of_the_ancestor_rests_on_its_own_claims_and_most_rules_are_skipped_there() {
    let world = ancestral();
    let said = world.ask("audit --notes").stdout;
    assert!(said.contains("L0: claims of the record itself"), "{said}");
    assert!(!said.contains("chain and digests hold"), "{said}");
    for rule in ["chain.broken", "chain.edited_field", "pins.bad_copy", "verdict.differs", "form.stray_file"]
    {
        assert!(case(&world, "", rule).contains("has no chain"), "{rule}");
    }
    for rule in ["behaviour.waived", "behaviour.own_judge", "people.bad_signature", "seals.invalid"] {
        assert!(case(&world, "", rule).contains("has no chain"), "{rule}");
    }
    assert_eq!(case(&world, "", "facts.other_attempt"), "passed");
    assert_eq!(case(&world, "", "outputs.drifted"), "passed");
    // Committed it rests on no more: its RUN.json may be written anew at any time.
    begin(&world);
    assert_eq!(world.ask("audit --json").json()["runs"][0]["level"], "L0");
}

#[test]
fn a_record_that_cannot_be_read_never_ends_an_audit_with_0() {
    let world = sources_passed();
    let path = record(&world, "RUN.json");
    let honest = world.read(&path);
    world.tampered();
    let odd = [
        honest.replacen("\"format\": 1", "\"format\": 99", 1),
        honest.replacen("\"format\": 1", "\"format\": \"1\"", 1),
        honest.replacen("\"format\": 1", "\"format\": 0", 1),
        honest.replacen("\"format\": 1,", "", 1),
        String::new(),
        "null\n".to_owned(),
        "[]\n".to_owned(),
        "{}\n".to_owned(),
        "{\"format\": 99}\n".to_owned(),
        honest.replace('\n', "\r\n"),
    ];
    for text in odd {
        world.given(&path, &text);
        let said = world.ask("audit --json");
        assert_eq!(said.code, 1, "{text:.80}: {}", said.stdout);
        assert_eq!(world.ask("audit latest").code, 1, "{text:.80}");
    }
    world.remove(&path);
    assert_eq!(world.ask("audit").code, 1);
    world.given(&path, honest.replacen("\"format\": 1", "\"format\": 99", 1));
    assert_eq!(found(&world, "form.unknown_version")["weight"], "error");
}

#[test]
fn an_output_that_only_lies_in_the_tree_is_absent_from_the_commit_that_was_asked_for() {
    let world = sources_passed();
    world.given("gatewright.json", "{}");
    git(&world, "init --quiet --initial-branch=main");
    git(&world, "config user.name Grace");
    git(&world, "config user.email grace@example.com");
    git(&world, "add runs");
    git(&world, "commit --quiet --message=record");
    let of_outputs = |arguments: &str| -> Vec<String> {
        rules(&world, arguments).into_iter().filter(|rule| rule.starts_with("outputs.")).collect()
    };
    assert_eq!(of_outputs("--at HEAD"), ["outputs.absent"]);
    assert_eq!(
        of_outputs(""),
        ["outputs.not_committed"],
        "who asks for no commit can bring it with the next one"
    );
    git(&world, "add research");
    git(&world, "commit --quiet --message=outputs");
    assert_eq!(of_outputs("--at HEAD"), Vec::<String>::new());
}

#[test]
fn an_output_that_was_replaced_by_a_link_is_called_what_it_is() {
    let world = sources_passed();
    world.given("elsewhere.md", SOURCES).remove("research/robot/sources.md");
    std::os::unix::fs::symlink("../../elsewhere.md", world.path("research/robot/sources.md")).unwrap();
    let drifted = found(&world, "outputs.drifted");
    assert_eq!(drifted["found"], "a symbolic link");
    assert!(
        drifted["message"].as_str().unwrap().contains("is a symbolic link, not what was recorded"),
        "{drifted}"
    );
    assert_eq!(world.ask("audit").code, 1);
    let said = world.ask("gate verify G1");
    assert!(said.stdout.contains("reached through the symbolic link"), "{said:?}");
    assert!(!said.stdout.contains("is missing"), "{said:?}");
    // A directory on the way to it that became a link.
    std::fs::rename(world.path("research/robot"), world.path("moved")).unwrap();
    std::os::unix::fs::symlink("../moved", world.path("research/robot")).unwrap();
    let drifted = found(&world, "outputs.drifted");
    assert_eq!(drifted["found"], "reached through the symbolic link `research/robot`");
    std::fs::remove_file(world.path("research/robot")).unwrap();
    assert_eq!(found(&world, "outputs.absent")["found"], "nothing");
}

#[test]
fn what_is_said_of_a_required_gate_names_it_once_in_every_form() {
    let world = sources_passed();
    world.given("research/robot/sources.md", "other\n");
    for form in ["text", "junit", "github", "markdown", "sarif"] {
        let said = world.ask(&format!("audit --require essay/G1,G2 --format {form}")).stdout;
        assert!(said.contains("G1: it does not stand"), "{form}: {said}");
        let said = said.replace('\\', "");
        assert!(said.contains("G2: it is required, and it is NOT_STARTED"), "{form}: {said}");
    }
}
