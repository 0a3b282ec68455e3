//! Creating a run: everything is written in a temporary directory that is then renamed to the run's id.

use crate::format::record::event::link;
use crate::format::record::read::Record;
use crate::format::record::run::Index;
use crate::model::digest::Digest;
use crate::model::event::{Event, Fact, RunStarted};
use crate::model::failure::{Failure, Kind};
use crate::model::path::RepoPath;
use crate::rules::advance::begin;
use crate::store::durable;
use crate::store::folders::ensure_dir;
use crate::store::rooted::Root;
use crate::store::runs::layout;
use crate::store::runs::open::Stamp;
use crate::store::whole_dir;

/// What `runs/.gitignore` says when we write it.
const IGNORE: &str =
    "# Written by gatewright: only the records of runs are committed.\n*/logs/\n.gatewright-tmp-*\n";

/// Writes a new run with everything that it pins, durable, in one step: the rename of its directory.
///
/// A crash before the rename leaves a temporary directory, which the next `run start` removes; after it the run is
/// there as a whole.
///
/// # Errors
/// `Environment` when the machine says no.
pub fn create(
    root: &Root,
    runs: &RepoPath,
    stamp: &Stamp,
    start: RunStarted,
    pins: &[Vec<u8>],
) -> Result<Record, Failure> {
    let id = start.run_id.clone();
    let event = Event {
        timestamp: stamp.at,
        clamped: false,
        seeded: stamp.seeded,
        actor: stamp.actor.clone(),
        session: stamp.session.clone(),
        fact: Fact::RunStarted(Box::new(start)),
    };
    let run = begin(&event).map_err(|why| Failure::bug(why.message))?;
    let record = Record { run, links: vec![link(event, Digest::ZERO)?], index: Index::default() };
    let bytes = record.spell()?;
    ignore_logs(root, runs)?;
    let below_runs = ensure_dir(root, runs)?;
    whole_dir::create(&below_runs, &layout::path(id.as_str())?, &layout::path(layout::LOCK)?, |dir| {
        for pin in pins {
            durable::create_new(dir, &layout::pin(Digest::of(pin))?, pin)?;
        }
        durable::write_atomic(dir, &layout::path(layout::RUN_JSON)?, &bytes)
    })?;
    Ok(record)
}

/// `runs/.gitignore` is written when it is missing, never changed.
fn ignore_logs(root: &Root, runs: &RepoPath) -> Result<(), Failure> {
    let path = runs.join(".gitignore").map_err(|why| Failure::bug(why.to_string()))?;
    match root.look(&path).map_err(|why| why.failure(Kind::Usage, path.as_str()))? {
        Some(_) => Ok(()),
        None => durable::write_atomic(root, &path, IGNORE.as_bytes()),
    }
}
