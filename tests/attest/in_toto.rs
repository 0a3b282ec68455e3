//! A run as an in-toto layout with links: accepted as it is; refused with another step's link, another run's, or an edited product.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::scene::Scene;
use crate::verifiers::{hold, python};

fn ask(scene: &Scene, links: &Path) -> Value {
    json!({
        "ask": "layout",
        "directory": scene.place.repo(),
        "layout": scene.of_run("in-toto/root.layout"),
        "links": links,
        "pem": scene.pem(),
    })
}

/// The links of the scene in a directory of their own, that of `gate` replaced with `with`.
fn with(scene: &Scene, name: &str, gate: &str, with: &Path) -> PathBuf {
    let dir = scene.place.path().join(name);
    std::fs::create_dir(&dir).unwrap();
    for gate in ["G1", "G2"] {
        let from = link(scene, gate);
        std::fs::copy(&from, dir.join(from.file_name().unwrap())).unwrap();
    }
    std::fs::copy(with, dir.join(link(scene, gate).file_name().unwrap())).unwrap();
    dir
}

fn link(scene: &Scene, gate: &str) -> PathBuf {
    let dir = scene.of_run("in-toto");
    let mut entries = std::fs::read_dir(&dir).unwrap().map(|entry| entry.unwrap().path());
    let begins =
        |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().starts_with(&format!("{gate}."));
    entries.find(begins).unwrap()
}

#[test]
fn a_layout_is_accepted_and_a_replayed_link_or_an_edited_product_is_refused() {
    let (scene, other) = (Scene::new("walks"), Scene::new("runs"));
    let same = Scene::new("walks");
    for scene in [&scene, &other, &same] {
        scene.export();
    }
    let links = scene.of_run("in-toto");
    let another_step = with(&scene, "another-step", "G2", &link(&scene, "G1"));
    let another_run = with(&scene, "another-run", "G1", &link(&other, "G1"));
    // Of the same files, signed by the same key.
    let same_files = with(&scene, "same-files", "G1", &link(&same, "G1"));
    hold(vec![
        (ask(&scene, &links), true),
        (ask(&scene, &another_step), false),
        (ask(&scene, &another_run), false),
        (ask(&scene, &same_files), false),
    ]);
    // Somebody who has no business there adds a file; what the run has brought is as it was.
    scene.place.write("out/essay/other.md", "other\n");
    hold(vec![(ask(&scene, &links), true)]);
    scene.place.write("out/essay/parts/below/two.txt", "three\n");
    hold(vec![(ask(&scene, &links), false)]);
    scene.place.write("out/essay/parts/below/two.txt", "two\n");
    std::fs::remove_file(scene.place.repo().join("out/essay/notes [1].md")).unwrap();
    hold(vec![(ask(&scene, &links), false)]);
}

#[test]
fn the_command_of_in_toto_verifies_a_run() {
    let Some(python) = python() else { return };
    let scene = Scene::new("walks");
    scene.export();
    let verify = || {
        Command::new(python.with_file_name("in-toto-verify"))
            .current_dir(scene.place.repo())
            .arg("--layout")
            .arg(scene.of_run("in-toto/root.layout"))
            .arg("--verification-keys")
            .arg(scene.pem())
            .arg("--link-dir")
            .arg(scene.of_run("in-toto"))
            .output()
            .unwrap()
    };
    let good = verify();
    assert!(good.status.success(), "{}", String::from_utf8_lossy(&good.stderr));
    scene.place.write("out/essay/draft.md", "A robot stops.\n");
    assert_eq!(verify().status.code(), Some(1));
}

#[test]
fn a_layout_that_is_past_is_refused() {
    let scene = Scene::new("walks");
    let proof = scene.proof();
    let args =
        ["attest", "--key", &scene.key("ada"), "--output", proof.to_str().unwrap(), "--format", "in-toto"];
    let past = scene.expect(2, &[&args[..], &["--expires", "2024-01-01"]].concat());
    assert!(past.stderr.contains("2024-01-01"), "{}", past.told());
    scene.expect(0, &[&args[..], &["--expires", "2099-01-01"]].concat());
    let layout: Value =
        serde_json::from_slice(&std::fs::read(scene.of_run("in-toto/root.layout")).unwrap()).unwrap();
    assert_eq!(crate::scene::payload(&layout)["expires"], "2099-01-01T00:00:00Z");
}
