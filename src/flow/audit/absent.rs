//! What an audit was asked for and does not find: any run at all, a run that counts, runs in another directory than gatewright.json names.

use std::collections::{BTreeMap, BTreeSet};

use crate::flow::audit::history::Log;
use crate::flow::site::{CONFIG, MAX_DEFINITION, Site};
use crate::format::definition::{Config, read_config};
use crate::model::dossier::required::{Absent, Gone};
use crate::model::failure::Failure;
use crate::model::ids::RunId;
use crate::model::path::RepoPath;
use crate::store::git::oid::Oid;
use crate::store::git::stored::Stored;
use crate::store::runs::layout::RUN_JSON;
use crate::store::runs::summary::ids;
use crate::store::walk::{is_git, walk};

/// So deep below the root records are looked for where there is no run at all, and so many entries are looked at.
const DEPTH: usize = 8;
const ENTRIES: usize = 50_000;

/// What is not there, of `runs`, which is everything that was found; of runs that were `named` nothing else is asked for.
///
/// # Errors
/// `Environment` when git does not answer.
pub fn absent(
    site: &Site,
    log: Option<&Log>,
    at: Option<&Oid>,
    runs: &[RunId],
    named: bool,
) -> Result<Vec<Absent>, Failure> {
    if named {
        return Ok(vec![]);
    }
    let known: BTreeSet<&str> = runs.iter().map(RunId::as_str).collect();
    let mut found: BTreeMap<String, Absent> = BTreeMap::new();
    if let Some(log) = log {
        for place in named_before(site, log)? {
            if let Some(absent) = committed(site, log, at, &place, &known)? {
                found.insert(place.to_string(), absent);
            }
        }
    }
    if runs.is_empty() {
        for (place, (count, run)) in lying(site) {
            let runs = site.config.runs.to_string();
            let absent = Absent::Elsewhere { runs, place: place.clone(), count, run, commit: None };
            found.entry(place).or_insert(absent);
        }
    }
    let mut all: Vec<Absent> = found.into_values().collect();
    all.extend(misnamed(site));
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
    let Some(log) = log else { return Ok(vec![]) };
    let lying: BTreeSet<RunId> = ids(&site.root, &site.config.runs)?.into_iter().collect();
    let gone = |id: &&str| *id > run && RunId::new(id).is_ok_and(|id| !lying.contains(&id));
    let mut all: Vec<Gone> =
        log.runs().filter(gone).map(|id| Gone { run: id.to_owned(), by: log.deleted_by(id) }).collect();
    all.reverse();
    Ok(all)
}

/// Directories beside the runs that hold a record under another name than a run's.
fn misnamed(site: &Site) -> Vec<Absent> {
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
    all.into_iter().map(|name| Absent::Misnamed(format!("{}/{name}", site.config.runs))).collect()
}

/// The directories in which a committed gatewright.json has looked for runs, and the one where it says nothing; not today's.
fn named_before(site: &Site, log: &Log) -> Result<BTreeSet<RepoPath>, Failure> {
    let file = RepoPath::new(CONFIG).map_err(|why| Failure::bug(why.to_string()))?;
    let mut places = BTreeSet::from([Config::plain()?.runs]);
    let names: Vec<String> = log.configs().map(str::to_owned).collect();
    log.git().each_stored(&names, MAX_DEFINITION, &mut |_, stored| {
        // A version that cannot be read has named nothing.
        if let Stored::Blob { content: Some(bytes), .. } = stored
            && let Ok(config) = read_config(&file, &bytes)
        {
            places.insert(config.runs);
        }
    })?;
    places.remove(&site.config.runs);
    Ok(places)
}

/// The runs that were ever committed below `place` and are not among the known ones.
fn committed(
    site: &Site,
    log: &Log,
    at: Option<&Oid>,
    place: &RepoPath,
    known: &BTreeSet<&str>,
) -> Result<Option<Absent>, Failure> {
    let below = format!("{place}/");
    let mut runs: BTreeMap<String, String> = BTreeMap::new();
    for commit in log.git().history(&[place], at)?.commits {
        for change in &commit.changes {
            let rest = change.path.as_str().strip_prefix(&below).and_then(|rest| rest.split_once('/'));
            if let Some((run, RUN_JSON)) = rest
                && RunId::new(run).is_ok()
                && !known.contains(run)
            {
                runs.entry(run.to_owned()).or_insert_with(|| commit.oid.as_str().to_owned());
            }
        }
    }
    let count = runs.len();
    Ok(runs.into_iter().next_back().map(|(run, commit)| Absent::Elsewhere {
        runs: site.config.runs.to_string(),
        place: place.to_string(),
        count,
        run,
        commit: Some(commit),
    }))
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
