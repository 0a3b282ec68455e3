//! What an audit makes of the history of git, and of outputs beside it.

use crate::audit::{committed, found, record, rules};
use crate::fixtures::sources_passed;
use crate::git::{begin, git};
use crate::world::World;

#[test]
fn a_commit_that_deletes_an_attempt_or_a_whole_run_is_named() {
    let world = committed();
    git(&world, &format!("rm --quiet {}", record(&world, "gates/G1/attempt-1.json")));
    git(&world, "commit --quiet --message=tidy");
    let deleted = found(&world, "history.deleted");
    assert_eq!(deleted["commit"], git(&world, "rev-parse HEAD").trim());
    assert_eq!(deleted["file"], record(&world, "gates/G1/attempt-1.json"));
    git(&world, "rm -r --quiet runs");
    git(&world, "commit --quiet --message=gone");
    world.tampered();
    let all = rules(&world, "--all");
    assert!(all.contains(&"history.deleted".to_owned()), "{all:?}");
}

#[test]
fn a_shallow_clone_says_what_it_could_not_look_at() {
    let world = committed();
    git(&world, &format!("clone --quiet --depth 1 file://{} ../shallow", world.path("").display()));
    let shallow = world.path("../shallow");
    let answer = world.ask(&format!("audit -C {} --json", shallow.display())).json();
    let findings = answer["runs"][0]["findings"].as_array().unwrap();
    let incomplete = findings.iter().find(|found| found["rule"] == "history.incomplete").unwrap();
    assert_eq!(incomplete["weight"], "not_enforced");
    assert_eq!(answer["runs"][0]["level"], "L0");
}

#[test]
fn a_commit_that_git_does_not_have_is_refused_and_is_never_an_option_of_git() {
    let world = committed();
    for at in ["nowhere", "--output=stolen", "HEAD:gatewright.json"] {
        let said = world.ask(&format!("audit --at={at} --json"));
        assert_eq!((said.code, said.json()["code"].as_str().unwrap()), (2, "unknown_commit"), "{at}");
    }
    assert!(!world.path("stolen").exists());
}

#[test]
fn the_level_is_that_of_the_history_only_while_all_is_committed() {
    let world = committed();
    let level = |world: &World| world.ask("audit --json").json()["runs"][0]["level"].clone();
    assert_eq!(level(&world), "L1");
    world.given("gatewright.json", "{}").quietly("gate start");
    assert_eq!(level(&world), "L0");
    assert!(rules(&world, "").contains(&"history.uncommitted".to_owned()));
}

#[test]
fn a_committed_run_that_was_taken_away_is_missed_before_that_is_committed() {
    let world = committed();
    let run = world.runs().remove(0);
    std::fs::remove_dir_all(world.path(&format!("runs/{run}"))).unwrap();
    world.tampered();
    let gone = found(&world, "history.contradicted");
    assert!(gone["message"].as_str().unwrap().contains("not there any more"), "{gone}");
}

#[test]
fn a_history_that_no_git_can_be_asked_about_is_told() {
    let world = committed();
    world.with_env("PATH", "/nonexistent");
    assert_eq!(found(&world, "history.incomplete")["weight"], "not_enforced");
    let verified = world.ask("gate verify --json");
    assert_eq!(verified.code, 1, "no gate stands where nobody can say what was committed: {verified:?}");
}

#[test]
fn grafts_do_not_hide_what_commits_were_made_on() {
    let world = committed();
    git(&world, &format!("rm --quiet {}", record(&world, "gates/G1/attempt-1.json")));
    git(&world, "commit --quiet --message=tidy");
    world.tampered().given(".git/info/grafts", git(&world, "rev-parse HEAD"));
    assert_eq!(found(&world, "history.deleted")["file"], record(&world, "gates/G1/attempt-1.json"));
}

#[test]
fn an_output_is_held_against_the_commit_of_its_record_and_what_came_later_is_a_note() {
    let world = committed();
    world.given("research/robot/sources.md", "rewritten later\n");
    git(&world, "commit --quiet --all --message=later");
    let all = rules(&world, "");
    assert!(all.contains(&"outputs.changed_later".to_owned()), "{all:?}");
    assert!(!all.iter().any(|rule| rule == "outputs.drifted"), "{all:?}");
    let at = git(&world, "rev-parse HEAD");
    let all = rules(&world, &format!("--at {}", at.trim()));
    assert!(all.contains(&"outputs.drifted".to_owned()), "{all:?}");
}

#[test]
fn an_output_that_was_never_committed_with_its_record_is_missed() {
    let world = sources_passed();
    world.given("gatewright.json", "{}");
    git(&world, "init --quiet --initial-branch=main");
    git(&world, "config user.name Grace");
    git(&world, "config user.email grace@example.com");
    git(&world, "add runs");
    git(&world, "commit --quiet --message=record");
    assert!(found(&world, "outputs.not_committed")["message"].as_str().unwrap().contains("commit"));
    world.remove("research/robot/sources.md");
    assert!(found(&world, "outputs.absent")["message"].as_str().unwrap().contains("commit"));
}

#[test]
fn a_directory_is_held_against_the_commit_by_its_manifest() {
    let world = World::new();
    let contract = r#"{"gate": "G1", "required_outputs": {"all_of": [{"path": "out"}]}}"#;
    crate::fixtures::one_gate(&world, "", contract);
    world.given("gatewright.json", r#"{"git": {"commit": "outputs"}}"#);
    begin(&world);
    world.quietly("run start --workflow one --slug x").quietly("gate start");
    world.given("out/b/c.txt", "c\n").given("out/a.txt", "a\n").hours(1).quietly("gate finish");
    assert_eq!(rules(&world, ""), ["behaviour.unfinished_run", "behaviour.own_judge"]);
    world.given("out/a.txt", "other\n");
    git(&world, "commit --quiet --all --message=later");
    assert!(rules(&world, "--at HEAD").contains(&"outputs.drifted".to_owned()));
}

#[test]
fn git_is_called_as_often_for_many_runs_as_for_one() {
    let world = committed();
    let one = calls_of_git(&world);
    world.given("gatewright.json", "{}");
    // More than are looked at together.
    for _ in 0..70 {
        world.quietly("run start --workflow essay --slug robot");
    }
    git(&world, "add --all");
    git(&world, "commit --quiet --message=more");
    let answer = world.ask("audit --json").json();
    assert_eq!(answer["runs"].as_array().unwrap().len(), 71);
    assert_eq!(calls_of_git(&world), one);
}

/// What git is asked while everything is audited.
pub fn calls_of_git(world: &World) -> Vec<String> {
    let path = std::env::var("PATH").unwrap();
    world.given_script(
        "../bin/git",
        "echo \"$1\" >> \"${0%/bin/git}/calls\"\nPATH=${PATH#*:} exec git \"$@\"",
    );
    let _ = std::fs::remove_file(world.path("../calls"));
    let bin = world.path("../bin").canonicalize().unwrap();
    world.with_env("PATH", &format!("{}:{path}", bin.display()));
    world.ask("audit");
    world.with_env("PATH", &path);
    world.read("../calls").lines().map(str::to_owned).collect()
}
