//! What became of the outputs that records name: held against the commit of the record, or the working tree, and against today's files.

use std::collections::{BTreeMap, BTreeSet};

use crate::flow::audit::history::Log;
use crate::flow::audit::load::Loaded;
use crate::flow::judging::look;
use crate::flow::machine::Machine;
use crate::flow::site::Site;
use crate::flow::stale::recorded;
use crate::format::record::v0::RunV0;
use crate::model::digest::{Digest, Hasher};
use crate::model::dossier::Dossier;
use crate::model::dossier::attempts::AttemptFile;
use crate::model::dossier::outputs::{ComparedWith, Now, Output};
use crate::model::evidence::{Evidence, Observed, Place, Wanted};
use crate::model::failure::Failure;
use crate::model::ids::RunId;
use crate::model::path::RepoPath;
use crate::store::git::stored::Stored;
use crate::store::runs::read::RunDir;

/// Notes the recorded outputs of the run, not compared with anything.
pub fn note(site: &Site, loaded: &mut Loaded) {
    let found = match &loaded.ancestors {
        Some(run) => ancestors(run, &loaded.dossier),
        None => ours(site, &loaded.dossier),
    };
    loaded.dossier.outputs = found;
}

fn ours(site: &Site, dossier: &Dossier) -> Vec<Output> {
    let Ok(id) = RunId::new(&dossier.run) else { return vec![] };
    let Ok(dir) = RunDir::find(&site.root, &site.config.runs, &id) else { return vec![] };
    let mut outputs = vec![];
    for gate in dossier.gates.iter().filter(|gate| gate.is_met()) {
        let closed = gate.attempts.iter().rev().find(|told| told.seal.is_some());
        let Some((told, AttemptFile::Read { attempt, .. })) = closed.map(|told| (told, &told.file)) else {
            continue;
        };
        // What is wrong with a manifest is told with the files.
        let recorded = recorded(&dir, attempt).unwrap_or_default();
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

/// The sizes of files that were seen, by digest.
type Sizes = BTreeMap<Digest, u64>;

/// Compares the outputs of some runs with the commits of their records, or with `at`, and with the working tree.
///
/// # Errors
/// `Environment` when git does not answer.
pub fn compare(
    site: &Site,
    machine: &Machine,
    log: Option<&Log>,
    at: Option<&str>,
    runs: &mut [Loaded],
) -> Result<(), Failure> {
    let mut sizes = BTreeMap::new();
    let today = today(site, machine, runs, &mut sizes);
    for loaded in runs.iter_mut() {
        loaded.dossier.compared_with = against(&loaded.dossier, log, at);
    }
    let committed = committed(log, runs, &mut sizes)?;
    for loaded in runs.iter_mut() {
        let with = loaded.dossier.compared_with.clone();
        for output in &mut loaded.dossier.outputs {
            output.now = today(&output.path);
            output.real_size = sizes.get(&output.recorded).copied();
            output.then = match &with {
                ComparedWith::WorkingTree => output.now.clone(),
                ComparedWith::Commit(oid) | ComparedWith::Asked(oid) => committed
                    .get(&(oid.clone(), output.path.clone()))
                    .cloned()
                    .unwrap_or_else(|| Now::Unknown("its path is none that git could hold".to_owned())),
            };
        }
    }
    Ok(())
}

fn against(dossier: &Dossier, log: Option<&Log>, at: Option<&str>) -> ComparedWith {
    use crate::model::dossier::history::Lying;
    if let Some(at) = at {
        return ComparedWith::Asked(at.to_owned());
    }
    let committed = dossier.history.as_ref().is_some_and(|told| told.lying == Lying::Committed);
    let commit = log.filter(|_| committed).and_then(|log| log.last_commit(&dossier.run));
    commit.map_or(ComparedWith::WorkingTree, |oid| ComparedWith::Commit(oid.as_str().to_owned()))
}

/// What there is today, each file read once.
fn today(site: &Site, machine: &Machine, runs: &[Loaded], sizes: &mut Sizes) -> impl Fn(&str) -> Now + use<> {
    let outputs = runs.iter().flat_map(|loaded| &loaded.dossier.outputs);
    let paths: BTreeSet<RepoPath> = outputs.filter_map(|output| RepoPath::new(&output.path).ok()).collect();
    let wanted = |path: &RepoPath| Wanted { place: Place::Path(path.clone()), content: false };
    let all: Vec<Wanted> = paths.iter().map(wanted).collect();
    let (mut evidence, mut failed) = (Evidence::default(), BTreeMap::new());
    match look(site, machine, &all) {
        Ok(seen) => evidence = seen,
        // Somebody writes to one of them: the others are looked at all the same.
        Err(_) => {
            for one in all {
                match look(site, machine, std::slice::from_ref(&one)) {
                    Ok(seen) => evidence.observed.extend(seen.observed),
                    Err(why) => {
                        failed.insert(one.place.as_str().to_owned(), why.to_string());
                    }
                }
            }
        }
    }
    sizes.extend(evidence.observed.values().filter_map(|seen| match seen {
        Observed::File(file) => Some((file.sha256, file.size)),
        _ => None,
    }));
    move |path: &str| {
        let Ok(place) = RepoPath::new(path) else {
            return Now::Unknown("its path leads out of the repository".to_owned());
        };
        match evidence.at(&place) {
            Some(Observed::Missing) => Now::Absent,
            Some(Observed::Refused(why)) => Now::Unknown(why.clone()),
            Some(seen) => seen.digest().map_or(Now::Absent, Now::Bytes),
            None => Now::Unknown(failed.get(path).cloned().unwrap_or_else(|| "nobody looked".to_owned())),
        }
    }
}

/// What git holds of every output, by commit and path, in one call.
fn committed(
    log: Option<&Log>,
    runs: &[Loaded],
    sizes: &mut Sizes,
) -> Result<BTreeMap<(String, String), Now>, Failure> {
    let mut found = BTreeMap::new();
    let Some(log) = log else { return Ok(found) };
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
    let mut directories = vec![];
    log.git().each_stored(&names, 0, &mut |i, stored| {
        let now = match stored {
            Stored::Blob { sha256, size, .. } => {
                sizes.insert(sha256, size);
                Now::Bytes(sha256)
            }
            Stored::Missing => Now::Absent,
            Stored::Other => {
                directories.push(keys[i].clone());
                return;
            }
        };
        found.insert(keys[i].clone(), now);
    })?;
    for (oid, path) in directories {
        let now = directory(log, &oid, &path)?;
        found.insert((oid, path), now);
    }
    Ok(found)
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
