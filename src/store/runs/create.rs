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

/// The line of `runs/.gitignore` that keeps logs out of git.
pub const LOGS: &str = "*/logs/";

/// What `runs/.gitignore` says when we write it.
const IGNORE: &str =
    "# Written by gatewright: only the records of runs are committed.\n*/logs/\n.gatewright-tmp-*\n";

/// What `runs/.gitattributes` says when we write it: a file that is sealed by its digest is never converted.
const KEEP: &str = "# Written by gatewright: records are sealed byte for byte, so git converts nothing of them.\n* -text -ident -filter\n";

/// What lies beside the runs for git, each with what it says.
const FOR_GIT: [(&str, &str); 2] = [(".gitignore", IGNORE), (".gitattributes", KEEP)];

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
        for (name, text) in FOR_GIT {
            tell_git(dir, &below_runs, name, text)?;
        }
        for pin in pins {
            durable::create_new(dir, &layout::pin(Digest::of(pin))?, pin)?;
        }
        durable::write_atomic(dir, &layout::path(layout::RUN_JSON)?, &bytes)
    })?;
    Ok(record)
}

/// A file for git in `runs` is written when it is missing, never changed. It is made inside the new run's temporary directory
/// `dir`, because a temporary file in `runs` would belong to no lock, and nobody could tell when to remove it.
fn tell_git(dir: &Root, runs: &Root, name: &str, text: &str) -> Result<(), Failure> {
    match runs.look_here(name).map_err(|why| why.failure(Kind::Usage, name))? {
        Some(_) => Ok(()),
        None => {
            durable::write_atomic(dir, &layout::path(name)?, text.as_bytes())?;
            durable::hand_over(dir, name, runs)
        }
    }
}
