//! The clock, the environment, artifacts while they are judged.

use std::io::Write;

use crate::scene::{FINISH, Scene};
use crate::support::place::{PROGRAM, finish};
use crate::support::record;

#[test]
fn a_clock_that_was_set_back_does_not_set_back_the_record() {
    let scene = Scene::new();
    let last = record::verified(&scene.place.repo(), &scene.run).unwrap().run.last_event_at;
    let done = scene.place.run(0, FINISH);
    assert_eq!(done.code(), Some(0), "{}", done.told());
    let record = record::verified(&scene.place.repo(), &scene.run).unwrap();
    let event = &record.links.last().unwrap().event;
    assert_eq!((event.timestamp, event.clamped), (last, true));
    assert!(scene.read("record/RUN.json").contains("\"clamped\": true"));
    let next = scene.place.run(60, &["gate", "start", "--gate", "G3"]);
    assert_eq!(next.code(), Some(0), "{}", next.told());
    let record = record::verified(&scene.place.repo(), &scene.run).unwrap();
    assert!(!record.links.last().unwrap().event.clamped);
}

#[test]
fn the_environment_can_make_an_agent_of_a_human_and_never_the_other_way() {
    for sign in ["GATEWRIGHT_AGENT", "CI", "CLAUDECODE"] {
        let scene = Scene::new();
        let done = finish(scene.place.command(PROGRAM, 60).env(sign, "1").args(FINISH));
        assert_eq!(done.code(), Some(0), "{}", done.told());
        let record = record::verified(&scene.place.repo(), &scene.run).unwrap();
        assert_eq!(record.links.last().unwrap().event.actor.to_string(), "agent:Tester");
    }
    let scene = Scene::new();
    scene.accepted(0, FINISH);
    let record = record::verified(&scene.place.repo(), &scene.run).unwrap();
    assert_eq!(record.links.last().unwrap().event.actor.to_string(), "claimed-human:Tester");
}

#[test]
fn an_output_that_is_still_being_written_is_not_judged() {
    let scene = Scene::new();
    let path = "out/essay/parts/000.txt";
    let mut writer = std::fs::OpenOptions::new().append(true).open(scene.place.repo().join(path)).unwrap();
    writer.write_all(b"more").unwrap();
    scene.refused(FINISH, &[path]);
    drop(writer);
    scene.accepted(0, FINISH);
}

#[test]
fn an_output_that_is_edited_after_the_gate_passed_makes_it_stale() {
    let scene = Scene::new();
    scene.accepted(0, FINISH);
    scene.place.write("out/essay/parts/000.txt", "another text\n");
    scene.place.write("out/essay/notes.md", "Notes\n");
    scene.accepted(0, &["gate", "start", "--gate", "G3"]);
    scene.accepted(0, &["gate", "finish", "--gate", "G3"]);
    scene.refused(&["run", "complete", "--status", "PASSED"], &["G2", "STALE"]);
}

#[test]
fn an_output_that_is_a_link_to_something_else_is_not_an_output() {
    let scene = Scene::new();
    let parts = scene.place.repo().join("out/essay/parts");
    std::fs::remove_dir_all(&parts).unwrap();
    std::os::unix::fs::symlink(scene.place.repo().join("contracts"), &parts).unwrap();
    let done = scene.place.run(60, FINISH);
    assert!(matches!(done.code(), Some(1 | 4)), "{}", done.told());
    assert_ne!(
        record::verified(&scene.place.repo(), &scene.run).unwrap().run.gates[1].status.as_str(),
        "PASS"
    );
}

#[test]
fn a_program_of_the_repository_stands_in_for_none_however_it_comes_into_path() {
    use std::os::unix::fs::PermissionsExt as _;
    let scene = Scene::new();
    let repo = scene.place.repo();
    std::fs::create_dir(repo.join(".git")).unwrap();
    scene.place.write("bin/git", "#!/bin/sh\ntouch \"${0%/*}/ran\"\necho Mallory\n");
    std::fs::set_permissions(repo.join("bin/git"), std::fs::Permissions::from_mode(0o755)).unwrap();
    let link = repo.parent().unwrap().join("tools");
    std::os::unix::fs::symlink(repo.join("bin"), &link).unwrap();
    for entry in [repo.join("bin"), link, repo.join("../repo/bin")] {
        let path = format!("{}:/usr/bin:/bin", entry.display());
        let mut command = scene.place.command(PROGRAM, 60);
        command.env("PATH", path).env_remove("GATEWRIGHT_ACTOR");
        finish(command.args(["gate", "check", "--gate", "G2"]));
        assert!(!repo.join("bin/ran").exists(), "{} was searched", entry.display());
    }
}
