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
pub(super) struct Held(BTreeMap<RepoPath, Versions>);

/// The versions of a definition.
#[derive(Default)]
struct Versions {
    digests: BTreeSet<Digest>,
    /// Whether git does not have all of them.
    lost: bool,
}

impl Held {
    /// Notes them in the dossiers, which know their history already; nothing of what lies where the log does not look.
    pub fn note(&mut self, log: &Log, loaded: &mut [Loaded]) {
        let mut judged_by: Vec<Vec<(String, RepoPath, Digest)>> = vec![];
        for one in &*loaded {
            let all = changed_since(&one.dossier).into_iter();
            judged_by.push(all.filter(|(_, path, _)| log.looks_at(path)).collect());
        }
        let asked = judged_by.iter().flatten().map(|(_, path, _)| path);
        let asked: BTreeSet<&RepoPath> = asked.filter(|path| !self.0.contains_key(*path)).collect();
        self.ask(log, &asked);
        for (one, judged_by) in loaded.iter_mut().zip(judged_by) {
            let Some(told) = &mut one.dossier.history else { continue };
            let whole = !told.shallow && told.broken.is_none();
            told.uncommitted = judged_by
                .into_iter()
                .filter(|(_, path, sha256)| !self.0.get(path).is_some_and(|it| it.digests.contains(sha256)))
                .map(|(gate, path, pinned)| {
                    let sure = whole && self.0.get(&path).is_some_and(|it| !it.lost);
                    Uncommitted { gate, path: path.to_string(), pinned, sure }
                })
                .collect();
        }
    }

    /// Asks git for every version of the definitions at `paths`, in one question.
    fn ask(&mut self, log: &Log, paths: &BTreeSet<&RepoPath>) {
        let versions =
            |path: &&RepoPath| log.held(path).map(|oid| ((*path).clone(), oid)).collect::<Vec<_>>();
        let versions: Vec<(RepoPath, String)> = paths.iter().flat_map(versions).collect();
        let names: Vec<String> = versions.iter().map(|(_, oid)| oid.clone()).collect();
        let mut found: BTreeMap<&RepoPath, Versions> = BTreeMap::new();
        let answered = log.git().each_stored(&names, 0, &mut |i, stored| {
            let of_it = found.entry(&versions[i].0).or_default();
            match stored {
                Stored::Blob { sha256, .. } => {
                    of_it.digests.insert(sha256);
                }
                _ => of_it.lost = true,
            }
        });
        for path in paths {
            let mut of_it = found.remove(path).unwrap_or_default();
            of_it.lost |= answered.is_err();
            self.0.insert((*path).clone(), of_it);
        }
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
