//! An attempt of a gate: its row in the record, the file of an open one, who closed it.

use crate::flow::refusals::{refuse_completed, unknown_gate};
use crate::format::record::read::Record;
use crate::model::actor::Actor;
use crate::model::attempt::Attempt;
use crate::model::event::Fact;
use crate::model::failure::Failure;
use crate::model::ids::GateId;
use crate::model::run::{AttemptRow, AttemptStatus, GateState, Run};
use crate::store::runs::opened;
use crate::store::runs::read::RunDir;

/// The code of the failure that a gate has no open attempt.
pub const NO_OPEN_ATTEMPT: &str = "no_open_attempt";

/// The open attempt of a gate.
///
/// # Errors
/// `Usage` for an unknown gate; `State` (`no_open_attempt`, `run_completed`) with the next command.
pub fn open_row<'a>(run: &'a Run, gate: &GateId) -> Result<&'a AttemptRow, Failure> {
    let state = run.gate(gate).ok_or_else(|| unknown_gate(run, gate))?;
    state.open_attempt().ok_or_else(|| not_open(run, state))
}

/// An attempt of a gate, open or closed.
///
/// # Errors
/// `Usage` for an unknown gate; `State` (`run_completed`, `no_open_attempt`).
pub fn row<'a>(run: &'a Run, gate: &GateId, attempt: u32) -> Result<&'a AttemptRow, Failure> {
    refuse_completed(run)?;
    let state = run.gate(gate).ok_or_else(|| unknown_gate(run, gate))?;
    state.attempts.iter().find(|row| row.attempt == attempt).ok_or_else(|| not_open(run, state))
}

/// Who closed an attempt, and how; `None` while it is open.
pub fn closing_of<'a>(record: &'a Record, gate: &GateId, number: u32) -> Option<(AttemptStatus, &'a Actor)> {
    record.links.iter().find_map(|link| match &link.event.fact {
        Fact::GateClosed { gate: of, attempt, status, .. } if of == gate && *attempt == number => {
            Some((*status, &link.event.actor))
        }
        _ => None,
    })
}

fn not_open(run: &Run, state: &GateState) -> Failure {
    let gate = &state.id;
    if let Err(completed) = refuse_completed(run) {
        return completed;
    }
    let failure = Failure::state(
        NO_OPEN_ATTEMPT,
        format!("gate {gate} has no open attempt: it is {}", state.status.as_str()),
    );
    if state.status.is_met() {
        return failure.next(format!("gatewright run status --run {}", run.id));
    }
    failure.next(format!("gatewright gate start --run {} --gate {gate}", run.id))
}

/// The file of an open attempt, as `gate start` wrote it.
///
/// # Errors
/// `State` when it is gone or was edited.
pub fn open_attempt_file(dir: &RunDir, gate: &GateId, row: &AttemptRow) -> Result<Attempt, Failure> {
    Ok(opened::read(dir, gate, row)?.attempt)
}
