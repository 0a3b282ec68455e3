//! Attempts of the ancestor, which stand in RUN.json and in files of their own: whether both say the same.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::flow::audit::attempts::parent;
use crate::flow::audit::copies::strays;
use crate::format::record::difference;
use crate::format::record::v0::AttemptV0;
use crate::model::audit::{Found, WHOLE};
use crate::model::dossier::Dossier;
use crate::model::dossier::attempts::{AttemptFile, AttemptTold, GateTold};
use crate::model::dossier::contradictions::{Contradiction, With};
use crate::model::path::RepoPath;
use crate::store::runs::layout;
use crate::store::runs::read::RunDir;

/// So many differences are told of one attempt.
const MOST: usize = 20;

/// Where the files differ from the entries in the RUN.json of these bytes.
pub(super) fn against_entries(dir: &RunDir, dossier: &Dossier, run_json: &[u8]) -> Vec<Contradiction> {
    let whole: Value = serde_json::from_slice(run_json).unwrap_or_default();
    let (mut found, mut named) = (vec![], BTreeSet::from([layout::RUN_JSON.to_owned()]));
    let before = format!("{}/", parent(dossier));
    let entries = whole["gates"].as_array().into_iter().flatten();
    for (told_gate, gate) in dossier.gates.iter().zip(entries) {
        let entries = gate["attempts"].as_array().into_iter().flatten();
        for (told, entry) in told_gate.attempts.iter().zip(entries) {
            let Some(below) = told.path.strip_prefix(&before) else { continue };
            named.insert(below.to_owned());
            if matches!(told.file, AttemptFile::Ancestors) {
                found.extend(of_attempt(dir, below, entry, (told_gate, told)));
            }
        }
    }
    let odd = strays(&dir.dir, &named, dossier).into_iter();
    let unnamed =
        odd.filter(|path| path.rsplit_once('/').is_some_and(|(_, name)| layout::attempt_in(name).is_some()));
    found.extend(unnamed.map(|path| {
        Found::new("RUN.json has no entry for it")
            .file(path)
            .at(WHOLE)
            .differs("an entry in RUN.json", "none")
    }));
    found.into_iter().map(|found| Contradiction { with: With::Entry, found }).collect()
}

fn of_attempt(
    dir: &RunDir,
    below: &str,
    entry: &Value,
    (gate, told): (&GateTold, &AttemptTold),
) -> Vec<Found> {
    let about = |message: &str| Found::new(message).file(&told.path).attempt(&gate.gate, told.number);
    let path = RepoPath::new(below).ok();
    let bytes = path.and_then(|path| dir.dir.read_small(&path, layout::MAX_RUN_JSON).ok()?);
    // By its members first: those do not stand there twice.
    let bytes = bytes.filter(|bytes| serde_json::from_slice::<AttemptV0>(bytes).is_ok());
    let file = bytes.and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
    let Some(file) = file.filter(Value::is_object) else {
        let one = about("it cannot be read as an attempt, and RUN.json has an entry for it");
        return vec![one.at(WHOLE).differs("what RUN.json says of it", "none that can be read")];
    };
    let mut expected = entry.clone();
    // Calls were added to the entry after the file had been written.
    if let (Some(members), Some(ids)) = (expected.as_object_mut(), file.get("invocation_ids"))
        && members.get("invocation_ids").is_some_and(|all| begins_with(all, ids))
    {
        members.insert("invocation_ids".to_owned(), ids.clone());
    }
    let differing = difference::all(&expected, &file, MOST).into_iter();
    differing
        .map(|it| {
            about("RUN.json says something else of the attempt").at(it.path).differs(it.expected, it.found)
        })
        .collect()
}

fn begins_with(all: &Value, first: &Value) -> bool {
    all.as_array().zip(first.as_array()).is_some_and(|(all, first)| all.starts_with(first))
}
