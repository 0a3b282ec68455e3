//! A command, what it finds, and what it does when nothing goes wrong.

use crate::steps::{Step, steps};
use crate::strace;
use crate::support::place::Place;
use crate::support::record;
use crate::support::tree::{Entry, Tree};

/// What is tried.
pub struct Case {
    /// For messages.
    pub name: &'static str,
    /// Makes what the command finds.
    pub prepare: fn(&Place),
    /// The command.
    pub args: Vec<&'static str>,
    /// How it ends.
    pub code: i32,
    /// A command that follows it, for its run, and ends with 0.
    pub next: Vec<&'static str>,
}

/// A case and its undisturbed course.
pub struct Scenario {
    /// The case.
    pub case: Case,
    /// What the command finds.
    pub before: Tree,
    /// What it leaves.
    pub after: Tree,
    /// What it does.
    pub steps: Vec<Step>,
    /// The run that it changes.
    pub run: String,
}

/// The minute in which the command under test runs.
pub const STEP: u32 = 60;

impl Scenario {
    /// Prepares the case and runs its command undisturbed.
    pub fn record(case: Case) -> Scenario {
        let place = Place::new();
        (case.prepare)(&place);
        let before = place.tree();
        let (done, calls) = strace::record(&place, STEP, &case.args);
        assert_eq!(done.code(), Some(case.code), "{} undisturbed: {}", case.name, done.told());
        let steps = steps(&calls, place.path());
        let after = place.tree();
        assert_eq!(leftovers(&after), "", "{} undisturbed", case.name);
        let mut runs = record::runs(&place.repo());
        runs.retain(|run| before.file(&run_json(run)) != after.file(&run_json(run)));
        assert_eq!(runs.len(), 1, "{} changes one run", case.name);
        let run = runs.remove(0);
        record::verified(&place.repo(), &run).unwrap();
        Scenario { before, after, steps, case, run }
    }

    /// RUN.json in `tree`.
    pub fn run_json<'a>(&self, tree: &'a Tree) -> Option<&'a [u8]> {
        tree.file(&run_json(&self.run))
    }
}

fn run_json(run: &str) -> String {
    format!("repo/runs/{run}/record/RUN.json")
}

/// Temporary files and directories in `tree`, a line each.
pub fn leftovers(tree: &Tree) -> String {
    let temporary = |path: &&String| path.rsplit('/').next().unwrap().starts_with(".gatewright-tmp-");
    tree.0.keys().filter(temporary).map(|path| format!("{path}\n")).collect()
}

/// What has to be equal in two trees: all but who held a lock last.
pub fn significant(tree: &Tree) -> Tree {
    let mut tree = tree.clone();
    for (path, entry) in &mut tree.0 {
        if path.ends_with("/logs/lock") {
            *entry = Entry::File(vec![]);
        }
    }
    tree
}
