//! Outputs of somebody who wants to pass without doing the work, or who wants to do harm.

use std::os::unix::fs::symlink;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::fixtures::{contract, one_gate, one_open};
use crate::world::World;

/// A run with an open attempt that wants `a.md` with the heading `# A`.
fn open() -> World {
    one_open("", &contract("G1", "a.md", "# A"))
}

fn fifo(world: &World, path: &str) {
    assert!(Command::new("mkfifo").arg(world.path(path)).status().unwrap().success());
}

#[test]
fn a_symbolic_link_is_no_output() {
    let world = open();
    world.given("elsewhere.md", "# A\n");
    symlink("elsewhere.md", world.path("a.md")).unwrap();
    world.gw(1, "gate check");
    std::fs::remove_file(world.path("a.md")).unwrap();
    symlink("/etc/passwd", world.path("a.md")).unwrap();
    world.gw(1, "gate finish");
    insta::assert_snapshot!(world.told());
}

#[test]
fn an_output_behind_a_linked_directory_is_no_output() {
    let world = World::new();
    one_gate(&world, "", &contract("G1", "out/a.md", "# A"));
    world.given("../beside/a.md", "# A\n");
    symlink("../beside", world.path("out")).unwrap();
    world.quietly("run start --workflow one --slug x").quietly("gate start").gw(1, "gate finish");
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_fifo_a_directory_and_an_empty_file_are_refused_quickly() {
    let world = open();
    fifo(&world, "a.md");
    let begun = Instant::now();
    world.gw(1, "gate check");
    assert!(begun.elapsed() < Duration::from_secs(5), "somebody waited for a writer");
    std::fs::remove_file(world.path("a.md")).unwrap();
    world.given("a.md/inside.md", "# A\n").gw(1, "gate check");
    std::fs::remove_dir_all(world.path("a.md")).unwrap();
    world.given("a.md", "").gw(1, "gate check").given("a.md", b"# A\n\xff\xfe\n").gw(1, "gate finish");
    insta::assert_snapshot!(world.told());
}

#[test]
fn while_somebody_writes_nothing_is_judged_and_the_attempt_stays_open() {
    let world = open();
    world.given("a.md", "# A\n");
    let writer = std::fs::OpenOptions::new().append(true).open(world.path("a.md")).unwrap();
    world.gw(4, "gate finish").gw(4, "gate check").gw(0, "run status");
    drop(writer);
    world.gw(0, "gate finish");
    insta::assert_snapshot!(world.told());
}

/// Both ways of giving an attempt up close it, although an output cannot be looked at; the run is canceled then, and an audit
/// finds nothing wrong with what was recorded. What was recorded of the outputs.
fn given_up(world: &World) -> Vec<(String, String)> {
    let mut recorded = vec![];
    for (n, word) in [(1, "fail"), (2, "abandon")] {
        let fork = world.fork();
        let _writer = fork
            .path("a.md")
            .exists()
            .then(|| std::fs::OpenOptions::new().append(true).open(fork.path("a.md")).unwrap());
        fork.gw(4, "gate finish");
        fork.json(0, &format!("gate {word} --reason 'no use'"));
        fork.quietly("run complete --status CANCELED --reason 'no use'");
        assert_eq!(fork.audited(), ["chain.seeded"]);
        let artifacts = fork.attempt("G1", 1)["artifacts"].clone();
        let rows = artifacts.as_array().unwrap().iter().map(|row| {
            let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
            (
                text("path"),
                format!("{}{}", text("change"), if row["sha256"].is_null() { "" } else { ", digest" }),
            )
        });
        let rows: Vec<(String, String)> = rows.collect();
        assert!(n == 1 || rows == recorded);
        recorded = rows;
    }
    recorded
}

fn told(rows: &[(String, String)]) -> Vec<(&str, &str)> {
    rows.iter().map(|(path, what)| (path.as_str(), what.as_str())).collect()
}

#[test]
fn an_attempt_whose_output_has_a_name_that_cannot_be_recorded_can_be_given_up() {
    for glob in ["out/*.md", "out/[a-z]*.md"] {
        let world = one_open(
            "",
            &json!({"gate": "G1",
            "required_outputs": {"all_of": [{"path": glob}, {"path": "fine.txt"}]},
            "validations": [{"type": "file_exists", "target": "fine.txt"}]})
            .to_string(),
        );
        world.given("out/n\nl.md", "x\n").given("fine.txt", "x\n");
        assert_eq!(told(&given_up(&world)), [(glob, "unreadable"), ("fine.txt", "created, digest")]);
    }
}

#[test]
fn an_attempt_whose_output_is_being_written_can_be_given_up() {
    let world = open();
    world.given("a.md", "# A\n");
    assert_eq!(told(&given_up(&world)), [("a.md", "created, digest")]);
}

#[test]
fn an_attempt_with_more_outputs_than_are_looked_at_can_be_given_up() {
    let world = one_open("", &contract("G1", "out/*.md", "# A"));
    world.given("out/1.md", "# A\n");
    for n in 2..=100_002 {
        std::fs::hard_link(world.path("out/1.md"), world.path(&format!("out/{n}.md"))).unwrap_or_else(|_| {
            world.given(&format!("out/{n}.md"), "");
        });
    }
    world.gw(4, "gate finish");
    world.json(0, "gate abandon --reason 'no use'");
    let rows = world.attempt("G1", 1)["artifacts"].clone();
    assert_eq!((&rows[0]["path"], &rows[0]["sha256"]), (&json!("out/*.md"), &json!(null)));
    world.quietly("run complete --status CANCELED --reason 'no use'");
}

#[test]
fn a_directory_that_is_too_deep_to_be_looked_at_is_no_output() {
    for path in ["out", "out/**/*.md"] {
        let world = one_open(
            "",
            &json!({"gate": "G1",
            "required_outputs": {"all_of": [{"path": path}]},
            "validations": [{"type": "git_clean", "severity": "warning"}]})
            .to_string(),
        );
        let half = vec!["d".repeat(200); 11].join("/");
        std::fs::create_dir_all(world.path(&format!("out/{half}"))).unwrap();
        std::fs::create_dir_all(world.path(&format!("other/{half}"))).unwrap();
        std::fs::rename(world.path("other"), world.path(&format!("out/{half}/other"))).unwrap();
        world.gw(if path == "out" { 1 } else { 4 }, "gate finish");
        if path != "out" {
            world.gw(0, "gate abandon --reason 'no use'");
        }
        let row = world.attempt("G1", 1)["artifacts"][0].clone();
        assert_eq!((&row["path"], &row["sha256"]), (&json!(path), &json!(null)));
        insta::assert_snapshot!(format!("too_deep_{}", path.len()), world.told());
    }
}

#[test]
fn a_second_name_for_an_output_is_told() {
    let world = open();
    world.given("a.md", "# A\n");
    std::fs::hard_link(world.path("a.md"), world.path("other.md")).unwrap();
    world.gw(0, "gate finish");
    assert_eq!(world.attempt("G1", 1)["artifacts"][0]["links"], 2);
    insta::assert_snapshot!(world.told());
}

#[test]
fn nothing_of_an_output_or_a_definition_drives_the_terminal() {
    let world = World::new();
    let contract = json!({"gate": "G1",
    "name": "clear",
    "required_outputs": {"all_of": [{"path": "out/*"}]},
    "validations": [
        {"type": "not_contains", "target": "out/*", "pattern": "owned"},
        {"type": "contains_headings", "target": "out/a.md", "required_headings": ["# A"]}
    ]});
    one_gate(&world, "", &contract.to_string());
    world
        .given("out/a.md", "# \u{1b}[2JB\n\u{1b}]0;owned\u{7}\n\u{202e}owned\n")
        .quietly("run start --workflow one --slug x")
        .gw(0, "gate start")
        .gw(1, "gate check")
        .gw(1, "gate finish")
        .gw(0, "gate start")
        .gw(0, "gate packet")
        .gw(0, "run show");
    world.json(1, "gate check");
    world.json(0, "run show");
    for name in ["\u{1b}[31mred", "new\nline", "\u{202e}dm.b", "tab\tname"] {
        world.given(&format!("out/{name}"), "x\n").gw(4, "gate check").gw(4, "gate finish");
        world.gw(0, "run status");
        std::fs::remove_file(world.path(&format!("out/{name}"))).unwrap();
    }
    insta::assert_snapshot!(world.told());
}

#[test]
fn what_is_typed_does_not_drive_the_terminal_either() {
    let world = open();
    world
        .gw(2, "gate finish '\u{1b}[2J'")
        .gw(2, "run status --run '\u{1b}[2J'")
        .gw(2, "run '\u{1b}[2J' --slug x")
        .gw(2, "'\u{1b}[2J'")
        .gw(2, "gate finish '--\u{1b}[2J'")
        .gw(2, "run list --status '\u{1b}[2J'")
        .gw(2, "gate fail --reason 'bell \u{7}' --actor '\u{1b}[2J'")
        .gw(2, "checks '\u{1b}[2J'")
        .gw(2, "help '\u{1b}[2J'")
        .gw(2, "-C '\u{1b}[2J' run list");
    insta::assert_snapshot!(world.told());
}

#[test]
fn definitions_with_control_characters_are_refused_with_their_place() {
    let world = World::new();
    one_gate(&world, "\"name\": \"red\\u001b[31m\",", &contract("G1", "a.md", "# A"));
    world.gw(2, "workflow lint").gw(0, "workflow list");
    world.given("workflows/\u{1b}[31m.json", "{}").gw(0, "workflow list");
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_clock_that_was_set_back_is_clamped_and_told() {
    let world = open();
    world.given("a.md", "# A\n").hours(-5).gw(0, "gate finish").gw(0, "run show").gw(0, "run complete");
    let record = world.run_json();
    let times: Vec<&str> = record["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["timestamp"].as_str().unwrap())
        .collect();
    assert!(times.is_sorted(), "{times:?}");
    assert_eq!(record["events"][2]["clamped"], true);
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_record_that_was_edited_is_refused_naming_file_and_field() {
    let world = open();
    let path = format!("runs/{}/record/RUN.json", world.runs()[0]);
    let honest = world.read(&path);
    world.tampered();
    for (what, edited) in [
        ("a status", honest.replacen("\"status\": \"RUNNING\"", "\"status\": \"PASSED\"", 1)),
        ("an actor", honest.replacen("claimed-human:Ada", "human:Ada", 1)),
        ("a time", honest.replacen("2027-01-15T08:01", "2027-01-15T09:01", 1)),
        ("the spelling", honest.replacen("  \"format\"", "\"format\"", 1)),
        ("half a file", honest[..honest.len() / 2].to_owned()),
        ("nothing", String::new()),
        ("a newer format", honest.replacen("\"format\": 1", "\"format\": 99", 1)),
    ] {
        assert_ne!(edited, honest, "{what}");
        world.given(&path, edited).note(what).gw(4, "gate finish --run latest");
    }
    world.given(&path, "").note("nothing, and no run is named").gw(4, "gate finish").gw(0, "run list");
    world.given(&path, &honest).write("a.md", "# A\n").gw(0, "gate finish");
    let attempt = format!("runs/{}/record/gates/G1/attempt-1.json", world.runs()[0]);
    let sealed = world.read(&attempt);
    world
        .given(&attempt, sealed.replacen("\"pass\": true", "\"pass\": false", 1))
        .gw(4, "run complete")
        .gw(4, "run show")
        .gw(0, "run list");
    std::fs::remove_file(world.path(&attempt)).unwrap();
    world.gw(4, "run status").given(&attempt, sealed).gw(0, "run complete");
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_rewritten_chain_is_refused_by_whoever_knows_the_head() {
    let world = open();
    let head = world.run_json()["head"].as_str().unwrap().to_owned();
    let other = "0".repeat(64);
    world
        .write("a.md", "# A\n")
        .gw(4, &format!("gate finish --expect-head {other}"))
        .gw(2, "gate finish --expect-head latest")
        .gw(0, &format!("gate finish --expect-head {head}"))
        .gw(4, &format!("run complete --expect-head {head}"))
        .gw(0, "run status");
    insta::assert_snapshot!(world.told());
}
