//! Machines that say no for real: a limit in the middle of a write, a directory that may not be written.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::judge::{Known, judge};
use crate::scenario::{STEP, Scenario};
use crate::support::definitions::{START, start, write_draft};
use crate::support::place::{Done, PROGRAM, Place, finish};
use crate::support::tree::Tree;
use crate::sweep;

/// How a process is started that meets its limit in the middle of a write: the kernel lets it write a part, refuses the
/// rest, and sends a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Started {
    /// As usual, where that signal kills a program that does not care.
    AsUsual,
    /// With the signal ignored.
    Ignoring,
}

#[test]
fn a_write_that_ends_in_the_middle_is_refused_and_the_next_command_heals_it() {
    let scenarios = Scenario::all();
    let mut jobs = vec![];
    for scenario in scenarios {
        for limit in limits(scenario) {
            jobs.extend([Started::AsUsual, Started::Ignoring].map(|started| (scenario, limit, started)));
        }
    }
    let wrong = sweep::each(&jobs, |(scenario, limit, started)| {
        limited(scenario, *limit, *started)
            .map_err(|why| format!("{}, {started:?}, at {limit} bytes: {why}", scenario.case.name))
    });
    let labels: Vec<_> = jobs.iter().map(|(it, ..)| (it.case.name, "short write, then refused")).collect();
    sweep::close("write limit sweep", &labels, &wrong, 150);
}

/// Limits that cut the writes of a scenario: in the middle of each length, and one byte short of it.
fn limits(scenario: &Scenario) -> Vec<usize> {
    let mut limits: Vec<usize> = scenario
        .steps
        .iter()
        .filter_map(|step| step.act.written())
        .flat_map(|n| [n / 2, n.saturating_sub(1)])
        .collect();
    limits.sort_unstable();
    limits.dedup();
    limits
}

fn limited(scenario: &Scenario, limit: usize, started: Started) -> Result<(), String> {
    let place = scenario.place(&scenario.before);
    let ignoring = if started == Started::Ignoring { "trap '' XFSZ; " } else { "" };
    let script = format!("{ignoring}exec prlimit --fsize={limit} -- \"$@\"");
    let mut command = place.command("sh", STEP);
    let done = finish(command.args(["-c", &script, "sh", PROGRAM]).args(&scenario.case.args));
    let acknowledged = done.code() == Some(scenario.case.code);
    let refused =
        || done.code() == Some(5) && done.json()["message"].as_str().is_some_and(|it| !it.is_empty());
    if !acknowledged && !refused() {
        return Err(done.told());
    }
    judge(scenario, &place, Known { acknowledged, logs_lost: false })
}

#[test]
fn a_repository_that_may_not_be_written_is_left_alone_and_can_be_read() {
    let place = Place::new();
    start(&place);
    place.expect(0, 2, &["gate", "start", "--gate", "G1"]);
    let before = place.tree();
    let as_stranger = stranger(&place);
    for args in [
        START,
        &["gate", "start", "--gate", "G3"],
        &["gate", "finish", "--gate", "G1"],
        &["gate", "fail", "--gate", "G1", "--reason", "no"],
        &["run", "complete", "--run", "latest", "--status", "CANCELED", "--reason", "no"],
    ] {
        let done = as_stranger(args);
        assert_eq!(done.code(), Some(5), "{args:?}: {}", done.told());
        assert_eq!(done.json()["code"], "not_writable", "{args:?}: {}", done.told());
    }
    for args in [&["gate", "packet", "--gate", "G1"] as &[&str], &["run", "show"], &["run", "list"]] {
        let done = as_stranger(args);
        assert_eq!(done.code(), Some(0), "{args:?}: {}", done.told());
    }
    let repo = |tree: Tree| tree.only(|path| path.starts_with("repo"));
    assert_eq!(repo(place.tree()).differences(&repo(before)), "");
    permit(&place.repo(), 0o755, 0o644);
}

#[test]
fn what_a_command_would_do_can_be_asked_where_nothing_may_be_written() {
    let place = Place::new();
    let id = start(&place);
    place.expect(0, 2, &["gate", "start", "--gate", "G1"]);
    write_draft(&place);
    let before = place.tree();
    let as_stranger = stranger(&place);
    let mut asked: Vec<Vec<&str>> = vec![START.to_vec()];
    for line in [
        "gate start --gate G3",
        "gate finish --gate G1",
        "gate fail --gate G1 --reason no",
        "gate abandon --gate G1 --reason no",
        "invocation record --gate G1",
        "run repin --gate G3 --reason no",
        "run resume --run latest",
        "run export --run latest -o bundle",
        "schema --write",
        "init --template feature",
        "trust",
    ] {
        asked.push(line.split(' ').collect());
    }
    for mut args in asked {
        args.push("--dry-run");
        let done = as_stranger(&args);
        assert_ne!(done.code(), Some(5), "{args:?}: {}", done.told());
        let told = done.code() == Some(0) || args[..2] == ["run", "repin"];
        assert!(told, "{args:?}: {}", done.told());
    }
    let repo = |tree: Tree| tree.only(|path| path.starts_with("repo"));
    assert_eq!(repo(place.tree()).differences(&repo(before)), "");
    permit(&place.repo(), 0o755, 0o644);
    place.expect(0, 9, &["gate", "finish", "--run", &id, "--gate", "G1"]);
}

/// Runs the program as somebody who may read everything in `place` and write nothing.
fn stranger(place: &Place) -> impl Fn(&[&str]) -> Done {
    let root = rustix::process::geteuid().is_root();
    // The program may lie where only its owner may go.
    let program = place.path().join("gatewright");
    std::fs::copy(PROGRAM, &program).unwrap();
    permit(&place.repo(), 0o555, 0o444);
    move |args| {
        let mut command = place.command(if root { "setpriv" } else { "env" }, 60);
        if root {
            command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
        }
        finish(command.arg(&program).args(args).arg("--json"))
    }
}

fn permit(dir: &Path, dirs: u32, files: u32) {
    let set = |path: &Path, mode| std::fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    if dirs & 0o200 != 0 {
        set(dir, dirs);
    }
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { permit(&path, dirs, files) } else { set(&path, files) }
    }
    set(dir, dirs);
}
