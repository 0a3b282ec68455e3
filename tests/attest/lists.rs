//! Lists of files, as `sha256sum -c` reads them.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::scene::Scene;
use crate::statements::sha256;

fn holds(scene: &Scene, list: &Path) -> bool {
    let mut sha256sum = Command::new("sha256sum");
    sha256sum.current_dir(scene.place.repo()).arg("-c").arg("--strict").arg(list);
    sha256sum.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success()
}

#[test]
fn sha256sum_accepts_a_list_and_refuses_it_for_an_edited_file_and_when_it_was_edited() {
    let scene = Scene::new("walks");
    scene.export();
    let list = scene.of_run("G1.attempt-3.SHA256SUMS");
    assert!(holds(&scene, &list));
    let text = std::fs::read(&list).unwrap();
    let shown = String::from_utf8(text.clone()).unwrap();
    let names: Vec<&str> = shown.lines().map(|line| &line[66..]).collect();
    assert_eq!(names, ["out/essay/draft.md", "out/essay/parts/below/two.txt", "out/essay/parts/one.txt"]);
    let changed = scene.place.path().join("changed");
    for at in 0..text.len() - 1 {
        let mut text = text.clone();
        text[at] ^= 1;
        std::fs::write(&changed, text).unwrap();
        assert!(!holds(&scene, &changed), "byte {at}");
    }
    scene.place.write("out/essay/parts/one.txt", "two\n");
    assert!(!holds(&scene, &list));
}

#[test]
fn the_list_of_a_directory_has_the_digest_that_the_statement_gives_it() {
    let scene = Scene::new("walks");
    scene.export();
    let list = std::fs::read_to_string(scene.of_run("G1.attempt-3.SHA256SUMS")).unwrap();
    let below = list
        .replace("out/essay/parts/", "")
        .lines()
        .skip(1)
        .map(|line| format!("{line}\n"))
        .collect::<String>();
    let said = scene.said("G1.attempt-3.svr.dsse.json");
    assert_eq!(said["subject"][1]["digest"]["dirHash"], sha256(below.as_bytes()));
}

#[test]
fn a_list_alone_needs_no_key_and_can_be_printed() {
    let scene = Scene::new("walks");
    let done = scene.expect(0, &["attest", "--gate", "G2", "--attempt", "1", "--format", "sums"]);
    assert_eq!(done.stdout, format!("{}  out/essay/notes [1].md\n", sha256(b"Notes walks\n")));
    assert_eq!(scene.run(&["attest", "--format", "dsse"]).code(), Some(2));
}

#[test]
fn files_of_a_directory_that_has_changed_are_not_made_up() {
    let scene = Scene::new("walks");
    let git = |args: &[&str]| {
        let mut git = scene.command("git");
        git.args(["-c", "user.name=ada", "-c", "user.email=ada@example.org"]).args(args);
        assert!(git.output().unwrap().status.success(), "{args:?}");
    };
    git(&["init", "--quiet"]);
    git(&["add", "."]);
    git(&["commit", "--quiet", "--message", "A run"]);
    scene.place.write("out/essay/parts/one.txt", "two\n");
    scene.export();
    assert!(!scene.of_run("G1.attempt-3.SHA256SUMS").exists());
    assert!(scene.of_run("G2.attempt-1.SHA256SUMS").exists());
    assert!(!scene.of_run("in-toto").exists());
    let said = scene.said("G1.attempt-3.gate-attempt.dsse.json");
    assert_eq!(said["predicate"]["assurance"]["level"], "L1");
}
