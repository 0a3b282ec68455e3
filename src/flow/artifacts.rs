//! Evidence as a record keeps it: artifacts, what was there before, manifests of long lists.

use std::collections::{BTreeMap, BTreeSet};

use crate::format::record::run::IndexEntry;
use crate::model::attempt::{Artifact, Change, Manifest, Seen};
use crate::model::digest::Digest;
use crate::model::evidence::{Evidence, Guard, Observed, Place};
use crate::model::ids::GateId;
use crate::model::path::RepoPath;
use crate::model::time::Timestamp;
use crate::rules::outputs::Declared;
use crate::store::runs::open::SideFile;

/// More entries than this go into a manifest beside the attempt's file.
const INLINE: usize = 100;

/// The outputs of an attempt that are there, and those that were there before it and are gone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outputs {
    /// Files and directories; what is gone as well.
    pub paths: Vec<RepoPath>,
    /// Every file of them, also those below the directories, with the bytes that were judged.
    pub files: BTreeMap<RepoPath, Digest>,
}

impl Outputs {
    /// Those among `artifacts` that are there, and what was there `before` and is not any more.
    pub fn of(artifacts: &[Artifact], evidence: &Evidence, before: &BTreeMap<RepoPath, Digest>) -> Outputs {
        // A glob that stands for itself could not be looked at: nobody knows what is there and what is gone.
        let unseen = |path: &str| {
            evidence.matched.get(path).is_some_and(|there| there.iter().any(|it| it.as_str() == path))
        };
        let any_unseen = evidence.matched.keys().any(|pattern| unseen(pattern));
        let there = artifacts.iter().filter(|row| row.exists && !unseen(&row.path));
        let mut paths: Vec<RepoPath> = there.filter_map(|row| RepoPath::new(&row.path).ok()).collect();
        let gone = |path: &&RepoPath| match evidence.at(path) {
            Some(observed) => matches!(observed, Observed::Missing),
            // Of a glob only what it matches is looked at.
            None => !any_unseen && evidence.matched.values().flatten().all(|there| there != *path),
        };
        paths.extend(before.keys().filter(gone).cloned());
        let mut files = BTreeMap::new();
        for path in &paths {
            match evidence.at(path) {
                Some(Observed::File(file)) => {
                    files.insert(path.clone(), file.sha256);
                }
                Some(Observed::Dir(dir)) => files.extend(
                    dir.entries.iter().filter_map(|entry| Some((path.join(&entry.path).ok()?, entry.sha256))),
                ),
                _ => {}
            }
        }
        Outputs { paths, files }
    }
}

/// What there is at `places`: path and digest of every file or directory, sorted, each once.
pub fn present<'a>(
    places: impl Iterator<Item = &'a Place>,
    evidence: &Evidence,
) -> BTreeMap<RepoPath, Digest> {
    let mut found = BTreeMap::new();
    let mut add = |path: &RepoPath| {
        if let Some(digest) = evidence.at(path).and_then(Observed::digest) {
            found.insert(path.clone(), digest);
        }
    };
    for place in places {
        match place {
            Place::Path(path) => add(path),
            Place::Glob(pattern) => evidence.matched.get(pattern).into_iter().flatten().for_each(&mut add),
        }
    }
    found
}

/// What became of every declared output, in the contract's order, each path once.
pub fn artifacts<'a>(
    outputs: impl Iterator<Item = &'a Declared>,
    evidence: &Evidence,
    before: &BTreeMap<RepoPath, Digest>,
) -> Vec<Artifact> {
    let mut seen = BTreeSet::new();
    let mut rows = vec![];
    for output in outputs {
        let template = output.spot.template.0.as_str();
        let mut add = |path: &str, observed: Option<&Observed>, earlier: Option<Digest>| {
            if seen.insert(path.to_owned()) {
                rows.push(row(path, template, observed, earlier));
            }
        };
        match &output.spot.place {
            Place::Path(path) => add(path.as_str(), evidence.at(path), before.get(path).copied()),
            Place::Glob(pattern) => {
                let matches = evidence.matched.get(pattern).map(Vec::as_slice).unwrap_or_default();
                for path in matches {
                    add(path.as_str(), evidence.at(path), before.get(path).copied());
                }
                if matches.is_empty() {
                    add(pattern, None, None);
                }
            }
        }
    }
    rows
}

/// What was looked at beside the outputs: path and digest of everything that checks read.
pub fn looked_at(evidence: &Evidence, artifacts: &[Artifact]) -> BTreeMap<RepoPath, Digest> {
    let outputs: BTreeSet<&str> = artifacts.iter().map(|row| row.path.as_str()).collect();
    let there = evidence.observed.iter().filter(|(path, _)| !outputs.contains(path.as_str()));
    there.filter_map(|(path, observed)| Some((path.clone(), observed.digest()?))).collect()
}

fn row(path: &str, template: &str, observed: Option<&Observed>, before: Option<Digest>) -> Artifact {
    let sha256 = observed.and_then(Observed::digest);
    let exists = !matches!(observed, None | Some(Observed::Missing));
    let several = |links: u64| (links > 1).then_some(links);
    let (size, files, links) = match observed {
        Some(Observed::File(file)) => (Some(file.size), None, several(file.links)),
        Some(Observed::Dir(dir)) => {
            let size = dir.entries.iter().map(|entry| entry.size).sum();
            (Some(size), Some(dir.entries.len() as u64), several(dir.links))
        }
        _ => (None, None, None),
    };
    let change = match (exists, before) {
        (false, _) => Change::Missing,
        (true, _) if sha256.is_none() => Change::Unreadable,
        (true, None) => Change::Created,
        (true, Some(before)) if Some(before) == sha256 => Change::Unchanged,
        (true, Some(_)) => Change::Changed,
    };
    let template = (template != path).then(|| template.to_owned());
    Artifact { path: path.to_owned(), template, sha256, exists, change, size, files, links }
}

/// The index entries that closing an attempt brings: what is there, and what vanished.
pub fn index_entries(
    artifacts: &[Artifact],
    before: &BTreeMap<RepoPath, Digest>,
    gate: &GateId,
    attempt: u32,
    at: Timestamp,
) -> Vec<IndexEntry> {
    let was_there = |path: &str| RepoPath::new(path).is_ok_and(|path| before.contains_key(&path));
    artifacts
        .iter()
        .filter(|artifact| artifact.exists || was_there(&artifact.path))
        .map(|artifact| IndexEntry {
            path: artifact.path.clone(),
            template: artifact.template.clone(),
            sha256: artifact.sha256,
            gate: gate.clone(),
            attempt,
            recorded_at: at,
        })
        .collect()
}

/// The weakest way in which any observed file was guarded: `lease` or `stat`; `None` when nothing was read.
pub fn guard(evidence: &Evidence) -> Option<String> {
    let guards = evidence.observed.values().filter_map(|observed| match observed {
        Observed::File(file) => Some(file.guard),
        Observed::Dir(dir) if !dir.entries.is_empty() => Some(dir.guard),
        _ => None,
    });
    guards.min().map(|guard| match guard {
        Guard::Lease => "lease".to_owned(),
        Guard::Stat => "stat".to_owned(),
    })
}

/// A list of digests by path, inline or as a manifest beside the attempt's file.
#[derive(Debug, Default)]
pub struct Listed {
    /// The list, when it is short.
    pub inline: Vec<Seen>,
    /// Where it is, when it is long.
    pub manifest: Option<Manifest>,
    /// That file.
    pub side: Vec<SideFile>,
}

/// `found` as the list called `what` of an attempt.
pub fn listed(found: &BTreeMap<RepoPath, Digest>, attempt: u32, what: &str) -> Listed {
    if found.len() <= INLINE {
        let inline =
            found.iter().map(|(path, sha256)| Seen { path: path.clone(), sha256: *sha256 }).collect();
        return Listed { inline, ..Listed::default() };
    }
    let bytes = sums(found.iter().map(|(path, sha256)| (path.as_str(), *sha256)));
    let file = format!("attempt-{attempt}.{what}.sha256");
    let manifest = Manifest { file: file.clone(), sha256: Digest::of(&bytes), entries: found.len() as u64 };
    Listed { inline: vec![], manifest: Some(manifest), side: vec![SideFile { name: file, bytes }] }
}

/// The rows that stay in the attempt's file, and the manifest of the others. Of a long list only what has no digest
/// stays inline.
pub fn split(artifacts: Vec<Artifact>, attempt: u32) -> (Vec<Artifact>, Option<Manifest>, Vec<SideFile>) {
    if artifacts.len() <= INLINE {
        return (artifacts, None, vec![]);
    }
    let found: BTreeMap<RepoPath, Digest> =
        artifacts.iter().filter_map(|row| Some((RepoPath::new(&row.path).ok()?, row.sha256?))).collect();
    let mut manifest = listed(&found, attempt, "artifacts");
    let inline = if manifest.manifest.is_some() {
        artifacts.into_iter().filter(|row| row.sha256.is_none()).collect()
    } else {
        artifacts
    };
    (inline, manifest.manifest.take(), manifest.side)
}

/// `SHA256SUMS` form: digest, two spaces, path, a line each, sorted by path.
fn sums<'a>(entries: impl Iterator<Item = (&'a str, Digest)>) -> Vec<u8> {
    entries.map(|(path, sha256)| format!("{sha256}  {path}\n")).collect::<String>().into_bytes()
}

/// Reads a manifest back.
pub fn parse_sums(bytes: &[u8]) -> Option<BTreeMap<RepoPath, Digest>> {
    std::str::from_utf8(bytes)
        .ok()?
        .lines()
        .map(|line| {
            let (sha256, path) = line.split_once("  ")?;
            Some((RepoPath::new(path).ok()?, sha256.parse().ok()?))
        })
        .collect()
}
