//! A record is held against the commit that is checked out: what was committed is never dropped, replaced or unreadable.

use std::os::unix::fs::symlink;

use crate::scene::{FINISH, Scene};
use crate::support::place::{Done, PROGRAM, finish};

const LOOKS: [&[&str]; 2] = [&["run", "show"], &["run", "status"]];

/// Runs git in the repository.
pub fn git(scene: &Scene, args: &[&str]) {
    let mut git = scene.place.command("git", 0);
    git.args(["-c", "user.name=Tester", "-c", "user.email=tester@example.org"]).args(args);
    let done = finish(&mut git);
    assert_eq!(done.code(), Some(0), "git {args:?}: {}", done.told());
}

/// The scene, committed.
pub fn committed() -> Scene {
    let scene = Scene::new();
    git(&scene, &["init", "--quiet"]);
    git(&scene, &["add", "-A"]);
    git(&scene, &["commit", "--quiet", "-m", "the scene"]);
    scene
}

/// The record as the ancestor would have written it: no format, no head, no chain, and everything passed.
fn without_its_chain(scene: &Scene) -> String {
    let mut record: serde_json::Value = serde_json::from_str(&scene.read("record/RUN.json")).unwrap();
    let object = record.as_object_mut().unwrap();
    object.remove("format");
    object.remove("head");
    object["status"] = "PASSED".into();
    for event in object["events"].as_array_mut().unwrap() {
        let event = event.as_object_mut().unwrap();
        event.remove("prev");
        event.remove("digest");
    }
    for gate in object["gates"].as_array_mut().unwrap() {
        gate["status"] = "PASS".into();
    }
    format!("{}\n", serde_json::to_string_pretty(&record).unwrap())
}

#[test]
fn a_committed_chain_cannot_be_taken_off() {
    let scene = committed();
    let bare = without_its_chain(&scene);
    scene.write("record/RUN.json", bare);
    for look in LOOKS {
        let done = scene.refused(look, &["RUN.json", "committed", "git restore"]);
        assert!(!done.stdout.contains("PASSED"), "{}", done.told());
    }
}

#[test]
fn events_that_were_committed_cannot_be_dropped() {
    let scene = Scene::new();
    let earlier = scene.place.tree();
    scene.accepted(0, FINISH);
    git(&scene, &["init", "--quiet"]);
    git(&scene, &["add", "-A"]);
    git(&scene, &["commit", "--quiet", "-m", "finished"]);
    let prefix = format!("repo/{}", scene.of_run("record"));
    earlier.only(|path| path.starts_with(&prefix)).write(scene.place.path());
    for args in [LOOKS[0], LOOKS[1], FINISH, &["gate", "check", "--gate", "G2"]] {
        scene.refused(args, &["RUN.json", "events[", "committed"]);
    }
}

#[test]
fn a_commit_that_cannot_be_read_as_a_record_is_no_leave_to_go_on() {
    let spoil: [&dyn Fn(&Scene); 3] = [
        &|scene| scene.write("record/RUN.json", "garbage\n"),
        &|scene| {
            let bare = without_its_chain(scene);
            scene.write("record/RUN.json", bare);
        },
        &|scene| {
            scene.remove("record/RUN.json");
            symlink("elsewhere", scene.place.repo().join(scene.of_run("record/RUN.json"))).unwrap();
        },
    ];
    for spoil in spoil {
        let scene = Scene::new();
        let good = scene.read("record/RUN.json");
        spoil(&scene);
        git(&scene, &["init", "--quiet"]);
        git(&scene, &["add", "-A"]);
        git(&scene, &["commit", "--quiet", "-m", "spoiled"]);
        scene.remove("record/RUN.json");
        scene.write("record/RUN.json", good);
        scene.refused(FINISH, &["RUN.json", "committed"]);
    }
}

/// Runs `args` with nothing but `path` on the PATH.
fn with_path(scene: &Scene, path: &str, args: &[&str]) -> Done {
    finish(scene.place.command(PROGRAM, 60).env("PATH", path).args(args).args(["--run", &scene.run]))
}

#[test]
fn where_the_commit_cannot_be_asked_nothing_goes_on() {
    let scene = committed();
    let before = scene.record();
    for args in [FINISH, LOOKS[0]] {
        let done = with_path(&scene, "/nonexistent", args);
        assert_eq!(done.code(), Some(5), "{}", done.told());
        assert!(done.stderr.contains("there is no `git`"), "{}", done.told());
    }
    // A git that says nothing says nothing of what is committed.
    let bin = scene.place.path().join("bin");
    std::fs::create_dir(&bin).unwrap();
    symlink("/bin/true", bin.join("git")).unwrap();
    let done = with_path(&scene, bin.to_str().unwrap(), FINISH);
    assert_eq!(done.code(), Some(5), "{}", done.told());
    assert_eq!(before.differences(&scene.record()), "", "the record was touched");
    scene.accepted(0, FINISH);
}

#[test]
fn without_a_git_repository_no_git_is_needed() {
    let scene = Scene::new();
    let done = with_path(&scene, "/nonexistent", FINISH);
    assert_eq!(done.code(), Some(0), "{}", done.told());
}
