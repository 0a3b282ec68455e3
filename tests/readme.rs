//! The README keeps its word: every command in it is run, in order, and exits as it says.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test says what went wrong by panicking"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Building and testing inside of a test would go on for ever; these two are looked at by tests of their own.
const DEMO: &str = "bash scripts/demo.sh";
const TEST: &str = "bash scripts/test.sh";
/// The shell is ended after so many seconds.
const PATIENCE: &str = "120";

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The lines of every fenced block marked `sh`, in order.
fn commands() -> Vec<String> {
    let mut inside = false;
    let mut found = vec![];
    for line in read("README.md").lines() {
        match line {
            "```sh" => inside = true,
            "```" => inside = false,
            line if inside && !line.trim().is_empty() => found.push(line.to_owned()),
            _ => {}
        }
    }
    found
}

/// The command and the exit code that a comment behind it announces.
fn announced(line: &str) -> (&str, i32) {
    match line.split_once(" # exits ") {
        Some((command, code)) => (command, code.trim().parse().unwrap()),
        None => (line, 0),
    }
}

/// A shell script that runs the commands one after the other and stops where one exits otherwise.
fn script(commands: &[String]) -> String {
    let step = |line: &String| {
        let (command, code) = announced(line);
        format!(
            "{command}\ncode=$?\nif [ $code -ne {code} ]; then echo \"exited $code instead of {code}: {}\" >&2; exit 99; fi\n",
            command.replace(['"', '$', '`', '\\'], "?")
        )
    };
    commands.iter().map(step).collect()
}

/// A directory of its own, removed at the end.
struct Place(PathBuf);

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// How many runs have nothing but agents among their actors.
fn by_agents_alone(runs: &Path) -> usize {
    let records = std::fs::read_dir(runs)
        .unwrap()
        .flatten()
        .filter_map(|entry| std::fs::read_to_string(entry.path().join("record/RUN.json")).ok());
    records.filter(|record| record.contains("agent:") && !record.contains("claimed-human:")).count()
}

#[test]
fn every_command_of_the_readme_exits_as_it_says() {
    let commands: Vec<String> =
        commands().into_iter().filter(|line| !matches!(line.as_str(), DEMO | TEST)).collect();
    assert!(commands.len() > 15, "the commands were not found");
    let place = Place(std::env::temp_dir().join(format!("gatewright-readme-{}", std::process::id())));
    std::fs::create_dir_all(&place.0).unwrap();
    let program = Path::new(env!("CARGO_BIN_EXE_gatewright"));
    let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let output = Command::new("timeout")
        .args([PATIENCE, "bash", "-c", &script(&commands)])
        .current_dir(&place.0)
        .env_clear()
        .env("PATH", path)
        .env("HOME", &place.0)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    let record = std::fs::read_dir(place.0.join("essays/runs")).unwrap().flatten();
    let records = record.filter(|entry| entry.path().join("record/RUN.json").is_file()).count();
    assert_eq!(records, 3, "the README makes three runs");
    assert_eq!(
        by_agents_alone(&place.0.join("essays/runs")),
        2,
        "what an agent did is recorded as a person's"
    );
}

#[test]
fn the_readme_s_two_commands_come_first_and_are_the_ones_that_ci_runs() {
    assert_eq!(commands()[..2], [DEMO, TEST]);
    assert!(read(".ci/run").lines().any(|line| line.contains(TEST)), ".ci/run does not call `{TEST}`");
    assert!(read("scripts/test.sh").lines().any(|line| line.starts_with(DEMO)), "nobody runs `{DEMO}`");
}

#[test]
fn the_exit_codes_of_the_readme_are_those_of_the_program() {
    let readme = read("README.md");
    for exit in gatewright::cli::exit::Exit::ALL {
        let row = format!("| {} | ", exit.code());
        assert!(readme.contains(&row), "the README's table has no exit code {}", exit.code());
    }
    let rows = readme.lines().filter(|line| line.starts_with("| ") && line.as_bytes()[2].is_ascii_digit());
    assert_eq!(rows.count(), gatewright::cli::exit::Exit::ALL.len());
}
