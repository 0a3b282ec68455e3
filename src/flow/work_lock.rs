//! One at a time does the work of a gate: a lock for as long as anything of the work runs.

use std::time::Duration;

use crate::flow::open_attempt::open_row;
use crate::flow::site::Site;
use crate::model::failure::{Failure, Kind};
use crate::model::ids::{GateId, RunId};
use crate::store::lock::{RunLock, held_by};
use crate::store::runs::layout;
use crate::store::runs::read::RunDir;

/// How long a driver waits for another one: what a killed driver began has ended by then, asked first and killed after
/// [`crate::exec::process::spec::GRACE`].
const WAIT: Duration = Duration::from_secs(3);

/// Takes up the work of an open attempt, so that nobody else does it until the lock is dropped and nothing of the work
/// runs; with how long it had to wait for that. `who` says what does it, for others' messages.
///
/// Closing the attempt needs no such lock: a person may, whatever still works on it.
///
/// # Errors
/// `Locked` (`work_taken`) when somebody else does it; `State` when the attempt is closed meanwhile.
pub fn take_up(
    site: &Site,
    run: &RunId,
    gate: &GateId,
    attempt: u32,
    who: &str,
) -> Result<(RunLock, Duration), Failure> {
    let dir = RunDir::find(&site.root, &site.config.runs, run)?;
    let path = layout::work_lock(gate)?;
    let taking_up = RunLock::acquire_timed(&dir.dir, &path, who, WAIT);
    let (lock, waited) = taking_up.map_err(|failure| match failure.kind {
        Kind::Locked => taken(run, gate, attempt, failure),
        _ => failure,
    })?;
    // Whoever had the lock before may have closed it.
    let record = dir.record()?;
    let open = open_row(&record.run, gate)?.attempt;
    if open != attempt {
        return Err(Failure::state(
            "no_open_attempt",
            format!("attempt {attempt} at gate {gate} was closed meanwhile; attempt {open} is open"),
        )
        .next(format!("gatewright run status --run {run}")));
    }
    Ok((lock, waited))
}

/// The process that does the work of the gate now; `None` when nobody does.
pub fn worker(site: &Site, run: &RunId, gate: &GateId) -> Option<u32> {
    let dir = RunDir::find(&site.root, &site.config.runs, run).ok()?;
    held_by(&dir.dir, &layout::work_lock(gate).ok()?)
}

fn taken(run: &RunId, gate: &GateId, attempt: u32, locked: Failure) -> Failure {
    let message = format!("somebody else does the work of attempt {attempt} at gate {gate}");
    let mut failure = Failure::new(Kind::Locked, "work_taken", message);
    failure.causes = locked.causes;
    failure
        .hint("wait until it has ended, or end that process; its work is judged by whoever began it")
        .next(format!("gatewright run status --run {run}"))
        .next(format!("gatewright gate check --run {run} --gate {gate}"))
}
