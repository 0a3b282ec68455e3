//! What each commit did to the files of a record, each act told once, of the commit that did it.

use std::collections::{HashMap, HashSet};

use crate::flow::audit::versions::{Role, Versions, did};
use crate::model::dossier::history::{Did, Step};
use crate::model::path::RepoPath;
use crate::store::git::history::Change;
use crate::store::git::oid::Oid;

/// So many versions that were dropped are remembered of one that came after them.
const MOST: usize = 16;

/// A file in one version; `None` where it was not there.
type Version<'a> = (&'a RepoPath, Option<&'a Oid>);

/// The steps of the `changes` of a run, both the newest first.
pub(super) fn steps(changes: &[(Oid, Change)], versions: &Versions, below: &str) -> Vec<Step> {
    let mut told =
        Telling { versions, below, known: HashSet::new(), there: HashSet::new(), dropped: HashMap::new() };
    let mut steps: Vec<Step> = vec![];
    for (commit, change) in changes.iter().rev() {
        if let Some((did, returns)) = told.of(change) {
            steps.push(Step {
                commit: commit.as_str().to_owned(),
                path: change.path.to_string(),
                did,
                returns,
            });
        }
    }
    let steps = with_the_end(steps, |step| {
        RepoPath::new(&step.path).is_ok_and(|path| Role::of(&path, below) == Role::Run)
    });
    once(steps).into_iter().rev().collect()
}

/// What was seen so far, the oldest first.
struct Telling<'a> {
    versions: &'a Versions,
    below: &'a str,
    /// A merge brings what its other side did to whoever had not done it: that is told of the commit that did it first. What only
    /// the merge did, such as going back to the shorter of two records, is told of the merge.
    known: HashSet<&'a Change>,
    there: HashSet<Version<'a>>,
    /// What a commit had dropped that led to this version: whoever brings that back, or goes on from it, drops nothing.
    dropped: HashMap<Version<'a>, Vec<&'a Oid>>,
}

impl<'a> Telling<'a> {
    /// What the change did, and whether the file is as it was once before; `None` where that was told already.
    fn of(&mut self, change: &'a Change) -> Option<(Did, bool)> {
        if !self.known.insert(change) {
            return None;
        }
        let (path, before, after) = (&change.path, change.before.as_ref(), change.after.as_ref());
        let returns = after.is_none() || self.there.contains(&(path, after));
        self.there.extend([(path, before), (path, after)]);
        let mut lost = self.dropped.get(&(path, before)).cloned().unwrap_or_default();
        let did = match did(change, self.versions, self.below) {
            Did::Rewrote(_) | Did::Truncated(..) if lost.iter().any(|oid| self.goes_on(change, oid)) => {
                return Some((Did::Extended, returns));
            }
            did => did,
        };
        if matches!(did, Did::Rewrote(_) | Did::Truncated(..) | Did::Deleted) {
            lost.extend(before);
        }
        let of_after = self.dropped.entry((path, after)).or_default();
        for oid in lost.into_iter().rev() {
            if of_after.len() < MOST && !of_after.contains(&oid) {
                of_after.push(oid);
            }
        }
        Some((did, returns))
    }

    /// Whether what the change put there is what was dropped, or goes on from it.
    fn goes_on(&self, change: &Change, dropped: &Oid) -> bool {
        let back = Change { before: Some(dropped.clone()), ..change.clone() };
        did(&back, self.versions, self.below) == Did::Extended
    }
}

/// Files that go back with the end of the events are part of that: the attempts that are no longer told of.
fn with_the_end(steps: Vec<Step>, is_run_json: impl Fn(&Step) -> bool) -> Vec<Step> {
    let cut = |step: &&Step| matches!(step.did, Did::Truncated(..)) && is_run_json(step);
    let cut: HashSet<String> = steps.iter().filter(cut).map(|step| step.commit.clone()).collect();
    let with = |step: &Step| {
        step.returns && matches!(step.did, Did::Deleted | Did::Rewrote(_)) && cut.contains(&step.commit)
    };
    steps
        .into_iter()
        .map(|step| match with(&step) && !is_run_json(&step) {
            true => Step { did: Did::WentWithTheEnd, ..step },
            false => step,
        })
        .collect()
}

/// A merge differs from each of its parents: what it dropped is told once for each file, by the parent that lost most.
fn once(steps: Vec<Step>) -> Vec<Step> {
    let weight = |did: &Did| match did {
        Did::Extended => 0,
        Did::Unknown(_) => 1,
        Did::WentWithTheEnd => 2,
        Did::Truncated(_, of) => 3 + of,
        Did::Rewrote(_) => usize::MAX - 1,
        Did::Deleted => usize::MAX,
    };
    let mut kept: Vec<Step> = vec![];
    let mut at: HashMap<(String, String), usize> = HashMap::new();
    for step in steps {
        let place = *at.entry((step.commit.clone(), step.path.clone())).or_insert(kept.len());
        match kept.get_mut(place) {
            Some(other) if weight(&other.did) < weight(&step.did) => *other = step,
            Some(_) => {}
            None => kept.push(step),
        }
    }
    kept
}
