//! What became of the outputs that records name: held against the commit of the record, or the working tree, and against today's files.

use std::collections::BTreeMap;

use crate::flow::audit::history::Log;
use crate::flow::audit::loaded::Loaded;
use crate::flow::audit::seen::Seen;
use crate::flow::stale::recorded;
use crate::format::record::v0::RunV0;
use crate::model::digest::{Digest, Hasher};
use crate::model::dossier::Dossier;
use crate::model::dossier::attempts::AttemptFile;
use crate::model::dossier::history::Lying;
use crate::model::dossier::outputs::{ComparedWith, Now, Output};
use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::store::git::stored::Stored;
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
            Some((format!("artifacts[{at}]"), attempt.artifacts[at].size))
        };
        outputs.extend(recorded.into_iter().map(|(path, recorded)| {
            let (field, size) = row(&path).unzip();
            Output {
                gate: gate.gate.clone(),
                attempt: told.number,
                told_in: told.path.clone(),
                path: path.to_string(),
                recorded,
                field,
                size: size.flatten(),
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
            size: None,
            real_size: None,
            then: Now::Absent,
            now: Now::Absent,
        };
        latest.insert(path, output);
    }
    latest.into_values().collect()
}

/// What git holds of recorded outputs, by commit and path, and the sizes of those files by digest.
#[derive(Default)]
pub struct Committed {
    found: BTreeMap<(String, String), Now>,
    sizes: BTreeMap<Digest, u64>,
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
pub fn compare(output: &mut Output, with: &ComparedWith, seen: &Seen, committed: &Committed) {
    output.now = seen.now(&output.path);
    output.real_size =
        seen.size(&output.path, output.recorded).or(committed.sizes.get(&output.recorded).copied());
    output.then = match with {
        ComparedWith::WorkingTree => output.now.clone(),
        ComparedWith::Commit(oid) | ComparedWith::Asked(oid) => committed
            .found
            .get(&(oid.clone(), output.path.clone()))
            .cloned()
            .unwrap_or_else(|| Now::Unknown("its path is none that git could hold".to_owned())),
    };
}

/// What git holds of every output of some runs.
pub fn committed(log: Option<&Log>, runs: &[Loaded]) -> Committed {
    let mut committed = Committed::default();
    let Some(log) = log else { return committed };
    let (mut keys, mut names) = (vec![], vec![]);
    for loaded in runs {
        let (ComparedWith::Commit(oid) | ComparedWith::Asked(oid)) = &loaded.dossier.compared_with else {
            continue;
        };
        for output in &loaded.dossier.outputs {
            if let Ok(path) = RepoPath::new(&output.path) {
                names.push(log.git().name_at(oid, &path));
                keys.push((oid.clone(), output.path.clone()));
            }
        }
    }
    let (mut directories, mut missing) = (vec![], vec![]);
    let asked = log.git().each_stored(&names, 0, &mut |i, stored| {
        let now = match stored {
            Stored::Blob { sha256, size, .. } => {
                committed.sizes.insert(sha256, size);
                Now::Bytes(sha256)
            }
            Stored::Missing => {
                missing.push(keys[i].clone());
                Now::Absent
            }
            Stored::Other | Stored::Raw(_) => {
                directories.push(keys[i].clone());
                return;
            }
        };
        committed.found.insert(keys[i].clone(), now);
    });
    for (oid, path) in directories {
        let now = directory(log, &oid, &path).unwrap_or_else(|why| Now::Unknown(why.to_string()));
        committed.found.insert((oid, path), now);
    }
    lost(log, missing, &mut committed.found);
    if let Err(why) = asked {
        keys.into_iter().for_each(|key| {
            committed.found.entry(key).or_insert_with(|| Now::Unknown(why.to_string()));
        });
    }
    committed
}

/// What git knows of and does not have is not absent: nobody can say what it was.
fn lost(log: &Log, missing: Vec<(String, String)>, found: &mut BTreeMap<(String, String), Now>) {
    let place = |(oid, path): &(String, String)| Some((oid.clone(), RepoPath::new(path).ok()?));
    let places: Vec<(String, RepoPath)> = missing.iter().filter_map(place).collect();
    let listed = log.git().knows_of(&places).unwrap_or_default();
    for ((oid, path), listed) in places.into_iter().zip(listed) {
        if listed {
            let why = "git knows of it and does not have it here".to_owned();
            found.insert((oid, path.to_string()), Now::Unknown(why));
        }
    }
}

/// A directory by its sorted manifest, as outputs are recorded.
fn directory(log: &Log, oid: &str, path: &str) -> Result<Now, Failure> {
    let Ok(below) = RepoPath::new(path) else { return Ok(Now::Absent) };
    let files: BTreeMap<String, Digest> = log
        .git()
        .held_below(oid, &below)?
        .into_iter()
        .filter_map(|(file, sha256)| {
            Some((file.as_str().strip_prefix(path)?.strip_prefix('/')?.to_owned(), sha256))
        })
        .collect();
    let mut hasher = Hasher::default();
    files.iter().for_each(|(name, sha256)| hasher.update(format!("{sha256}  {name}\n").as_bytes()));
    Ok(Now::Bytes(hasher.finish()))
}
