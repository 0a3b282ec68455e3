//! Why an event may not follow, and finding what it is about.

use std::fmt;

use crate::model::ids::GateId;
use crate::model::run::{AttemptRow, AttemptStatus, GateState, Run};

/// An event that may not follow the state of the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Illegal {
    /// A stable name for programs.
    pub code: &'static str,
    /// Which rule it broke, naming the state and the event.
    pub message: String,
}

impl fmt::Display for Illegal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

pub(super) fn illegal(code: &'static str, message: impl Into<String>) -> Illegal {
    Illegal { code, message: message.into() }
}

pub(super) fn gate_mut<'a>(run: &'a mut Run, gate: &GateId) -> Result<&'a mut GateState, Illegal> {
    run.gates
        .iter_mut()
        .find(|state| state.id == *gate)
        .ok_or_else(|| illegal("unknown_gate", format!("the run has no gate {gate}")))
}

pub(super) fn open_row(state: &mut GateState, attempt: u32) -> Result<&mut AttemptRow, Illegal> {
    let gate = state.id.clone();
    match state.attempts.last_mut() {
        Some(row) if row.status == AttemptStatus::Running && row.attempt == attempt => Ok(row),
        _ => Err(illegal("no_open_attempt", format!("attempt {attempt} of gate {gate} is not open"))),
    }
}
