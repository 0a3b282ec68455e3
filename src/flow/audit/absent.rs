//! What an audit was asked for and does not find: any run at all, a run that counts, runs in another directory than gatewright.json names.

use std::collections::{BTreeMap, BTreeSet};

use crate::flow::audit::history::Log;
use crate::flow::site::Site;
use crate::model::dossier::required::{Absent, Gone, Lost};
use crate::model::failure::Failure;
use crate::model::ids::RunId;
use crate::model::path::RepoPath;
use crate::store::git::oid::Oid;
use crate::store::runs::layout::{MAX_RUN_JSON, RUN_JSON};
use crate::store::runs::summary::ids;
use crate::store::walk::{is_git, walk};

/// So deep below the root records are looked for where there is no run at all, and so many entries are looked at.
const DEPTH: usize = 8;
const ENTRIES: usize = 50_000;

/// What is not there, of `runs`, which is everything that was found; of runs that were `named` nothing else is asked for.
///
/// # Errors
/// `Environment` when git does not answer.
pub fn absent(site: &Site, log: Option<&Log>, runs: &[RunId], named: bool) -> Result<Vec<Absent>, Failure> {
    if named {
        return Ok(vec![]);
    }
    let known: BTreeSet<&str> = runs.iter().map(RunId::as_str).collect();
    let mut found: BTreeMap<String, Absent> = BTreeMap::new();
    if let Some(log) = log {
        found.extend(committed(site, log, &known));
    }
    if runs.is_empty() {
        for (place, (count, run)) in lying(site) {
            let runs = site.config.runs.to_string();
            let absent = Absent::Elsewhere { runs, place: place.clone(), count, run, commit: None };
            found.entry(place).or_insert(absent);
        }
    }
    let mut all: Vec<Absent> = found.into_values().collect();
    all.extend(misnamed(site).into_iter().map(Absent::Misnamed));
    if runs.is_empty() {
        all.push(Absent::Runs(site.config.runs.to_string()));
    }
    Ok(all)
}

/// The newer runs that are committed, or were, and do not lie there any more, the newest first.
///
/// # Errors
/// `Environment` when the machine does not let us look.
pub fn newer_gone(site: &Site, log: Option<&Log>, run: &str) -> Result<Vec<Gone>, Failure> {
    let lying: BTreeSet<RunId> = ids(&site.root, &site.config.runs)?.into_iter().collect();
    let gone = |id: &str| id > run && RunId::new(id).is_ok_and(|id| !lying.contains(&id));
    let mut all: BTreeMap<String, Lost> = BTreeMap::new();
    for id in log.iter().flat_map(|log| log.runs()).filter(|id| gone(id)) {
        let by = log.and_then(|log| log.deleted_by(id));
        all.insert(id.to_owned(), by.map_or(Lost::InTree, Lost::By));
    }
    for (id, last) in log.iter().flat_map(|log| log.elsewhere()).filter(|(id, _)| gone(id)) {
        let by = last.deleted.then(|| last.commit.as_str().to_owned());
        all.insert(id.clone(), by.map_or(Lost::InTree, Lost::By));
    }
    for (id, dir) in renamed(site).into_iter().filter(|(id, _)| gone(id)) {
        all.insert(id, Lost::Renamed(dir));
    }
    Ok(all.into_iter().rev().map(|(run, how)| Gone { run, how }).collect())
}

/// The runs, as their records say, that lie in directories of other names.
fn renamed(site: &Site) -> Vec<(String, String)> {
    let run_id = |dir: &str| {
        let path = RepoPath::new(&format!("{dir}/{RUN_JSON}")).ok()?;
        let bytes = site.root.read_small(&path, MAX_RUN_JSON).ok().flatten()?;
        let record: serde_json::Value = serde_json::from_slice(&bytes).ok()?;
        record.get("run_id")?.as_str().map(str::to_owned)
    };
    let dirs = misnamed(site).into_iter();
    dirs.filter_map(|dir| Some((run_id(&dir)?, dir))).collect()
}

/// Directories beside the runs that hold a record under another name than a run's.
fn misnamed(site: &Site) -> Vec<String> {
    let Ok(Some(runs)) = site.root.sub(&site.config.runs) else { return vec![] };
    let entries = runs.list().unwrap_or_default().into_iter().filter(|entry| entry.dir);
    let names = entries.filter_map(|entry| String::from_utf8(entry.name).ok());
    let others = names.filter(|name| RunId::new(name).is_err());
    let holds = |name: &String| {
        let record = RepoPath::new(&format!("{name}/{RUN_JSON}"));
        record.is_ok_and(|record| matches!(runs.open_file(&record), Ok(Some(_))))
    };
    let mut all: Vec<String> = others.filter(holds).collect();
    all.sort_unstable();
    all.into_iter().map(|name| format!("{}/{name}", site.config.runs)).collect()
}

/// The runs that were only committed where gatewright.json looked before, and are not among the known ones, by that directory.
fn committed(site: &Site, log: &Log, known: &BTreeSet<&str>) -> BTreeMap<String, Absent> {
    let mut by_place: BTreeMap<&String, Vec<(&String, &Oid)>> = BTreeMap::new();
    // What was left behind in another root, another project may have kept.
    for (run, last) in log.elsewhere().iter().filter(|(_, last)| last.deleted || !last.away) {
        if RunId::new(run).is_ok() && !known.contains(run.as_str()) {
            by_place.entry(&last.place).or_default().push((run, &last.commit));
        }
    }
    let absent = by_place.into_iter().filter_map(|(place, runs)| {
        let (run, commit) = *runs.last()?;
        let absent = Absent::Elsewhere {
            runs: site.config.runs.to_string(),
            place: place.to_string(),
            count: runs.len(),
            run: run.clone(),
            commit: Some(commit.as_str().to_owned()),
        };
        Some((place.to_string(), absent))
    });
    absent.collect()
}

/// Records in the working tree, wherever they lie: directory, how many, one of them.
fn lying(site: &Site) -> BTreeMap<String, (usize, String)> {
    let mut found: BTreeMap<String, (usize, String)> = BTreeMap::new();
    let entries = walk(&site.root, None).max_depth(DEPTH).into_iter().filter_entry(|entry| !is_git(entry));
    for entry in entries.take(ENTRIES).flatten().filter(|entry| entry.file_type().is_file()) {
        let path = entry.path().strip_prefix(site.root.path()).ok().and_then(|path| path.to_str());
        let Some(above) = path.and_then(|path| path.strip_suffix(RUN_JSON)?.strip_suffix('/')) else {
            continue;
        };
        let (place, run) = above.rsplit_once('/').unwrap_or((".", above));
        if RunId::new(run).is_ok() {
            let (count, one) = found.entry(place.to_owned()).or_default();
            *count += 1;
            run.clone_into(one);
        }
    }
    found
}
