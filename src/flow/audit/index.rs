//! The copies that RUN.json holds of attempts' files, held against these files.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::flow::artifacts::index_entries;
use crate::flow::listed::{before, recorded};
use crate::format::record::rows::labelled;
use crate::format::record::run::{Index, IndexEntry};
use crate::model::attempt::Attempt;
use crate::model::audit::Found;
use crate::model::digest::Digest;
use crate::model::dossier::Dossier;
use crate::model::dossier::attempts::AttemptFile;
use crate::model::dossier::contradictions::{Contradiction, With};
use crate::model::event::{Fact, Link};
use crate::model::ids::GateId;
use crate::model::path::RepoPath;
use crate::rules::advance::fold;
use crate::store::runs::read::RunDir;

/// What the index says and the attempts do not.
pub(super) fn contradictions(
    dir: &RunDir,
    dossier: &Dossier,
    links: &[Link],
    index: &Index,
) -> Vec<Contradiction> {
    // What is wrong with a file is told of that; without it nobody knows what the copy should be.
    let Some(closed) = closed(dossier, links) else { return vec![] };
    let mut all = entries(dir, &closed, index);
    all.extend(rows(&closed, index));
    all.extend(order(dossier, links, index).filter(|_| all.is_empty()));
    all.into_iter()
        .map(|(field, expected, found)| {
            let one = Found::new("the attempts' files say something else").file(dossier.run_json());
            let one = Found { field: Some(field), ..one.differs(expected, found) };
            Contradiction { with: With::Index, found: one }
        })
        .collect()
}

/// The index as it was when these were all events, where the files of the attempts tell: very many outputs are listed without the
/// paths as they were declared.
pub(super) fn index_after(dossier: &Dossier, links: &[Link]) -> Option<Index> {
    let closed = closed(dossier, links)?;
    let mut paths: BTreeMap<String, IndexEntry> = BTreeMap::new();
    for attempt in &closed {
        if attempt.manifest.is_some() {
            return None;
        }
        let before: BTreeMap<RepoPath, Digest> = match &attempt.start.before_manifest {
            Some(_) => dossier.attempt(&attempt.gate, attempt.attempt)?.0.long_before.clone()?,
            None => attempt.start.before.iter().map(|seen| (seen.path.clone(), seen.sha256)).collect(),
        };
        let at = attempt.finished_at?;
        let entries = index_entries(&attempt.artifacts, &before, &attempt.gate, attempt.attempt, at);
        paths.extend(entries.into_iter().map(|entry| (entry.path.clone(), entry)));
    }
    let gates = &fold(links.iter().map(|link| &link.event)).ok()?.gates;
    let judged = |gate: &GateId| {
        closed.iter().rev().find(|attempt| attempt.gate == *gate && !attempt.validations.is_empty())
    };
    Some(Index {
        artifacts_index: paths.into_values().collect(),
        validations: gates.iter().filter_map(|gate| judged(&gate.id)).flat_map(|it| labelled(it)).collect(),
    })
}

/// The attempts in the order in which they were closed.
fn closed<'a>(dossier: &'a Dossier, links: &[Link]) -> Option<Vec<&'a Attempt>> {
    let mut all = vec![];
    for link in links {
        let Fact::GateClosed { gate, attempt, sha256: seal, .. } = &link.event.fact else { continue };
        match &dossier.attempt(gate, *attempt)?.0.file {
            AttemptFile::Read { attempt, sha256, .. } if sha256 == seal => all.push(attempt.as_ref()),
            _ => return None,
        }
    }
    Some(all)
}

/// Entries and rows have one order.
fn order(dossier: &Dossier, links: &[Link], index: &Index) -> Option<(String, String, String)> {
    let paths =
        |index: &Index| index.artifacts_index.iter().map(|entry| entry.path.clone()).collect::<Vec<_>>();
    let gates =
        |index: &Index| index.validations.iter().map(|row| shown(&row.get("gate"))).collect::<Vec<_>>();
    let expected = index_after(dossier, links)?;
    let differs = |member: &str, expected: Vec<String>, found: Vec<String>| {
        (expected != found).then(|| (member.to_owned(), expected.join(", "), found.join(", ")))
    };
    differs("artifacts_index", paths(&expected), paths(index))
        .or_else(|| differs("validations", gates(&expected), gates(index)))
}

type Differing = Vec<(String, String, String)>;

/// An output that was there, or was there before, has an entry: that of the attempt that was closed last.
fn entries(dir: &RunDir, closed: &[&Attempt], index: &Index) -> Differing {
    let mut latest: BTreeMap<String, (&Attempt, Option<Digest>)> = BTreeMap::new();
    // The list of very many outputs does not say which of them vanished.
    let mut uncertain: BTreeSet<String> = BTreeSet::new();
    for attempt in closed {
        let was = before(dir, attempt).unwrap_or_default();
        let was_there = |path: &str| RepoPath::new(path).is_ok_and(|path| was.contains_key(&path));
        let listed = match attempt.manifest {
            Some(_) => {
                uncertain.extend(was.keys().map(ToString::to_string));
                recorded(dir, attempt).unwrap_or_default()
            }
            None => BTreeMap::new(),
        };
        latest.extend(listed.into_iter().map(|(path, sha256)| (path.to_string(), (*attempt, Some(sha256)))));
        for row in attempt.artifacts.iter().filter(|row| row.exists || was_there(&row.path)) {
            latest.insert(row.path.clone(), (attempt, row.sha256));
        }
    }
    let mut all = vec![];
    for (i, entry) in index.artifacts_index.iter().enumerate() {
        let expected = latest.remove(&entry.path);
        if uncertain.contains(&entry.path) {
            continue;
        }
        let Some((attempt, sha256)) = expected else {
            all.push((format!("artifacts_index[{i}]"), "nothing".to_owned(), shown(entry)));
            continue;
        };
        let row = attempt.artifacts.iter().find(|row| row.path == entry.path);
        let expected = IndexEntry {
            path: entry.path.clone(),
            template: row.map_or(entry.template.clone(), |row| row.template.clone()),
            sha256,
            gate: attempt.gate.clone(),
            attempt: attempt.attempt,
            recorded_at: attempt.finished_at.unwrap_or(entry.recorded_at),
        };
        if *entry != expected {
            all.push((format!("artifacts_index[{i}]"), shown(&expected), shown(entry)));
        }
    }
    let missing = latest.into_keys().filter(|path| !uncertain.contains(path));
    all.extend(
        missing.map(|path| {
            ("artifacts_index".to_owned(), format!("an entry for `{path}`"), "nothing".to_owned())
        }),
    );
    all
}

fn shown(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// The rows of a gate are those of the attempt that was judged last; one that was closed by somebody's word was not.
fn rows(closed: &[&Attempt], index: &Index) -> Differing {
    let gate =
        |row: &Map<String, Value>| row.get("gate").and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut gates: BTreeSet<String> = index.validations.iter().map(gate).collect();
    let judged = || closed.iter().rev().filter(|attempt| !attempt.validations.is_empty());
    gates.extend(judged().map(|attempt| attempt.gate.to_string()));
    let mut all = vec![];
    for id in gates {
        let last = judged().find(|attempt| attempt.gate.as_str() == id);
        let expected: Vec<Map<String, Value>> = last.map(|attempt| labelled(attempt)).unwrap_or_default();
        let there: Vec<(usize, &Map<String, Value>)> =
            index.validations.iter().enumerate().filter(|(_, row)| gate(row) == id).collect();
        for at in 0..expected.len().max(there.len()) {
            let (expected, there) = (expected.get(at), there.get(at));
            let text = |row: Option<&Map<String, Value>>| row.map_or("nothing".to_owned(), shown);
            // The order of the members is part of the one spelling.
            if text(expected) != text(there.map(|(_, row)| *row)) {
                let field = there.map_or("validations".to_owned(), |(i, _)| format!("validations[{i}]"));
                all.push((field, text(expected), text(there.map(|(_, row)| *row))));
            }
        }
    }
    all
}
