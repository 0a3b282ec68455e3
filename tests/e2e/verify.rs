//! `gate verify` and `audit --require`: whether what was asked to stand stands today.

use serde_json::Value;

use crate::audit::rules;
use crate::fixtures::{DRAFT, SOURCES, ancestral, contract, draft_passed, essay, one_gate, sources_open};
use crate::git::{begin, git};
use crate::world::World;

/// A run of `essay` made with the machine's own clock, whose first two gates have passed.
fn real() -> World {
    let world = essay();
    world
        .real()
        .quietly("run start --workflow essay --slug robot")
        .quietly("gate start")
        .given("research/robot/sources.md", SOURCES)
        .quietly("gate finish")
        .quietly("gate start")
        .given("essays/robot/draft.md", DRAFT)
        .quietly("gate finish");
    world
}

fn standing(answer: &Value) -> Vec<&str> {
    answer["gates"].as_array().unwrap().iter().map(|gate| gate["standing"].as_str().unwrap()).collect()
}

#[test]
fn gates_that_stand_are_verified_and_others_say_why_and_what_to_do() {
    let world = draft_passed();
    world
        .gw(1, "gate verify G1 G2")
        .given("research/robot/sources.md", "rewritten\n")
        .gw(1, "gate verify")
        .gw(1, "gate verify --gate G1,G9 --format github")
        .gw(2, "gate verify --gate 'a b'")
        .gw(2, "gate verify --run run_x");
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_gate_stands_while_what_was_judged_lies_there() {
    let world = real();
    let answer = world.json(0, "gate verify G1 g2");
    assert_eq!((standing(&answer), &answer["pass"]), (vec!["stands", "stands"], &true.into()));
    assert_eq!(standing(&world.json(1, "gate verify")), ["stands", "stands", "not_met"]);
    let said = world.ask("gate verify G1");
    assert!(said.code == 0 && said.stdout.contains("required: G1 stands\n"), "{said:?}");

    world.given("research/robot/sources.md", "rewritten\n");
    assert_eq!(standing(&world.json(1, "gate verify G1 G2")), ["fallen", "fallen"]);
    world.given("research/robot/sources.md", SOURCES);
    world.json(0, "gate verify G1 G2");
    world.given("essays/robot/draft.md", "other\n");
    // G1 stands; but the record tells of bytes that are nowhere.
    let answer = world.json(1, "gate verify G1");
    assert_eq!((standing(&answer), &answer["counts"]["errors"]), (vec!["stands"], &1.into()));
    let answer = world.json(1, "gate verify G2");
    assert_eq!(
        answer["gates"][0]["why"][0],
        "its output `essays/robot/draft.md` has changed since it passed"
    );
}

#[test]
fn what_changed_after_the_commit_is_a_note_to_an_audit_and_an_error_to_whoever_requires() {
    let world = essay();
    world.given("gatewright.json", r#"{"git": {"commit": "outputs"}}"#);
    begin(&world);
    world.real().quietly("run start --workflow essay --slug robot").quietly("gate start");
    world.given("research/robot/sources.md", SOURCES).quietly("gate finish");
    world.json(0, "audit --require essay/G1");
    world.given("research/robot/sources.md", "rewritten\n");
    world.json(0, "audit");
    let answer = world.json(1, "audit --require essay/G1");
    let found: Vec<&Value> =
        answer["runs"][0]["findings"].as_array().unwrap().iter().map(|it| &it["rule"]).collect();
    assert!(
        found.contains(&&"required.fallen".into()) && found.contains(&&"outputs.changed_later".into()),
        "{found:?}"
    );
    // In the commit it stands, whatever lies in the tree.
    world.json(0, "audit --require essay/G1 --at HEAD");
    git(&world, "commit -qam rewritten");
    let answer = world.json(1, "audit --require essay/G1 --at HEAD");
    assert!(answer.to_string().contains("is not in commit"), "{answer}");
    world.json(0, "audit --require essay/G1 --at HEAD~1");
}

#[test]
fn of_a_workflow_the_newest_run_that_was_not_canceled_counts_alone() {
    let world = real();
    world.json(0, "audit --require essay/G1,G2");
    world.json(1, "audit --require essay");
    let first = world.runs()[0].clone();
    world.quietly("run start --workflow essay --slug other");
    let answer = world.json(1, "audit --require essay/G1");
    assert!(answer.to_string().contains("it is required, and it is NOT_STARTED"), "{answer}");
    // One that is named counts among those that are named.
    world.json(0, &format!("audit {first} --require essay/G1"));
    world.quietly(&format!("run complete --run {} --status CANCELED --reason enough", world.runs()[1]));
    world.json(0, "audit --require essay/G1");
    world.json(0, "audit --require essay/G1 --require essay/G2");
    let answer = world.json(1, "audit --require essay/G1 --require novel");
    assert_eq!((&answer["runs"][2]["run_id"], &answer["counts"]["runs"]), (&"-".into(), &2.into()));
    assert_eq!(answer["runs"][2]["findings"][0]["rule"], "required.no_run");
    for wrong in ["''", "essay/", "/G1", "essay/../x"] {
        assert_eq!(world.ask(&format!("audit --require {wrong}")).code, 2, "{wrong}");
    }
}

#[test]
fn a_record_that_is_wrong_in_anything_verifies_no_gate() {
    let world = real();
    let path = format!("runs/{}/record/gates/G2/attempt-1.json", world.runs()[0]);
    let edited = world.read(&path).replace("\"pass\": true", "\"pass\": false");
    world.tampered().given(&path, edited);
    let said = world.ask("gate verify G1");
    assert!(said.code == 1 && said.stdout.contains("chain.broken_seal"), "{said:?}");
    assert!(said.stderr.contains("Next: gatewright audit run_"), "{said:?}");
    let run_json = format!("runs/{}/record/RUN.json", world.runs()[0]);
    world.given(&run_json, "{");
    assert_eq!(standing(&world.json(1, "gate verify G1")), ["unknown"]);
}

#[test]
fn what_was_waived_counts_and_is_named_unless_it_must_not() {
    let world = sources_open();
    let ada = crate::people::allow(&world, 1, "ada@example.org", "");
    world
        .given("research/robot/sources.md", "### Source 1\n")
        .quietly(&format!(
            "gate waive --check min_sources --until 2030-01-01 --reason 'it burned' --key {ada}"
        ))
        .quietly("gate finish");
    assert_eq!(standing(&world.json(1, "gate verify G1")), ["waived"]);
    assert!(rules(&world, "--require essay/G1").contains(&"required.waived".to_owned()));
    assert!(!rules(&world, "--require essay/G1").contains(&"required.not_met".to_owned()));
    assert_eq!(standing(&world.json(1, "gate verify G1 --no-waived")), ["not_met"]);
    assert!(rules(&world, "--require essay/G1 --no-waived").contains(&"required.not_met".to_owned()));
}

#[test]
fn a_gate_that_does_not_block_is_only_named_unless_it_is_asked_for() {
    let world = World::new();
    let lenient = contract("G1", "a.md", "# A").replacen('{', "{\"blocking\": false,", 1);
    one_gate(&world, "", &lenient);
    world.real().quietly("run start --workflow one --slug x").quietly("gate start");
    assert_eq!(world.ask("gate finish").code, 1);
    assert_eq!(standing(&world.json(0, "gate verify")), ["not_blocking"]);
    assert_eq!(standing(&world.json(1, "gate verify G1")), ["not_met"]);
}

#[test]
fn a_record_of_the_ancestor_verifies_nothing() {
    let world = ancestral();
    let answer = world.json(1, "gate verify --run latest");
    assert!(standing(&answer).iter().all(|standing| *standing == "unknown"), "{answer}");
    assert!(answer.to_string().contains("has no chain"), "{answer}");
}

#[test]
fn verifying_writes_nothing() {
    let world = real();
    let before = world.tree("");
    world.ask("gate verify");
    world.ask("audit --require essay");
    world.same_as(&before);
}

#[test]
fn an_audit_of_nothing_does_not_look_like_a_proof() {
    let world = essay();
    world
        .gw(0, "audit")
        .gw(1, "audit --fail-on not_enforced")
        .gw(1, "audit --require essay")
        .gw(4, "gate verify");
    insta::assert_snapshot!(world.told());
    let answer = world.json(0, "audit");
    assert_eq!((&answer["counts"]["runs"], &answer["runs"][0]["level"]), (&0.into(), &"none".into()));
}

#[test]
fn a_run_whose_directory_was_renamed_is_not_out_of_sight() {
    let world = draft_passed();
    let id = world.runs()[0].clone();
    world.tampered();
    std::fs::rename(world.path(&format!("runs/{id}")), world.path("runs/old-run")).unwrap();
    std::fs::create_dir_all(world.path("runs/archive/empty")).unwrap();
    for another in [false, true] {
        if another {
            world.quietly("run start --workflow essay --slug good");
        }
        let answer = world.json(1, "audit");
        let all = answer["runs"].as_array().unwrap().iter();
        let all: Vec<_> = all.flat_map(|run| run["findings"].as_array().unwrap()).collect();
        let misnamed: Vec<_> = all.iter().filter(|found| found["rule"] == "form.misnamed").collect();
        assert_eq!(misnamed.len(), 1, "{answer}");
        assert_eq!(misnamed[0]["file"], "runs/old-run/record/RUN.json");
    }
}

#[test]
fn a_directory_of_runs_that_is_no_longer_named_is_an_error() {
    // In the tree.
    let world = draft_passed();
    world.tampered().given("gatewright.json", r#"{"runs": "elsewhere"}"#);
    let answer = world.json(1, "audit");
    assert_eq!(answer["runs"][0]["findings"][0]["rule"], "form.runs_elsewhere", "{answer}");
    assert_eq!(answer["runs"][0]["findings"][0]["file"], format!("runs/{}/record/RUN.json", world.runs()[0]));

    // In the history, although another run lies where gatewright.json looks now.
    let world = essay();
    world.given("gatewright.json", r#"{"runs": "first", "git": {"commit": "outputs"}}"#);
    begin(&world);
    world.quietly("run start --workflow essay --slug bad").quietly("gate start");
    world.quietly("gate fail --reason 'no library'");
    world.tampered().given("gatewright.json", r#"{"git": {"commit": "outputs"}}"#);
    std::fs::remove_dir_all(world.path("first")).unwrap();
    git(&world, "add -A");
    git(&world, "commit -qm 'no run'");
    world.quietly("run start --workflow essay --slug good");
    let answer = world.json(1, "audit");
    let last = answer["runs"].as_array().unwrap().last().unwrap();
    assert_eq!(last["findings"][0]["rule"], "form.runs_elsewhere", "{answer}");
    assert!(last["findings"][0]["commit"].is_string(), "{answer}");

    // Records that were moved, with their names, are there.
    let run = world.runs()[0].clone();
    world.quietly("gate start").quietly("gate fail --reason 'no letters'");
    world.given("gatewright.json", r#"{"runs": "moved"}"#);
    std::fs::create_dir(world.path("moved")).unwrap();
    std::fs::rename(world.path(&format!("runs/{run}")), world.path(&format!("moved/{run}"))).unwrap();
    git(&world, "add -A");
    git(&world, "commit -qm moved");
    let answer = world.json(1, "audit");
    let places: Vec<&str> = answer["runs"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["run_id"] == "-")
        .map(|it| it["findings"][0]["file"].as_str().unwrap())
        .collect();
    assert!(places.len() == 1 && places[0].starts_with("first/"), "{places:?}");
}

#[test]
fn a_record_that_tells_of_no_gate_stands_for_none() {
    let world = draft_passed();
    let forged = "run_20300101T000000000Z_robot_zzzzzz";
    let record = serde_json::json!({
        "run_id": forged,
        "workflow": {"name": "essay", "version": "1", "slug": "robot", "artifact_path": ""},
        "depth": "standard",
        "status": "PASSED",
        "started_at": "2030-01-01T00:00:00.000Z",
        "finished_at": "2030-01-01T00:00:00.000Z",
        "gates": [],
    });
    for text in [record.to_string(), "{}".to_owned()] {
        world.tampered().given(&format!("runs/{forged}/record/RUN.json"), &text);
        let said = world.ask(&format!("gate verify --run {forged} --json"));
        assert_eq!(said.code, 1, "{text}: {said:?}");
        assert_eq!(standing(&said.json()), ["unknown"], "{text}");
    }
}
