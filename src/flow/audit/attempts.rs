//! The attempts that a record names, with what lies in their places.

use std::collections::{BTreeMap, BTreeSet};

use crate::flow::artifacts::parse_sums;
use crate::format::canonical;
use crate::format::record::place::{first_other_line, line, path_at};
use crate::format::record::v0::{AttemptV0, RunV0};
use crate::model::attempt::{Attempt, Manifest};
use crate::model::audit::WHOLE;
use crate::model::digest::Digest;
use crate::model::dossier::Dossier;
use crate::model::dossier::attempts::{
    AttemptFile, AttemptTold, BadList, CallTold, GateTold, OddLine, Unread,
};
use crate::model::failure::Kind;
use crate::model::ids::GateId;
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
                        Err(bad) => {
                            let file = format!("{}/{place}", parent(dossier));
                            bad_lists.push(BadList { file, ..bad });
                        }
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
                calls: calls(run, &state.id, row.attempt),
                bad_lists,
                long_before,
            });
        }
        let (gate, status) = (state.id.to_string(), state.status.as_str().to_owned());
        gates.push(GateTold { gate, status, attempts });
    }
    gates
}

/// The calls of an attempt, those as well that were recorded after it was closed.
fn calls(run: &Run, gate: &GateId, attempt: u32) -> Vec<CallTold> {
    let calls = run.invocations.iter().filter(|call| call.gate.same(gate) && call.attempt == attempt);
    let told = calls.map(|call| CallTold {
        id: call.invocation_id.to_string(),
        started_at: Some(call.started_at),
        finished_at: Some(call.finished_at),
        measured: call.command.is_some() && call.exit_code.is_some() && call.duration_ms.is_some(),
    });
    told.collect()
}

/// The ancestor ran nothing: its calls were typed.
fn calls_v0(run: &RunV0, row: &AttemptV0) -> Vec<CallTold> {
    let told = row.invocation_ids.iter().map(|id| {
        let (started_at, finished_at) = run.times_of_call(id);
        CallTold { id: id.clone(), started_at, finished_at, measured: false }
    });
    told.collect()
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
            calls: calls_v0(run, row),
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
fn long_list(dir: &RunDir, place: &str, list: &Manifest) -> Result<BTreeMap<RepoPath, Digest>, BadList> {
    let bad = |why: &str, expected: String, found: String| BadList {
        file: String::new(),
        why: why.to_owned(),
        expected,
        found,
    };
    let wanted = || list.sha256.to_string();
    let bytes = layout::path(place).ok().map(|path| dir.dir.read_small(&path, layout::MAX_RUN_JSON));
    let bytes = match bytes {
        Some(Ok(Some(bytes))) if Digest::of(&bytes) == list.sha256 => bytes,
        Some(Ok(Some(bytes))) => {
            let why = "the list was edited: its digest is not the one that its attempt names";
            return Err(bad(why, wanted(), Digest::of(&bytes).to_string()));
        }
        Some(Err(why)) => {
            let why = why.failure(Kind::State, place).to_string();
            return Err(bad(&why, wanted(), "no list".to_owned()));
        }
        _ => return Err(bad("the list that its attempt names is gone", wanted(), "nothing".to_owned())),
    };
    let counted = |count: usize| format!("{count} entries");
    let expected = format!("{} entries", list.entries);
    match parse_sums(&bytes) {
        Some(there) if there.len() as u64 == list.entries => Ok(there),
        Some(there) => {
            Err(bad("it has another length than its attempt says", expected, counted(there.len())))
        }
        None => Err(bad("it is no list of digests", expected, "something else".to_owned())),
    }
}

fn attempt_file(dir: &RunDir, path: &RepoPath) -> AttemptFile {
    let bytes = match dir.dir.read_small(path, layout::MAX_ATTEMPT) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return AttemptFile::Missing,
        Err(why) => {
            return AttemptFile::Unreadable(Unread {
                why: why.failure(Kind::State, path.as_str()).to_string(),
                field: WHOLE.to_owned(),
                found: "no file that can be read".to_owned(),
                sha256: None,
            });
        }
    };
    let sha256 = Digest::of(&bytes);
    let attempt: Attempt = match serde_json::from_slice(&bytes) {
        Ok(attempt) => attempt,
        Err(error) => {
            return AttemptFile::Unreadable(Unread {
                why: format!("it cannot be read as an attempt: {error}"),
                field: path_at(&bytes, error.line(), error.column()),
                found: line(&bytes, error.line()),
                sha256: Some(sha256),
            });
        }
    };
    let Ok(start) = canonical::digest(&attempt.start) else {
        return AttemptFile::Unreadable(Unread {
            why: "its `start` cannot be spelled".to_owned(),
            field: "start".to_owned(),
            found: "something else".to_owned(),
            sha256: Some(sha256),
        });
    };
    let odd = (!canonical::is_spelled(&attempt, &bytes)).then(|| {
        let spelled = canonical::spell(&attempt).unwrap_or_default();
        let other = first_other_line(&spelled, &bytes);
        OddLine { field: other.field, expected: other.expected, found: other.found }
    });
    AttemptFile::Read { sha256, odd, start, attempt: Box::new(attempt) }
}
