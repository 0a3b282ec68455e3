//! `init` as a user meets it: a working example, nothing overwritten, safe to repeat.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test says what went wrong by panicking"
)]

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use gatewright::flow::init::EXAMPLE;

/// A directory of its own, removed at the end.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Place {
        let dir = std::env::temp_dir().join(format!("gatewright-init-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&dir);
        std::fs::create_dir_all(&dir).unwrap();
        Place(dir)
    }

    fn init(&self, more: &[&str]) -> Output {
        let program = env!("CARGO_BIN_EXE_gatewright");
        Command::new(program).arg("-C").arg(&self.0).arg("init").args(more).output().unwrap()
    }

    fn files(&self) -> Vec<String> {
        let mut found = vec![];
        walk(&self.0, &self.0, &mut found);
        found.sort();
        found
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn walk(top: &Path, dir: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(top, &path, found);
        } else {
            found.push(path.strip_prefix(top).unwrap().to_str().unwrap().to_owned());
        }
    }
}

fn expected() -> Vec<String> {
    let mut paths: Vec<String> = EXAMPLE.iter().map(|file| file.path.to_owned()).collect();
    paths.sort();
    paths
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn init_writes_the_project_s_own_example_byte_for_byte() {
    let place = Place::new("writes");
    let output = place.init(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(place.files(), expected());
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    for path in expected() {
        let (written, kept) = (std::fs::read(place.0.join(&path)), std::fs::read(own.join(&path)));
        assert_eq!(written.unwrap(), kept.unwrap(), "{path}");
    }
    assert!(stderr(&output).contains("Next: gatewright run visual-essay --slug the-word-robot"));
}

#[test]
fn every_file_of_the_example_is_scaffolded() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut kept = vec!["gatewright.json".to_owned()];
    for dir in ["workflows", "contracts", "examples"] {
        walk(own, &own.join(dir), &mut kept);
    }
    // The essay that the project's own example record is about.
    kept.retain(|path| !path.starts_with("examples/the-word-robot/"));
    // Of the cases three show how they are written.
    let shown = ["intake/", "intake-missing/", "intake-undecided/"];
    let cases = "contracts/visual-essay/tests/";
    kept.retain(|path| {
        path.strip_prefix(cases).is_none_or(|it| shown.iter().any(|name| it.starts_with(name)))
    });
    kept.sort();
    assert_eq!(kept, expected(), "EXAMPLE in src/flow/init.rs and the tree differ");
}

#[test]
fn only_the_scripted_agent_is_executable() {
    let place = Place::new("executable");
    place.init(&[]);
    for file in EXAMPLE {
        let mode = std::fs::metadata(place.0.join(file.path)).unwrap().permissions().mode();
        assert_eq!(mode & 0o100 != 0, file.program, "{}", file.path);
    }
}

#[test]
fn a_dry_run_names_the_files_and_writes_none() {
    let place = Place::new("dry");
    let output = place.init(&["--dry-run"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), EXAMPLE.len());
    assert_eq!(place.files(), Vec::<String>::new());
}

#[test]
fn files_with_other_content_are_all_named_and_nothing_is_written() {
    let place = Place::new("taken");
    std::fs::create_dir(place.0.join("workflows")).unwrap();
    std::fs::write(place.0.join("gatewright.json"), "{}").unwrap();
    std::fs::write(place.0.join("workflows/visual-essay.json"), "mine").unwrap();
    let output = place.init(&[]);
    assert_eq!(output.status.code(), Some(4));
    let said = stderr(&output);
    assert!(said.contains("`gatewright.json` exists with other content"), "{said}");
    assert!(said.contains("`workflows/visual-essay.json` exists with other content"), "{said}");
    assert_eq!(place.files(), ["gatewright.json", "workflows/visual-essay.json"]);
    assert_eq!(std::fs::read_to_string(place.0.join("workflows/visual-essay.json")).unwrap(), "mine");
}

#[test]
fn a_link_in_the_way_is_named_and_not_followed() {
    let place = Place::new("link");
    let outside = Place::new("outside");
    std::os::unix::fs::symlink(&outside.0, place.0.join("examples")).unwrap();
    let output = place.init(&[]);
    assert_eq!(output.status.code(), Some(4));
    assert!(stderr(&output).contains("symbolic link `examples`"), "{}", stderr(&output));
    assert_eq!(outside.files(), Vec::<String>::new());
    assert!(!place.0.join("gatewright.json").exists());
}

#[test]
fn an_interrupted_init_is_completed_by_running_it_again() {
    let place = Place::new("again");
    place.init(&[]);
    std::fs::remove_file(place.0.join("gatewright.json")).unwrap();
    std::fs::write(place.0.join("workflows/.gatewright-tmp-0000"), "half").unwrap();
    let output = place.init(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(place.files(), expected());
}

#[test]
fn the_answer_for_programs_says_what_became_of_each_file() {
    let place = Place::new("json");
    place.init(&[]);
    std::fs::remove_file(place.0.join("gatewright.json")).unwrap();
    let output = place.init(&["--json"]);
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["kind"], "init");
    let status = |path: &str| {
        let files = answer["files"].as_array().unwrap();
        files.iter().find(|file| file["path"] == path).unwrap()["status"].clone()
    };
    assert_eq!(status("gatewright.json"), "wrote");
    assert_eq!(status("workflows/README.md"), "present");
    assert!(output.stderr.is_empty());
}
