//! What a crash left in a run's directory is put right by the next writer; nothing unsealed is ever adopted.

use crate::format::canonical;
use crate::format::record::read::Record;
use crate::model::failure::{Failure, Kind};
use crate::model::run::{AttemptRow, GateState};
use crate::store::durable;
use crate::store::runs::layout;
use crate::store::runs::opened::{self, Opened};
use crate::store::runs::read::RunDir;
use crate::store::runs::revision::Revision;

/// Puts right what a crash left. The caller holds the run's lock.
///
/// Three things can be there: temporary files (removed); an attempt file that no event names, from a crash in `gate
/// start` before RUN.json's rename (removed: the attempt never began); and a closed attempt file although RUN.json
/// says that it is open, from a crash in `gate finish` (put back to RUNNING with the `start` the event names).
///
/// What looks like a crash's leftover may also be what another process has just made in spite of the lock: so the record
/// must still be the `revision` that was read whenever there is something to put right.
///
/// # Errors
/// `State` when an open attempt's file is gone or its `start` was edited; `Locked` when the record changed meanwhile.
pub fn heal(dir: &RunDir, record: &Record, revision: &Revision) -> Result<(), Failure> {
    for place in ["record", layout::PINS, layout::SEALS] {
        if let Some(place) = open(dir, place)? {
            durable::sweep_leftovers(&place)?;
        }
    }
    settle_seals(dir)?;
    for gate in &record.run.gates {
        if let Some(logs) = open(dir, layout::gate_logs(&gate.id)?.as_str())? {
            durable::sweep_leftovers(&logs)?;
        }
        let Some(place) = open(dir, layout::gate_dir(&gate.id)?.as_str())? else { continue };
        durable::sweep_leftovers(&place)?;
        remove_unnamed(dir, gate, revision)?;
        if let Some(row) = gate.open_attempt() {
            reopen(dir, gate, row, revision)?;
        }
    }
    Ok(())
}

/// A seal that an interrupted command left visible only: whoever builds on the record may have seen it.
fn settle_seals(dir: &RunDir) -> Result<(), Failure> {
    let Some(place) = open(dir, layout::SEALS)? else { return Ok(()) };
    let names = place.list().map_err(|why| why.failure(Kind::State, layout::SEALS))?;
    for name in names.iter().filter_map(|entry| std::str::from_utf8(&entry.name).ok()) {
        if layout::sealed_head(name).is_some() {
            durable::settle(&place, &layout::path(name)?)?;
        }
    }
    Ok(())
}

fn open(dir: &RunDir, below: &str) -> Result<Option<crate::store::rooted::Root>, Failure> {
    dir.dir.sub(&layout::path(below)?).map_err(|why| why.failure(Kind::State, below))
}

fn remove_unnamed(dir: &RunDir, gate: &GateState, revision: &Revision) -> Result<(), Failure> {
    let known = gate.attempts.len() as u32;
    let open_number = gate.open_attempt().map(|row| row.attempt);
    let below = layout::gate_dir(&gate.id)?;
    let Some(place) = open(dir, below.as_str())? else { return Ok(()) };
    let names = place.list().map_err(|why| why.failure(Kind::State, below.as_str()))?;
    for name in names.iter().filter_map(|entry| std::str::from_utf8(&entry.name).ok()) {
        let Some(number) = layout::attempt_in(name) else { continue };
        let side_file = name != layout::attempt_name(number);
        // An open attempt may have manifests of what was before it; one of its outputs is a crash's leftover, and is
        // written again by the finish that seals it.
        let leftover =
            number > known || (side_file && Some(number) == open_number && layout::is_of_closing(name));
        if leftover {
            revision.refuse_lost_update(dir)?;
            durable::remove(&dir.dir, &layout::path(&format!("{below}/{name}"))?)?;
        }
    }
    Ok(())
}

fn reopen(dir: &RunDir, gate: &GateState, row: &AttemptRow, revision: &Revision) -> Result<(), Failure> {
    let Opened { attempt, intact } = opened::read(dir, &gate.id, row)?;
    if intact {
        return Ok(());
    }
    revision.refuse_lost_update(dir)?;
    // A crash between this write and whatever follows leaves the healed file: nothing is lost either way.
    durable::write_atomic(&dir.dir, &layout::attempt(&gate.id, row.attempt)?, &canonical::spell(&attempt)?)
}
