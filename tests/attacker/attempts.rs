//! Attempt files, sealed and open.

use crate::scene::{FINISH, Scene};

const FIRST: &str = "record/gates/G1/attempt-1.json";
const SECOND: &str = "record/gates/G1/attempt-2.json";
const OPEN: &str = "record/gates/G2/attempt-1.json";

#[test]
fn an_edit_of_a_sealed_attempt_is_refused_wherever_it_is() {
    let scene = Scene::new();
    let tree = scene.place.tree();
    let text = scene.read(FIRST).into_bytes();
    for at in (0..text.len()).step_by(text.len() / 40) {
        let scene = Scene::copied(&tree, &scene.run);
        let mut edited = text.clone();
        edited[at] = if edited[at] == b'x' { b'y' } else { b'x' };
        scene.write(FIRST, &edited);
        scene.refused(FINISH, &[FIRST, "sealed"]);
    }
}

#[test]
fn a_failed_attempt_that_is_made_a_pass_is_refused_by_every_command_that_changes_the_run() {
    let commands: [&[&str]; 8] = [
        FINISH,
        &["gate", "start", "--gate", "G3"],
        &["gate", "fail", "--gate", "G2", "--reason", "no"],
        &["gate", "abandon", "--gate", "G2", "--reason", "no"],
        &["run", "complete"],
        &["run", "repin", "--gate", "G1", "--reason", "no"],
        &["gate", "reopen", "--gate", "G1", "--reason", "no"],
        &["invocation", "record", "--gate", "G2", "--agent", "writer"],
    ];
    for command in commands {
        let scene = Scene::new();
        scene.edit(FIRST, "\"status\": \"FAIL\"", "\"status\": \"PASS\"");
        scene.refused(command, &[FIRST, "sealed"]);
    }
}

#[test]
fn attempts_that_changed_places_are_refused() {
    let scene = Scene::new();
    let (first, second) = (scene.read(FIRST), scene.read(SECOND));
    scene.write(FIRST, second);
    scene.write(SECOND, first);
    scene.refused(FINISH, &["attempt-", "sealed"]);
}

#[test]
fn a_sealed_attempt_that_is_gone_is_refused() {
    for attempt in [FIRST, SECOND] {
        let scene = Scene::new();
        scene.remove(attempt);
        scene.refused(FINISH, &[attempt, "gone"]);
    }
}

#[test]
fn a_sealed_attempt_behind_a_link_is_refused() {
    let scene = Scene::new();
    let repo = scene.place.repo();
    let at = repo.join(scene.of_run(FIRST));
    std::fs::rename(&at, repo.join("elsewhere.json")).unwrap();
    std::os::unix::fs::symlink(repo.join("elsewhere.json"), &at).unwrap();
    let done = scene.place.run(60, FINISH);
    assert_eq!(done.code(), Some(4), "{}", done.told());
    assert!(done.stderr.contains(FIRST) && done.stderr.contains("symbolic link"), "{}", done.told());
}

#[test]
fn what_was_there_before_the_work_cannot_be_edited_while_the_attempt_is_open() {
    let edits = [
        (
            "\"before\": []",
            "\"before\": [\n      {\n        \"path\": \"out/essay/parts/000.txt\",\n        \"sha256\": \"0000000000000000000000000000000000000000000000000000000000000000\"\n      }\n    ]",
        ),
        ("\"name\": \"Tester\"", "\"name\": \"Somebody\""),
        ("\"contract_sha256\": \"", "\"contract_sha256\": \"00"),
        ("\"bytes\": ", "\"bytes\": 1"),
    ];
    for (what, with) in edits {
        let scene = Scene::new();
        let text = scene.read(OPEN);
        // An actor is spelled in one string.
        let what = if text.contains(what) { what } else { "Tester" };
        let with = if what == "Tester" { "Somebody" } else { with };
        scene.edit(OPEN, what, with);
        scene.refused(FINISH, &[OPEN]);
    }
}

#[test]
fn an_open_attempt_that_declares_itself_passed_is_judged_all_the_same() {
    let scene = Scene::new();
    std::fs::remove_dir_all(scene.place.repo().join("out/essay/parts")).unwrap();
    scene.edit(OPEN, "\"status\": \"RUNNING\"", "\"status\": \"PASS\"");
    scene.accepted(1, FINISH);
    assert!(scene.read(OPEN).contains("\"status\": \"FAIL\""));
}

#[test]
fn an_open_attempt_whose_file_is_gone_is_refused() {
    let scene = Scene::new();
    scene.remove(OPEN);
    scene.refused(FINISH, &[OPEN, "gone"]);
}

#[test]
fn a_planted_attempt_is_never_adopted() {
    let scene = Scene::new();
    let planted = scene.read(SECOND).replace("\"attempt\": 2", "\"attempt\": 3");
    scene.write("record/gates/G1/attempt-3.json", planted);
    scene.write("record/gates/G3/attempt-1.json", scene.read(SECOND));
    scene.accepted(0, FINISH);
    for path in ["record/gates/G1/attempt-3.json", "record/gates/G3/attempt-1.json"] {
        assert!(!scene.place.repo().join(scene.of_run(path)).exists(), "{path} is still there");
    }
    scene.accepted(0, &["gate", "start", "--gate", "G3"]);
}
