//! Records that are kept: one in the ancestor's form, and the project's own example.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test says what went wrong by panicking"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A repository with a record in the ancestor's form.
fn ancestor() -> PathBuf {
    project().join("tests/golden/v0")
}

/// Runs the program in `dir`, seeing nothing of the environment.
fn gatewright(dir: &Path, arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_gatewright");
    Command::new(program)
        .arg("-C")
        .arg(dir)
        .args(arguments)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .output()
        .unwrap()
}

fn text(dir: &Path, arguments: &[&str]) -> String {
    let output = gatewright(dir, arguments);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn json(dir: &Path, arguments: &[&str]) -> Value {
    serde_json::from_str(&text(dir, &[arguments, &["--json"]].concat())).unwrap()
}

#[test]
fn a_record_of_the_ancestor_is_listed_and_shown() {
    let listed = &json(&ancestor(), &["run", "list"])["runs"][0];
    assert_eq!(
        (&listed["format"], &listed["status"]),
        (&Value::from(0), &Value::from("RUNNING")),
        "{listed}"
    );
    assert_eq!(listed["run_id"], "run_20260102T030405678Z_old-letter_a1b2c3");
    let shown = json(&ancestor(), &["run", "show", "latest"]);
    assert_eq!(shown["status"], "RUNNING");
    let attempts = shown["gates"][0]["attempts"].as_array().unwrap();
    assert_eq!(attempts[0]["failure_reason"], "Missing: {artifact_path}/draft.md");
    assert_eq!(attempts[1]["status"], "RUNNING");
    assert_eq!(
        (&shown["gates"][1]["gate"], &shown["gates"][1]["status"]),
        (&"G4.6".into(), &"NOT_STARTED".into())
    );
    let said = text(&ancestor(), &["run", "show", "latest"]);
    assert!(said.contains("format v0"), "{said}");
}

#[test]
fn a_record_of_the_ancestor_is_never_continued() {
    let copy = std::env::temp_dir().join(format!("gatewright-v0-{}", std::process::id()));
    let copied = Command::new("cp").arg("-r").args([ancestor(), copy.clone()]).status().unwrap();
    assert!(copied.success());
    let output = gatewright(&copy, &["gate", "start", "G1", "--run", "latest"]);
    std::fs::remove_dir_all(&copy).unwrap();
    assert_eq!(output.status.code(), Some(4), "{}", String::from_utf8_lossy(&output.stderr));
    let runs = ancestor().join("orchestration/runs");
    let touched: Vec<_> = std::fs::read_dir(runs)
        .unwrap()
        .flatten()
        .filter(|run| run.path().is_dir())
        .flat_map(|run| std::fs::read_dir(run.path()).unwrap().flatten())
        .filter(|entry| entry.file_name() != "record")
        .collect();
    assert!(touched.is_empty(), "the refused command made {touched:?}");
}

#[test]
fn the_project_s_own_example_is_a_run_that_passed_and_whose_outputs_are_in_the_tree() {
    let dir = project();
    let runs = json(&dir, &["run", "list"]);
    assert_eq!(runs["runs"].as_array().unwrap().len(), 1);
    let status = json(&dir, &["run", "status", "latest"]);
    assert_eq!(status["status"], "PASSED");
    for gate in status["gates"].as_array().unwrap() {
        assert_eq!(gate["status"], "PASS", "{gate}; `bash scripts/record.sh` makes the example anew");
    }
    let record = dir.join("runs").join(status["run_id"].as_str().unwrap()).join("record/RUN.json");
    let seeded = std::fs::read_to_string(record).unwrap().contains("\"seeded\"");
    assert!(!seeded, "the example was made with a seeded clock");
    assert_eq!(status["drifted"], serde_json::json!([]), "`bash scripts/record.sh` makes the example anew");
}
