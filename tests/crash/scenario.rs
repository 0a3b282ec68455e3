//! A command, what it finds, and what it does when nothing goes wrong.

use std::path::PathBuf;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use crate::cases;
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
    /// How it ends when it has been done already.
    pub again: i32,
    /// What it writes names the place, so that every state has to be in the same one.
    pub fixed: bool,
    /// A command that follows it, for its run, and ends with 0; empty when nothing can follow.
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
    /// The run that it changes, if it changes one.
    pub run: Option<String>,
    path: PathBuf,
    alone: Mutex<()>,
}

/// A place for one state of a scenario.
pub struct Spot<'a> {
    place: Place,
    _alone: Option<MutexGuard<'a, ()>>,
}

impl std::ops::Deref for Spot<'_> {
    type Target = Place;

    fn deref(&self) -> &Place {
        &self.place
    }
}

/// How far a command has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Not begun, as far as anybody can see.
    Old,
    /// Done.
    New,
    /// Between: only for commands that write several files which do not depend on each other.
    Between,
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
        assert!(runs.len() <= 1, "{} changes one run", case.name);
        let run = runs.pop();
        if let Some(run) = &run {
            record::verified(&place.repo(), run).unwrap();
        }
        let path = place.path().to_owned();
        Scenario { before, after, steps, case, run, path, alone: Mutex::new(()) }
    }

    /// Every case, recorded once for all sweeps.
    pub fn all() -> &'static [Scenario] {
        static ALL: LazyLock<Vec<Scenario>> =
            LazyLock::new(|| cases::all().into_iter().map(Scenario::record).collect());
        &ALL
    }

    /// A place that holds `tree`, a state of this scenario.
    pub fn place(&self, tree: &Tree) -> Spot<'_> {
        if !self.case.fixed {
            return Spot { place: Place::holding(tree), _alone: None };
        }
        let alone = self.alone.lock().unwrap_or_else(PoisonError::into_inner);
        let place = Place::at(self.path.clone());
        tree.write(place.path());
        Spot { place, _alone: Some(alone) }
    }

    /// How far the command has come when it left `tree`; `None` when RUN.json is neither the old nor the new one.
    pub fn progress(&self, tree: &Tree) -> Option<Progress> {
        match &self.run {
            Some(run) => {
                let json = run_json(run);
                let [found, old, new] = [tree, &self.before, &self.after].map(|tree| tree.file(&json));
                Some(between(&found, &old, &new)).filter(|it| *it != Progress::Between)
            }
            None => {
                let seen = |tree: &Tree| significant(tree).only(|path| !is_temporary(path));
                let [found, old, new] = [tree, &self.before, &self.after].map(seen);
                Some(between(&found, &old, &new))
            }
        }
    }
}

fn between<T: PartialEq>(found: &T, old: &T, new: &T) -> Progress {
    if found == new {
        Progress::New
    } else if found == old {
        Progress::Old
    } else {
        Progress::Between
    }
}

/// Where the RUN.json of a run lies.
pub fn run_json(run: &str) -> String {
    format!("repo/runs/{run}/record/RUN.json")
}

/// Temporary files and directories in `tree`, a line each.
pub fn leftovers(tree: &Tree) -> String {
    tree.0.keys().filter(|path| is_temporary(path)).map(|path| format!("{path}\n")).collect()
}

fn is_temporary(path: &str) -> bool {
    path.split('/').any(|name| name.starts_with(".gatewright-tmp-"))
}

/// What has to be equal in two trees: all but who held a lock last.
pub fn significant(tree: &Tree) -> Tree {
    let mut tree = tree.clone();
    for (path, entry) in &mut tree.0 {
        if path.contains("/logs/") && path.ends_with("/lock") {
            *entry = Entry::File(vec![]);
        }
    }
    tree
}
