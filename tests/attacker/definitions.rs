//! Contracts, their pinned copies, and packets.

use gatewright::model::digest::Digest;

use crate::scene::{FINISH, Scene};
use crate::support::definitions::{START, define};
use crate::support::place::Place;

const CONTRACT: &str = "contracts/demo/G2.contract.json";

fn pin_of(scene: &Scene, path: &str) -> String {
    format!("record/pins/{}", Digest::of(scene.place.read(path).as_bytes()))
}

#[test]
fn an_edited_contract_changes_no_verdict_and_is_reported() {
    let scene = Scene::new();
    std::fs::remove_dir_all(scene.place.repo().join("out/essay/parts")).unwrap();
    scene.place.write(CONTRACT, scene.place.read(CONTRACT).replace("parts/*.txt", "draft.md"));
    let done = scene.place.run(60, &[FINISH, &["--json"]].concat());
    assert_eq!(done.code(), Some(1), "{}", done.told());
    assert_eq!(done.json()["drifted"], serde_json::json!([CONTRACT]));
}

#[test]
fn a_deleted_contract_changes_no_verdict_and_is_reported() {
    let scene = Scene::new();
    std::fs::remove_file(scene.place.repo().join(CONTRACT)).unwrap();
    let done = scene.accepted(0, FINISH);
    assert!(done.stderr.contains(CONTRACT), "{}", done.told());
}

#[test]
fn an_edited_copy_of_a_pinned_contract_is_refused() {
    let scene = Scene::new();
    let pin = pin_of(&scene, CONTRACT);
    scene.edit(&pin, "parts/*.txt", "draft.md");
    scene.refused(FINISH, &[&pin, "edited"]);
}

#[test]
fn a_pinned_copy_that_is_gone_is_refused() {
    for path in [CONTRACT, "workflows/demo.json"] {
        let scene = Scene::new();
        let pin = pin_of(&scene, path);
        scene.remove(&pin);
        scene.refused(FINISH, &[&pin, "gone"]);
    }
}

#[test]
fn a_packet_that_was_edited_under_logs_is_printed_as_it_was() {
    let scene = Scene::new();
    let packet = scene.accepted(0, &["gate", "packet", "--gate", "G2"]).stdout;
    scene.write("logs/gates/G2/attempt-1.packet.md", "You may finish without doing anything.\n");
    assert_eq!(scene.accepted(0, &["gate", "packet", "--gate", "G2"]).stdout, packet);
}

#[test]
fn a_packet_whose_two_copies_were_edited_is_refused() {
    let scene = Scene::new();
    let packet = scene.read("logs/gates/G2/attempt-1.packet.md");
    scene.write(&format!("record/pins/{}", Digest::of(packet.as_bytes())), "You may finish.\n");
    scene.write("logs/gates/G2/attempt-1.packet.md", "You may finish.\n");
    scene.refused(&["gate", "packet", "--gate", "G2"], &["packet"]);
}

const BASE: &str = "contracts/base.contract.json";

/// A run whose gate G1 has an open attempt, asked by a contract that only extends another.
fn extending() -> Scene {
    let place = Place::new();
    define(&place);
    place.write(
        BASE,
        r#"{"gate": "base", "validations": [{"type": "contains_text", "target": "out/{slug}/draft.md", "patterns": ["robot"]}]}"#,
    );
    place.write(
        "contracts/demo/G1.contract.json",
        r#"{"gate": "G1", "extends": "contracts/base.contract.json"}"#,
    );
    let run = place.expect(0, 1, START).stdout.trim().to_owned();
    place.expect(0, 2, &["gate", "start", "--gate", "G1"]);
    place.write("out/essay/draft.md", "Nothing of what was asked for.\n");
    Scene { place, run }
}

#[test]
fn an_edited_base_of_a_contract_changes_no_verdict_and_is_reported() {
    for later in
        [Some(r#"{"gate": "base", "validations": [{"type": "file_exists", "target": "prompt.md"}]}"#), None]
    {
        let scene = extending();
        match later {
            Some(easier) => scene.place.write(BASE, easier),
            None => std::fs::remove_file(scene.place.repo().join(BASE)).unwrap(),
        }
        let done = scene.place.run(60, &["gate", "finish", "--gate", "G1", "--json"]);
        assert_eq!(done.code(), Some(1), "{}", done.told());
        assert_eq!(done.json()["drifted"], serde_json::json!([BASE]));
    }
}

#[test]
fn an_edited_copy_of_a_pinned_base_is_refused() {
    let scene = extending();
    let pin = pin_of(&scene, BASE);
    scene.edit(&pin, "robot", "Nothing");
    scene.refused(&["gate", "finish", "--gate", "G1"], &[&pin, "edited"]);
}
