//! What became of the outputs that records name: held against the commit of the record, or the working tree, and against today's files.

use std::collections::BTreeMap;

use crate::flow::audit::committed::Committed;
use crate::flow::audit::history::Log;
use crate::flow::audit::loaded::Loaded;
use crate::flow::audit::seen::Seen;
use crate::flow::audit::stand_ins::{self, Directory};
use crate::flow::listed::recorded;
use crate::format::record::v0::RunV0;
use crate::model::digest::Digest;
use crate::model::dossier::Dossier;
use crate::model::dossier::attempts::AttemptFile;
use crate::model::dossier::history::Lying;
use crate::model::dossier::outputs::{ComparedWith, Now, Output};
use crate::model::path::RepoPath;
use crate::rules::checks::frame::look::MAX_TEXT;
use crate::store::rooted::Root;
use crate::store::runs::read::RunDir;

/// The recorded outputs of the run, not compared with anything.
pub fn noted(loaded: &Loaded) -> Vec<Output> {
    match (&loaded.ancestors, &loaded.dir) {
        (Some(run), _) => ancestors(run, &loaded.dossier),
        (None, Some(dir)) => ours(dir, &loaded.dossier),
        (None, None) => vec![],
    }
}

fn ours(dir: &RunDir, dossier: &Dossier) -> Vec<Output> {
    let mut outputs = vec![];
    for gate in dossier.gates.iter().filter(|gate| gate.is_met()) {
        let closed = gate.attempts.iter().rev().find(|told| told.seal.is_some());
        let Some((told, AttemptFile::Read { attempt, .. })) = closed.map(|told| (told, &told.file)) else {
            continue;
        };
        // What is wrong with a manifest is told with the files.
        let recorded = recorded(dir, attempt).unwrap_or_default();
        let row = |path: &RepoPath| {
            let at = attempt.artifacts.iter().position(|row| row.path == path.as_str())?;
            Some((format!("artifacts[{at}]"), &attempt.artifacts[at]))
        };
        outputs.extend(recorded.into_iter().map(|(path, recorded)| {
            let (field, artifact) = row(&path).unzip();
            Output {
                gate: gate.gate.clone(),
                attempt: told.number,
                told_in: told.path.clone(),
                path: path.to_string(),
                recorded,
                field,
                directory: artifact.map(|artifact| artifact.files.is_some()),
                size: artifact.and_then(|artifact| artifact.size),
                real_size: None,
                then: Now::Absent,
                now: Now::Absent,
            }
        }));
    }
    outputs
}

/// The last entry for every path.
fn ancestors(run: &RunV0, dossier: &Dossier) -> Vec<Output> {
    let mut latest: BTreeMap<String, Output> = BTreeMap::new();
    for (gate, attempt, path, sha256) in run.outputs() {
        let Ok(recorded) = sha256.parse() else { continue };
        let output = Output {
            gate: gate.gate.clone(),
            attempt: attempt.attempt,
            told_in: dossier.run_json(),
            path: path.clone(),
            recorded,
            field: None,
            directory: None,
            size: None,
            real_size: None,
            then: Now::Absent,
            now: Now::Absent,
        };
        latest.insert(path, output);
    }
    latest.into_values().collect()
}

/// With what the outputs of a run are compared: with `at`, with the commit of its record, or with the working tree.
pub fn against(dossier: &Dossier, log: Option<&Log>, at: Option<&str>) -> ComparedWith {
    if let Some(at) = at {
        return ComparedWith::Asked(at.to_owned());
    }
    let committed = dossier.history.as_ref().is_some_and(|told| told.lying == Lying::Committed);
    let commit = log.filter(|_| committed).and_then(|log| log.last_commit(&dossier.run));
    commit.map_or(ComparedWith::WorkingTree, |oid| ComparedWith::Commit(oid.as_str().to_owned()))
}

/// Compares an output with what is there today, and with what git holds of it.
pub fn compare(root: &Root, output: &mut Output, with: &ComparedWith, seen: &Seen, committed: &Committed) {
    output.now = now(root, output, seen);
    let size = seen.size(&output.path, output.recorded).or(committed.size(output.recorded));
    // That of a list of files is not that of the files.
    output.real_size = size.filter(|_| output.directory != Some(true));
    output.then = match with {
        ComparedWith::WorkingTree => output.now.clone(),
        ComparedWith::Commit(oid) | ComparedWith::Asked(oid) => committed.of(oid, output),
    };
}

/// What there is today.
fn now(root: &Root, output: &Output, seen: &Seen) -> Now {
    let now = seen.now(&output.path);
    let (Now::Bytes(there), Ok(path)) = (&now, RepoPath::new(&output.path)) else { return now };
    match (output.directory, seen.files(&path)) {
        (Some(false), Some(_)) => Now::Else("a directory".to_owned()),
        (Some(true), None) => Now::Else("a file".to_owned()),
        _ if *there == output.recorded => now,
        (_, None) => read(root, &path, *there).map_or(now, |bytes| stand_ins::file(&bytes, output.recorded)),
        (_, Some(files)) => {
            let mut directory = Directory::default();
            for file in files {
                let bytes = path.join(&file.path).ok().and_then(|path| read(root, &path, file.sha256));
                directory.add(&file.path, file.sha256, bytes.as_deref());
            }
            directory.now(output.recorded)
        }
    }
}

/// The bytes of a file, where they are those that were seen and no more than a text has.
fn read(root: &Root, path: &RepoPath, seen: Digest) -> Option<Vec<u8>> {
    let bytes = root.read_small(path, MAX_TEXT).ok().flatten();
    bytes.filter(|bytes| Digest::of(bytes) == seen)
}
