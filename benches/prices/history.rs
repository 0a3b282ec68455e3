//! What the history of git costs an audit.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::measure::{Table, children_cpu, command, in_turn, run};
use super::scene::Scene;

const RUNS: usize = 500;
/// Processor time is told in hundredths of a second: so many audits share one reading.
const AUDITS: u32 = 5;

/// Processor time, ours and git's, of an audit over 2,000 commits of 500 runs, less that of the same audit of the same files without
/// a history: of one run, which is the pass over the log, and of all, which reads every version of their records as well. No gate of
/// theirs is met, so that there are no outputs to compare with commits.
pub fn history(table: &mut Table) {
    let scene = Scene::new("history", "out/{slug}.md");
    let mut stream = vec![];
    for i in 0..RUNS {
        let slug = format!("run-{i:04}");
        for args in [
            &["run", "start", "--workflow", "bench", "--slug", &slug][..],
            &["gate", "start"],
            &["gate", "fail", "--reason", "nothing came of it"],
            &["run", "complete", "--status", "CANCELED", "--reason", "nothing came of it"],
        ] {
            scene.must(args);
            commit(&mut stream, scene.dir(), &slug);
        }
    }
    import(scene.dir(), &stream);
    let (git, away) = (scene.dir().join(".git"), scene.dir().join("git-away"));
    let history_of = |asked: &[&str]| {
        let audits = || cpu(|| (0..AUDITS).for_each(|_| scene.must(asked))) / AUDITS;
        let (with, without) = in_turn(5, audits, || {
            std::fs::rename(&git, &away).unwrap();
            let time = audits();
            std::fs::rename(&away, &git).unwrap();
            time
        });
        with.saturating_sub(without)
    };
    let pass = history_of(&["audit", "latest"]);
    table.within(
        "the pass over a log of 2,000 commits of 500 runs, processor time of gatewright and git: `audit` of one run, less that without a history",
        pass,
        Duration::from_millis(150),
    );
    let all = history_of(&["audit"]);
    table.noted("the history of all 500 runs, every version of every record read : that pass", all, pass);
}

fn cpu(work: impl FnOnce()) -> Duration {
    let before = children_cpu();
    work();
    children_cpu() - before
}

/// Adds a commit of everything in the record of the run of that slug, as `git fast-import` reads it.
fn commit(stream: &mut Vec<u8>, root: &Path, slug: &str) {
    writeln!(stream, "commit refs/heads/main\ncommitter A <a@example.org> 1800000000 +0000\ndata 1\nx")
        .unwrap();
    let runs = std::fs::read_dir(root.join("runs")).unwrap().flatten();
    let dir = runs.map(|entry| entry.path()).find(|dir| dir.to_string_lossy().contains(slug)).unwrap();
    for entry in walkdir::WalkDir::new(dir.join("record")).into_iter().flatten() {
        if entry.file_type().is_file() {
            let bytes = std::fs::read(entry.path()).unwrap();
            let path = entry.path().strip_prefix(root).unwrap().display();
            writeln!(stream, "M 100644 inline {path}\ndata {}", bytes.len()).unwrap();
            stream.extend_from_slice(&bytes);
            stream.push(b'\n');
        }
    }
}

/// A repository of these commits, packed as a clone of it would be.
fn import(root: &Path, stream: &[u8]) {
    git(root, &["init", "--quiet", "--initial-branch=main"]);
    let mut import = command("git", root);
    let mut child = import.args(["fast-import", "--quiet"]).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(stream).unwrap();
    assert!(child.wait().unwrap().success());
    git(root, &["reset", "--quiet", "--hard"]);
    git(root, &["repack", "-a", "-d", "--quiet"]);
}

fn git(root: &Path, args: &[&str]) {
    let mut git: Command = command("git", root);
    git.args(args);
    run(git);
}
