//! What commits ever held of definitions, and of files that checks measure by, as far as somebody asked for it.

use std::collections::{BTreeMap, BTreeSet};

use crate::flow::audit::history::Log;
use crate::flow::audit::redefined::Exchange;
use crate::flow::site::MAX_DEFINITION;
use crate::model::digest::Digest;
use crate::model::path::RepoPath;
use crate::store::git::stored::Stored;

/// Files with their versions.
#[derive(Default)]
pub(super) struct Held(BTreeMap<RepoPath, Versions>);

/// The versions of a file.
#[derive(Default)]
pub(super) struct Versions {
    /// What commits put in its place, the newest first.
    exchanges: Vec<Exchange>,
    /// By their objects: the digest, and the bytes where they are no more than a definition may have.
    of: BTreeMap<String, (Digest, Vec<u8>)>,
    /// Whether git does not have all of them.
    lost: bool,
}

impl Held {
    /// Asks git for every version of the files at `paths` that was not asked for yet, in one question; where the log does not look in another
    /// one before it.
    pub fn ask(&mut self, log: &Log, paths: &BTreeSet<&RepoPath>) {
        let paths: BTreeSet<&RepoPath> =
            paths.iter().copied().filter(|path| !self.0.contains_key(*path)).collect();
        let elsewhere = paths.iter().copied().filter(|path| !log.looks_at(path)).collect();
        let others = log.exchanges_elsewhere(&elsewhere);
        let mut found: BTreeMap<&RepoPath, Versions> = BTreeMap::new();
        for path in paths {
            let (known, lost) = match (log.looks_at(path), &others) {
                (true, _) => (log.exchanges(path).cloned().collect(), false),
                (false, Some(others)) => (others.exchanges(path).cloned().collect(), false),
                (false, None) => (vec![], true),
            };
            found.insert(path, Versions { exchanges: known, lost, ..Versions::default() });
        }
        let versions: BTreeSet<(RepoPath, String)> = found
            .iter()
            .flat_map(|(path, of_it)| of_it.objects().map(|oid| ((*path).clone(), oid)).collect::<Vec<_>>())
            .collect();
        let versions: Vec<(RepoPath, String)> = versions.into_iter().collect();
        let names: Vec<String> = versions.iter().map(|(_, oid)| oid.clone()).collect();
        let answered = log.git().each_stored(&names, MAX_DEFINITION, &mut |i, stored| {
            let (path, oid) = &versions[i];
            let Some(of_it) = found.get_mut(path) else { return };
            match stored {
                Stored::Blob { sha256, content, .. } => {
                    of_it.of.insert(oid.clone(), (sha256, content.unwrap_or_default()));
                }
                _ => of_it.lost = true,
            }
        });
        for (path, mut of_it) in found {
            of_it.lost |= answered.is_err();
            self.0.insert(path.clone(), of_it);
        }
    }

    /// The versions of the file at `path`; `None` where nobody asked.
    pub fn of(&self, path: &RepoPath) -> Option<&Versions> {
        self.0.get(path)
    }
}

impl Versions {
    /// What commits put in its place, the newest first.
    pub fn exchanges(&self) -> &[Exchange] {
        &self.exchanges
    }

    /// Whether no commit ever had anything there.
    pub fn none(&self) -> bool {
        self.exchanges.is_empty()
    }

    /// Whether git has all of them.
    pub fn whole(&self) -> bool {
        !self.lost
    }

    /// Whether one of them is this.
    pub fn hold(&self, sha256: Digest) -> bool {
        self.bytes(sha256).is_some()
    }

    /// The bytes of the version with this digest.
    pub fn bytes(&self, sha256: Digest) -> Option<&[u8]> {
        let is_it = |(other, _): &&(Digest, Vec<u8>)| *other == sha256;
        self.of.values().find(is_it).map(|(_, bytes)| bytes.as_slice())
    }

    /// Before and after an exchange: the digest and the bytes of either, where there was a version that git has.
    pub fn around(&self, exchange: &Exchange) -> [Option<&(Digest, Vec<u8>)>; 2] {
        [&exchange.before, &exchange.after].map(|oid| self.of.get(oid.as_ref()?.as_str()))
    }

    pub(super) fn objects(&self) -> impl Iterator<Item = String> {
        let all = self.exchanges.iter().flat_map(|one| one.before.iter().chain(&one.after));
        all.map(|oid| oid.as_str().to_owned())
    }
}
