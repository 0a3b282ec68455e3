//! What commits ever held of definitions, as far as somebody asked for it.

use std::collections::{BTreeMap, BTreeSet};

use crate::flow::audit::history::Log;
use crate::flow::audit::redefined::{Exchange, definitions};
use crate::flow::site::MAX_DEFINITION;
use crate::model::digest::Digest;
use crate::model::dossier::Dossier;
use crate::model::path::RepoPath;
use crate::store::git::stored::Stored;

/// Definitions with their versions.
#[derive(Default)]
pub(super) struct Held(BTreeMap<RepoPath, Versions>);

/// The versions of a definition.
#[derive(Default)]
pub(super) struct Versions {
    /// By their objects: the digest, and the bytes where they are no more than a definition may have.
    of: BTreeMap<String, (Digest, Vec<u8>)>,
    /// Whether git does not have all of them.
    lost: bool,
}

/// A definition that a gate was judged by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct JudgedBy {
    /// The gate.
    pub gate: String,
    /// The definition.
    pub path: RepoPath,
    /// As it was pinned.
    pub pinned: Digest,
}

impl Held {
    /// Asks git for every version of the definitions at `paths` that was not asked for yet, in one question.
    pub fn ask(&mut self, log: &Log, paths: &BTreeSet<&RepoPath>) {
        let paths: Vec<&&RepoPath> = paths.iter().filter(|path| !self.0.contains_key(**path)).collect();
        let versions = |path: &&&RepoPath| {
            log.held(path).into_iter().map(|oid| ((**path).clone(), oid)).collect::<Vec<_>>()
        };
        let versions: Vec<(RepoPath, String)> = paths.iter().flat_map(versions).collect();
        let names: Vec<String> = versions.iter().map(|(_, oid)| oid.clone()).collect();
        let mut found: BTreeMap<&RepoPath, Versions> = BTreeMap::new();
        let answered = log.git().each_stored(&names, MAX_DEFINITION, &mut |i, stored| {
            let (path, oid) = &versions[i];
            let of_it = found.entry(path).or_default();
            match stored {
                Stored::Blob { sha256, content, .. } => {
                    of_it.of.insert(oid.clone(), (sha256, content.unwrap_or_default()));
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

    /// The versions of the definition at `path`; `None` where nobody asked.
    pub fn of(&self, path: &RepoPath) -> Option<&Versions> {
        self.0.get(path)
    }
}

impl Versions {
    /// Whether git has all of them.
    pub fn whole(&self) -> bool {
        !self.lost
    }

    /// Whether one of them is this.
    pub fn hold(&self, sha256: Digest) -> bool {
        self.of.values().any(|(other, _)| *other == sha256)
    }

    /// Before and after an exchange: the digest and the bytes of either, where there was a version that git has.
    pub fn around(&self, exchange: &Exchange) -> [Option<&(Digest, Vec<u8>)>; 2] {
        [&exchange.before, &exchange.after].map(|oid| self.of.get(oid.as_ref()?.as_str()))
    }
}

/// What each gate that is met was judged by and is another one today.
pub(super) fn changed_since(dossier: &Dossier) -> Vec<JudgedBy> {
    let Some(chain) = dossier.chain.as_ref().filter(|_| !dossier.drifted.is_empty()) else { return vec![] };
    let mut all = vec![];
    for state in chain.run.gates.iter().filter(|state| state.status.is_met()) {
        let pins = definitions(dossier, chain, state.id.as_str()).into_iter();
        let changed = pins.filter(|(path, _)| dossier.drifted.contains(path));
        all.extend(changed.map(|(path, pinned)| JudgedBy { gate: state.id.to_string(), path, pinned }));
    }
    all
}
