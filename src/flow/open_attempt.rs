//! The open attempt of a gate: its row in the record and its file.

use crate::flow::refusals::{refuse_completed, unknown_gate};
use crate::model::attempt::Attempt;
use crate::model::failure::Failure;
use crate::model::ids::GateId;
use crate::model::run::{AttemptRow, GateState, GateStatus, Run};
use crate::store::runs::opened;
use crate::store::runs::read::RunDir;

/// The open attempt of a gate.
///
/// # Errors
/// `Usage` for an unknown gate; `State` (`no_open_attempt`, `run_completed`) with the next command.
pub fn open_row<'a>(run: &'a Run, gate: &GateId) -> Result<&'a AttemptRow, Failure> {
    let state = run.gate(gate).ok_or_else(|| unknown_gate(run, gate))?;
    state.open_attempt().ok_or_else(|| not_open(run, state))
}

fn not_open(run: &Run, state: &GateState) -> Failure {
    let gate = &state.id;
    if let Err(completed) = refuse_completed(run) {
        return completed;
    }
    let failure = Failure::state(
        "no_open_attempt",
        format!("gate {gate} has no open attempt: it is {}", state.status.as_str()),
    );
    if state.status == GateStatus::Pass {
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
