//! The attempts that a record names, with what lies in their places.

use std::collections::{BTreeMap, BTreeSet};

use crate::flow::artifacts::parse_sums;
use crate::format::canonical;
use crate::format::record::v0::{AttemptV0, RunV0};
use crate::model::attempt::{Attempt, Manifest};
use crate::model::digest::Digest;
use crate::model::dossier::Dossier;
use crate::model::dossier::attempts::{AttemptFile, AttemptTold, GateTold};
use crate::model::failure::Kind;
use crate::model::path::RepoPath;
use crate::model::run::Run;
use crate::store::runs::layout;
use crate::store::runs::read::RunDir;

/// Those of a record of ours; `named` learns the files that it names.
pub(super) fn gates(
    dir: &RunDir,
    run: &Run,
    dossier: &Dossier,
    named: &mut BTreeSet<String>,
) -> Vec<GateTold> {
    let mut gates = vec![];
    for state in &run.gates {
        let mut attempts = vec![];
        for row in &state.attempts {
            let Ok(path) = layout::attempt(&state.id, row.attempt) else { continue };
            let file = attempt_file(dir, &path);
            named.insert(path.to_string());
            let (mut bad_lists, mut long_before) = (vec![], None);
            if let AttemptFile::Read { attempt, .. } = &file {
                let below = path.parent().map(|parent| parent.to_string()).unwrap_or_default();
                for list in attempt.manifests() {
                    let place = format!("{below}/{}", list.file);
                    match long_list(dir, &place, list) {
                        Err(why) => bad_lists.push((format!("{}/{place}", parent(dossier)), why)),
                        Ok(there) if Some(list) == attempt.start.before_manifest.as_ref() => {
                            long_before = Some(there);
                        }
                        Ok(_) => {}
                    }
                    named.insert(place);
                }
            }
            attempts.push(AttemptTold {
                number: row.attempt,
                status: row.status.as_str().to_owned(),
                started_at: Some(row.started_at),
                finished_at: row.finished_at,
                path: format!("{}/{}", parent(dossier), path),
                file,
                seal: row.sha256,
                invocations: row.invocation_ids.len(),
                bad_lists,
                long_before,
            });
        }
        let (gate, status) = (state.id.to_string(), state.status.as_str().to_owned());
        gates.push(GateTold { gate, status, attempts });
    }
    gates
}

/// Those of a record of the ancestor.
pub(super) fn gates_v0(
    dir: &RunDir,
    run: &RunV0,
    dossier: &Dossier,
    named: &mut BTreeSet<String>,
) -> Vec<GateTold> {
    let told = |gate: &str, row: &AttemptV0, named: &mut BTreeSet<String>| {
        let below = format!("{}/{gate}/{}", layout::GATES, layout::attempt_name(row.attempt));
        let there = RepoPath::new(&below).ok().and_then(|path| dir.dir.look(&path).ok()?);
        named.insert(below.clone());
        AttemptTold {
            number: row.attempt,
            status: row.status.clone(),
            started_at: row.started_at,
            finished_at: row.finished_at,
            path: format!("{}/{below}", parent(dossier)),
            file: if there.is_some() { AttemptFile::Ancestors } else { AttemptFile::Missing },
            seal: None,
            invocations: row.invocation_ids.len(),
            bad_lists: vec![],
            long_before: None,
        }
    };
    run.gates
        .iter()
        .map(|gate| GateTold {
            gate: gate.gate.clone(),
            status: gate.status.clone(),
            attempts: gate.attempts.iter().map(|row| told(&gate.gate, row, named)).collect(),
        })
        .collect()
}

/// The directory of the run.
pub(super) fn parent(dossier: &Dossier) -> String {
    dossier.record.parent().map(|parent| parent.to_string()).unwrap_or_default()
}

/// A list beside an attempt's file; an error says what is wrong with it.
fn long_list(dir: &RunDir, place: &str, list: &Manifest) -> Result<BTreeMap<RepoPath, Digest>, String> {
    let bytes = layout::path(place).ok().map(|path| dir.dir.read_small(&path, layout::MAX_RUN_JSON));
    let bytes = match bytes {
        Some(Ok(Some(bytes))) if Digest::of(&bytes) == list.sha256 => bytes,
        Some(Ok(Some(_))) => {
            return Err("the list was edited: its digest is not the one that its attempt names".to_owned());
        }
        Some(Err(why)) => return Err(why.failure(Kind::State, place).to_string()),
        _ => return Err("the list that its attempt names is gone".to_owned()),
    };
    let there = parse_sums(&bytes).ok_or("it is no list of digests")?;
    match there.len() as u64 == list.entries {
        true => Ok(there),
        false => Err(format!(
            "it has {} entries, and its attempt says that there are {}",
            there.len(),
            list.entries
        )),
    }
}

fn attempt_file(dir: &RunDir, path: &RepoPath) -> AttemptFile {
    let bytes = match dir.dir.read_small(path, layout::MAX_ATTEMPT) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return AttemptFile::Missing,
        Err(why) => return AttemptFile::Unreadable(why.failure(Kind::State, path.as_str()).to_string()),
    };
    let attempt: Attempt = match serde_json::from_slice(&bytes) {
        Ok(attempt) => attempt,
        Err(error) => return AttemptFile::Unreadable(format!("it cannot be read as an attempt: {error}")),
    };
    let Ok(start) = canonical::digest(&attempt.start) else {
        return AttemptFile::Unreadable("its `start` cannot be spelled".to_owned());
    };
    let canonical = canonical::is_spelled(&attempt, &bytes);
    AttemptFile::Read { sha256: Digest::of(&bytes), canonical, start, attempt: Box::new(attempt) }
}
