//! Which definitions commits changed between the start of a run and the pass of a gate that is judged by them.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::digest::Digest;
use crate::model::dossier::attempts::{AttemptFile, AttemptTold};
use crate::model::dossier::history::Redefined;
use crate::model::dossier::{Chain, Dossier};
use crate::model::event::Fact;
use crate::model::path::RepoPath;
use crate::model::pin::PinKind;
use crate::model::workflow::GateDef;
use crate::store::git::history::{Change, Commit};
use crate::store::git::oid::Oid;

/// What commits did to definitions.
#[derive(Default)]
pub struct Redefinitions {
    /// Which commits changed a definition that had been there.
    changed: BTreeMap<RepoPath, BTreeSet<Oid>>,
    /// What commits put in the place of a definition, merges as well, the newest first.
    exchanged: BTreeMap<RepoPath, Vec<Exchange>>,
    /// When each commit was made, and on what.
    commits: BTreeMap<Oid, (i64, Vec<Oid>)>,
}

/// What a commit did to a definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// The commit.
    pub commit: Oid,
    /// Its place in the log, the newest first.
    pub at: usize,
    /// Whether it is a merge.
    pub merges: bool,
    /// The definition before; `None` where there was none.
    pub before: Option<Oid>,
    /// And from then on.
    pub after: Option<Oid>,
}

/// From the start of a run to a pass.
struct Range<'a> {
    /// The first commit that holds the run.
    begun: &'a Oid,
    /// Where git stood when the attempt began.
    head: Option<Oid>,
    /// When the run was started, in seconds since 1970.
    since: i64,
    /// The first commit that holds the pass.
    by: &'a Oid,
}

impl Redefinitions {
    /// Of commits that changed something that `is_definition`, or a record.
    pub fn of(commits: &[Commit], is_definition: &dyn Fn(&RepoPath) -> bool) -> Redefinitions {
        let mut all = Redefinitions::default();
        for (at, commit) in commits.iter().enumerate() {
            all.commits.entry(commit.oid.clone()).or_insert((commit.at, commit.parents.clone()));
            // A merge brings what its other side did; that is told of the commit that did it.
            let merges = commit.parents.len() > 1;
            for change in definitions_of(commit, is_definition) {
                let (before, after) = (change.before.clone(), change.after.clone());
                let exchange = Exchange { commit: commit.oid.clone(), at, merges, before, after };
                all.exchanged.entry(change.path.clone()).or_default().push(exchange);
                if change.before.is_some() && !merges {
                    all.changed.entry(change.path.clone()).or_default().insert(commit.oid.clone());
                }
            }
        }
        all
    }

    /// What commits did to the definition at `path`, the newest first.
    pub fn exchanges(&self, path: &RepoPath) -> impl Iterator<Item = &Exchange> {
        self.exchanged.get(path).into_iter().flatten()
    }

    /// When a commit was made, in seconds since 1970.
    pub fn made_at(&self, commit: &Oid) -> Option<i64> {
        self.commits.get(commit).map(|(at, _)| *at)
    }

    /// Those of a run; `grown` are the commits that hold its record, the oldest first, with the digests of its events.
    pub fn of_run(&self, dossier: &Dossier, grown: &[(&Oid, &[Digest])]) -> Vec<Redefined> {
        let mut found = vec![];
        let (Some(chain), Some((begun, _))) = (&dossier.chain, grown.first()) else { return found };
        for link in chain.links.iter().filter(|_| !self.changed.is_empty()) {
            let Fact::GateClosed { gate, attempt, status, .. } = &link.event.fact else { continue };
            let Some((told, of)) = dossier.attempt(gate, *attempt).filter(|_| status.is_met()) else {
                continue;
            };
            let Some((by, _)) = grown.iter().find(|(_, events)| events.contains(&link.digest)) else {
                continue;
            };
            let since = chain.run.started_at.millis().div_euclid(1000);
            let range = Range { begun, head: head(told), since, by };
            let paths = definitions(dossier, chain, &of.gate).into_keys().collect();
            found.extend(self.within(&range, &paths).into_iter().map(|(path, commit)| Redefined {
                gate: of.gate.clone(),
                attempt: told.number,
                told_in: told.path.clone(),
                path: path.to_string(),
                commit: commit.as_str().to_owned(),
            }));
        }
        found
    }

    /// Which of the definitions `paths` were changed on the way to the pass, and by which commits.
    fn within(&self, range: &Range<'_>, paths: &BTreeSet<RepoPath>) -> Vec<(RepoPath, Oid)> {
        let candidates: Vec<(&RepoPath, &Oid)> = paths
            .iter()
            .filter_map(|path| self.changed.get_key_value(path))
            .flat_map(|(path, commits)| commits.iter().map(move |commit| (path, commit)))
            .collect();
        if candidates.is_empty() {
            return vec![];
        }
        let (before, on_the_way) = (self.reachable(range.begun), self.reachable(range.by));
        let known = range.head.as_ref().filter(|head| self.commits.contains_key(*head));
        let known = known.map(|head| self.reachable(head));
        let later = |commit: &Oid| {
            commit == range.begun
                || !before.contains(commit)
                || known.as_ref().is_some_and(|known| !known.contains(commit))
                || self.commits.get(commit).is_some_and(|(at, _)| *at > range.since)
        };
        candidates
            .into_iter()
            .filter(|(_, commit)| on_the_way.contains(*commit) && later(commit))
            .map(|(path, commit)| (path.clone(), commit.clone()))
            .collect()
    }

    /// The commit and everything that it was made on.
    pub fn reachable(&self, from: &Oid) -> BTreeSet<Oid> {
        let mut seen = BTreeSet::new();
        let mut next = vec![from.clone()];
        while let Some(commit) = next.pop() {
            if let Some((_, parents)) = self.commits.get(&commit)
                && seen.insert(commit)
            {
                next.extend(parents.iter().cloned());
            }
        }
        seen
    }
}

/// What the commit did to definitions; one that was moved from another root, or copied, as if it had stayed in its place.
fn definitions_of(commit: &Commit, is_definition: &dyn Fn(&RepoPath) -> bool) -> Vec<Change> {
    let mut all: BTreeMap<&RepoPath, Change> = BTreeMap::new();
    // Today's root comes first.
    for change in commit.changes.iter().filter(|change| is_definition(&change.path)) {
        let known = all.entry(&change.path).or_insert_with(|| change.clone());
        known.before = known.before.take().or(change.before.clone());
        known.after = known.after.take().or(change.after.clone());
    }
    all.into_values().filter(|change| change.before != change.after).collect()
}

/// Where git stood when the attempt began.
pub(super) fn head(told: &AttemptTold) -> Option<Oid> {
    match &told.file {
        AttemptFile::Read { attempt, .. } => Oid::new(attempt.start.git.as_ref()?.head.as_ref()?),
        _ => None,
    }
}

/// What the gate was judged by, as far as that was pinned, with the digests of it: the workflow, its contract with what that
/// extends, its template.
pub(super) fn definitions(dossier: &Dossier, chain: &Chain, gate: &str) -> BTreeMap<RepoPath, Digest> {
    let run = &chain.run;
    let kinds = [PinKind::Contract, PinKind::Workflow, PinKind::Template];
    let own = run.gates.iter().filter(|state| state.id.as_str() == gate).flat_map(|state| &state.pins);
    // What the gate pinned anew comes last.
    let pins = run.pins.iter().chain(own).filter(|pin| kinds.contains(&pin.kind));
    let all = dossier.workflow.iter().flat_map(|workflow| &workflow.gates);
    let (ours, others): (Vec<&GateDef>, Vec<&GateDef>) = all.partition(|def| def.id.as_str() == gate);
    let names = |defs: &[&GateDef], path: &RepoPath| {
        defs.iter().any(|def| def.contract == *path || def.template.as_ref() == Some(path))
    };
    let pins = pins.filter(|pin| names(&ours, &pin.path) || !names(&others, &pin.path));
    pins.map(|pin| (pin.path.clone(), pin.sha256)).collect()
}
