//! Creating a run: everything is written in a temporary directory that is then renamed to the run's id.

use crate::format::record::chain::link;
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

const GITIGNORE: &str = ".gitignore";

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
        agent: stamp.agent.clone(),
        fact: Fact::RunStarted(Box::new(start)),
    };
    let run = begin(&event).map_err(|why| Failure::bug(why.message))?;
    let record = Record { run, links: vec![link(event, Digest::ZERO)?], index: Index::default() };
    let bytes = record.spell()?;
    // A file in the way is the repository's fault, whether it is written or read.
    root.sub(runs).map_err(|why| why.failure(Kind::Usage, runs.as_str()))?;
    let below_runs = ensure_dir(root, runs)?;
    whole_dir::create(&below_runs, &layout::path(id.as_str())?, &layout::path(layout::LOCK)?, |dir| {
        ignore_logs(dir, &below_runs)?;
        for pin in pins {
            durable::create_new(dir, &layout::pin(Digest::of(pin))?, pin)?;
        }
        durable::write_atomic(dir, &layout::path(layout::RUN_JSON)?, &bytes)
    })?;
    Ok(record)
}

/// `runs/.gitignore` is written when it is missing, never changed. It is made inside the new run's temporary directory
/// `dir`, because a temporary file in `runs` would belong to no lock, and nobody could tell when to remove it.
fn ignore_logs(dir: &Root, runs: &Root) -> Result<(), Failure> {
    match runs.look_here(GITIGNORE).map_err(|why| why.failure(Kind::Usage, GITIGNORE))? {
        Some(_) => Ok(()),
        None => {
            durable::write_atomic(dir, &layout::path(GITIGNORE)?, IGNORE.as_bytes())?;
            durable::hand_over(dir, GITIGNORE, runs)
        }
    }
}
