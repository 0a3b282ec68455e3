//! What happens to a gate or a run as a whole: pinned anew, pushed back, taken up again, completed.

use crate::model::actor::ActorClass;
use crate::model::event::Event;
use crate::model::ids::GateId;
use crate::model::pin::Pin;
use crate::model::run::{GateStatus, Reopening, Run, RunStatus};
use crate::rules::advance::illegal::{Illegal, gate_mut, illegal};

/// A gate has other definitions from here on.
pub(super) fn pin_anew(run: &mut Run, gate: &GateId, pins: &[Pin]) -> Result<(), Illegal> {
    let state = gate_mut(run, gate)?;
    if state.open_attempt().is_some() {
        return Err(illegal(
            "attempt_open",
            format!("gate {} has an open attempt; its pins stay until that is closed", state.id),
        ));
    }
    state.pins = pins.to_vec();
    Ok(())
}

/// A gate that has passed is to be done again.
pub(super) fn push_back(run: &mut Run, gate: &GateId, event: &Event, reason: &str) -> Result<(), Illegal> {
    let state = gate_mut(run, gate)?;
    if !state.status.is_met() {
        let stands = state.status.as_str();
        let message = format!("gate {} is {stands}; only what has passed is reopened", state.id);
        return Err(illegal("not_passed", message));
    }
    state.status = GateStatus::Reopened;
    state.tried_before = state.attempts.len() as u32;
    state.reopened = Some(Reopening { by: event.actor.clone(), reason: reason.to_owned() });
    Ok(())
}

/// A run goes on where it stood; what its gates are worth does not change.
pub(super) fn reopen(run: &mut Run, event: &Event) -> Result<(), Illegal> {
    if !run.status.is_final() {
        let message = format!("the run is {}; only a completed run is reopened", run.status.as_str());
        return Err(illegal("not_completed", message));
    }
    let tried = run.gates.iter().any(|gate| !gate.attempts.is_empty());
    // What has used up its attempts could never be done again; an agent does not give itself further ones.
    let by_a_person = event.actor.class != ActorClass::Agent;
    for gate in run.gates.iter_mut().filter(|gate| by_a_person && !gate.status.is_met()) {
        gate.tried_before = gate.attempts.len() as u32;
    }
    run.status = if tried { RunStatus::Running } else { RunStatus::Queued };
    run.finished_at = None;
    Ok(())
}

/// The run ends, as what its gates allow.
pub(super) fn complete(run: &mut Run, event: &Event, status: RunStatus) -> Result<(), Illegal> {
    if !status.is_final() {
        return Err(illegal("not_final", format!("a run cannot be completed as {}", status.as_str())));
    }
    if let Some(open) = run.gates.iter().find(|gate| gate.open_attempt().is_some()) {
        return Err(illegal("attempt_open", format!("gate {} has an open attempt", open.id)));
    }
    if status == RunStatus::Passed
        && let Some(gate) =
            run.gates.iter().find(|gate| matches!(gate.status, GateStatus::NotStarted | GateStatus::Reopened))
    {
        let why = match gate.status {
            GateStatus::Reopened => "was reopened and not done again",
            _ => "was never tried",
        };
        return Err(illegal("gates_not_met", format!("gate {} {why}, so the run cannot be PASSED", gate.id)));
    }
    run.status = status;
    run.finished_at = Some(event.timestamp);
    Ok(())
}
