//! Definitions that gates were judged by, that no commit holds as they were pinned, and that are others today.
//!
//! Whoever weakens a contract only while a run begins, and puts it back before anything is committed, leaves no other trace.

use std::collections::{BTreeMap, BTreeSet};

use crate::flow::audit::history::Log;
use crate::flow::audit::loaded::Loaded;
use crate::flow::audit::redefined::definitions;
use crate::model::digest::Digest;
use crate::model::dossier::Dossier;
use crate::model::dossier::history::Uncommitted;
use crate::model::path::RepoPath;
use crate::store::git::stored::Stored;

/// What commits ever held of definitions, as far as somebody asked for it.
#[derive(Default)]
pub(super) struct Held(BTreeMap<RepoPath, BTreeSet<Digest>>);

impl Held {
    /// Notes them in the dossiers, which know their history already. Where git cannot tell the history to its end nothing is said,
    /// and nothing of what lies where the log does not look.
    pub fn note(&mut self, log: &Log, loaded: &mut [Loaded]) {
        let whole = |dossier: &Dossier| {
            dossier.history.as_ref().is_some_and(|told| !told.shallow && told.broken.is_none())
        };
        let mut judged_by: Vec<Vec<(String, RepoPath, Digest)>> = vec![];
        for one in &*loaded {
            let all = if whole(&one.dossier) { changed_since(&one.dossier) } else { vec![] };
            judged_by.push(all.into_iter().filter(|(_, path, _)| log.looks_at(path)).collect());
        }
        let asked = judged_by.iter().flatten().map(|(_, path, _)| path);
        let asked: BTreeSet<&RepoPath> = asked.filter(|path| !self.0.contains_key(*path)).collect();
        if !self.ask(log, &asked) {
            return;
        }
        for (one, judged_by) in loaded.iter_mut().zip(judged_by) {
            let unknown = judged_by.into_iter().filter(|(_, path, sha256)| !self.0[path].contains(sha256));
            let all =
                unknown.map(|(gate, path, pinned)| Uncommitted { gate, path: path.to_string(), pinned });
            if let Some(told) = &mut one.dossier.history {
                told.uncommitted = all.collect();
            }
        }
    }

    /// Asks git for every version of the definitions at `paths`, in one question; whether it answered.
    fn ask(&mut self, log: &Log, paths: &BTreeSet<&RepoPath>) -> bool {
        let versions =
            |path: &&RepoPath| log.held(path).map(|oid| (path.to_string(), oid)).collect::<Vec<_>>();
        let versions: Vec<(String, String)> = paths.iter().flat_map(versions).collect();
        let names: Vec<String> = versions.iter().map(|(_, oid)| oid.clone()).collect();
        let mut found: BTreeMap<&str, BTreeSet<Digest>> = BTreeMap::new();
        let mut missing = false;
        let answered = log.git().each_stored(&names, 0, &mut |i, stored| match stored {
            Stored::Blob { sha256, .. } => {
                found.entry(&versions[i].0).or_default().insert(sha256);
            }
            _ => missing = true,
        });
        if answered.is_err() || missing {
            return false;
        }
        for path in paths {
            self.0.insert((*path).clone(), found.remove(path.as_str()).unwrap_or_default());
        }
        true
    }
}

/// What each gate that is met was judged by and is another one today: the gate, the definition, its digest.
fn changed_since(dossier: &Dossier) -> Vec<(String, RepoPath, Digest)> {
    let Some(chain) = dossier.chain.as_ref().filter(|_| !dossier.drifted.is_empty()) else { return vec![] };
    let mut all = vec![];
    for state in chain.run.gates.iter().filter(|state| state.status.is_met()) {
        let pins = definitions(dossier, chain, state.id.as_str()).into_iter();
        let changed = pins.filter(|(path, _)| dossier.drifted.contains(path));
        all.extend(changed.map(|(path, sha256)| (state.id.to_string(), path, sha256)));
    }
    all
}
