//! RUN.json, edited at every field there is.

use gatewright::format::record::read::{AnyRecord, read};
use serde_json::Value;

use crate::edits::{Edit, edits, spelled};
use crate::scene::{FINISH, Scene};
use crate::support::tree::Tree;

const RUN_JSON: &str = "record/RUN.json";

#[test]
fn every_field_of_the_record_is_guarded() {
    let scene = Scene::new();
    let (tree, run) = (scene.place.tree(), scene.run.clone());
    let record: Value = serde_json::from_str(&scene.read(RUN_JSON)).unwrap();
    assert_eq!(spelled(&record), scene.read(RUN_JSON), "the edits keep the spelling");
    // Another type and a member that stands twice are found by whoever reads it as JSON of that shape.
    let edits: Vec<Edit> = edits(&record)
        .into_iter()
        .filter(|edit| !matches!(edit.what, "another type" | "the member twice" | "the element twice"))
        .collect();
    assert!(edits.len() > 350, "{}", edits.len());
    // The library says what the command will say; a sample is also run through the program.
    for (n, Edit { path, text, .. }) in edits.iter().enumerate() {
        if n % 9 == 0 {
            through_the_program(&tree, &run, path, text);
        }
        match read(text.as_bytes()) {
            Err(flaw) => assert!(related(path, &flaw.field, &flaw.message), "{path}: {flaw:?}"),
            // Without a version it would be the ancestor's, to which nothing is ever added.
            Ok(AnyRecord::V0(_)) => assert_eq!(path, "format"),
            Ok(AnyRecord::V1(_)) => {
                let sealed = path.starts_with("artifacts_index") || path.starts_with("validations");
                assert!(sealed, "{path} may be edited");
            }
        }
    }
}

#[test]
fn a_record_without_its_version_is_refused() {
    let scene = Scene::new();
    scene.edit(RUN_JSON, "  \"format\": 1,\n", "");
    scene.refused(FINISH, &["record/RUN.json", "`format`"]);
}

#[test]
fn what_stands_in_the_index_is_guarded_by_the_seals() {
    let scene = Scene::new();
    scene.edit(RUN_JSON, "\"recorded_at\": \"2024-01-01T00:05", "\"recorded_at\": \"2024-01-01T00:04");
    scene.refused(FINISH, &["record/RUN.json", "artifacts_index"]);
    let scene = Scene::new();
    let row = "\"type\": \"contains_text\"";
    scene.edit(RUN_JSON, row, "\"type\": \"file_exists\"");
    scene.refused(FINISH, &["record/RUN.json", "validations"]);
}

#[test]
fn another_spelling_of_the_same_record_is_refused() {
    let spellings: [fn(&str) -> String; 4] = [
        |text| text.replacen("  ", "   ", 1),
        |text| text.trim_end().to_owned(),
        |text| format!("{text}\n"),
        |text| text.replacen("\"depth\"", "\"dept\\u0068\"", 1),
    ];
    for spelling in spellings {
        let scene = Scene::new();
        let text = scene.read(RUN_JSON);
        scene.write(RUN_JSON, spelling(&text));
        scene.refused(FINISH, &["record/RUN.json", "canonical"]);
    }
}

#[test]
fn a_member_that_stands_twice_is_refused() {
    let scene = Scene::new();
    scene.edit(RUN_JSON, "\"status\": \"RUNNING\",", "\"status\": \"RUNNING\",\n  \"status\": \"PASSED\",");
    scene.refused(FINISH, &["record/RUN.json", "status"]);
}

#[test]
fn the_record_of_another_run_is_refused() {
    let scene = Scene::new();
    let other = scene.place.expect(0, 50, &["run", "start", "--workflow", "demo", "--slug", "other"]);
    let other = other.stdout.trim();
    scene.write(RUN_JSON, scene.place.read(&format!("runs/{other}/record/RUN.json")));
    scene.refused(FINISH, &["record/RUN.json", "run_id", other]);
}

#[test]
fn a_record_that_is_no_record_is_refused() {
    for text in ["", "{", "null", "[]", "{}", "{\"format\": 1}", "\u{0}\u{0}"] {
        let scene = Scene::new();
        scene.write(RUN_JSON, text);
        let done = scene.refused(FINISH, &[]);
        assert!(done.stderr.contains("RUN.json") || done.stderr.contains("v0"), "{text}: {}", done.told());
    }
}

fn through_the_program(tree: &Tree, run: &str, path: &str, text: &str) {
    let scene = Scene::copied(tree, run);
    scene.write(RUN_JSON, text);
    let done = scene.refused(FINISH, &["RUN.json"]);
    assert!(related(path, &done.stderr, &done.stderr), "{path}: {}", done.told());
}

/// Whether a message is about the member that was edited: it names the member, or the line of what cannot even be read
/// or is only another spelling.
fn related(path: &str, field: &str, message: &str) -> bool {
    let member = path.split(['.', '[']).next().unwrap();
    let read =
        !message.contains("cannot be read as a record") && !message.contains("not spelled canonically");
    // The last event cut off shows in what follows from it.
    let member = if member == "events" && field == "head" { field } else { member };
    field.contains(member) || message.contains(&format!("`{member}")) || (!read && message.contains("line "))
}
