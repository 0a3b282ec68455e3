//! Reading records with the library, without a lock and without healing, as an independent witness.

use std::path::Path;

use gatewright::format::record::read::Record;
use gatewright::model::failure::Failure;
use gatewright::model::ids::RunId;
use gatewright::model::path::RepoPath;
use gatewright::store::rooted::Root;
use gatewright::store::runs::read::RunDir;
use gatewright::store::runs::seals;

/// The record of `run` below `repo`, its chain, its seals and its index verified.
pub fn verified(repo: &Path, run: &str) -> Result<Record, Failure> {
    let root = Root::open(repo)?;
    let dir = RunDir::find(&root, &RepoPath::new("runs").unwrap(), &RunId::new(run).unwrap())?;
    let record = dir.record()?;
    seals::verify(&dir, &record)?;
    for pin in record.run.pins.iter().chain(record.run.gates.iter().flat_map(|gate| &gate.pins)) {
        dir.pinned(pin.sha256)?;
    }
    Ok(record)
}

/// The names of all runs below `repo`, sorted.
pub fn runs(repo: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(repo.join("runs")) else { return vec![] };
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name.starts_with("run_")).collect();
    names.sort();
    names
}
