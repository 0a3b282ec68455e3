//! What happens to one attempt: opened, called, decided about, closed.

use crate::model::decision::{Decided, Decision};
use crate::model::event::{Event, Fact};
use crate::model::invocation::Invocation;
use crate::model::run::{AttemptRow, AttemptStatus, GateState, GateStatus, Run, RunStatus};
use crate::rules::advance::illegal::{Illegal, gate_mut, illegal, open_row};
use crate::rules::advance::waivers::counts_still;

/// An attempt is opened.
pub(super) fn start(run: &mut Run, event: &Event) -> Result<(), Illegal> {
    let Fact::GateStarted { gate, attempt, agent, start, .. } = &event.fact else {
        return Err(illegal("not_a_start", "the event starts no gate"));
    };
    let state = gate_mut(run, gate)?;
    may_start(state, *attempt)?;
    state.status = GateStatus::Running;
    state.attempts.push(AttemptRow {
        attempt: *attempt,
        status: AttemptStatus::Running,
        started_at: event.timestamp,
        finished_at: None,
        agent: agent.clone().or_else(|| state.agent.clone()),
        by: event.actor.clone(),
        invocation_ids: vec![],
        start: *start,
        sha256: None,
        decisions: vec![],
        waivers: vec![],
    });
    run.status = RunStatus::Running;
    Ok(())
}

/// Start is legal on NOT_STARTED, FAIL and REOPENED; on PASS and WAIVED only because they are STALE, which the flow
/// has looked at and the record cannot show.
fn may_start(state: &GateState, attempt: u32) -> Result<(), Illegal> {
    if let Some(open) = state.open_attempt() {
        return Err(illegal(
            "attempt_open",
            format!("gate {} has an open attempt already ({})", state.id, open.attempt),
        ));
    }
    let expected = state.attempts.len() as u32 + 1;
    if attempt != expected {
        return Err(illegal(
            "attempt_number",
            format!(
                "attempt {attempt} of gate {} follows attempt {}; expected {expected}",
                state.id,
                expected - 1
            ),
        ));
    }
    Ok(())
}

/// The open attempt is closed for ever.
pub(super) fn close(run: &mut Run, event: &Event) -> Result<(), Illegal> {
    let Fact::GateClosed { gate, attempt, status, sha256 } = &event.fact else {
        return Err(illegal("not_a_close", "the event closes no attempt"));
    };
    let state = gate_mut(run, gate)?;
    let next = closed_state(*status)?;
    let row = open_row(state, *attempt)?;
    if *status == AttemptStatus::Waived {
        counts_still(row, event)?;
    }
    row.status = *status;
    row.finished_at = Some(event.timestamp);
    row.sha256 = Some(*sha256);
    state.status = next;
    if next.is_met() {
        state.reopened = None;
    }
    Ok(())
}

fn closed_state(status: AttemptStatus) -> Result<GateStatus, Illegal> {
    match status {
        AttemptStatus::Pass => Ok(GateStatus::Pass),
        AttemptStatus::Waived => Ok(GateStatus::Waived),
        AttemptStatus::Fail | AttemptStatus::TimedOut | AttemptStatus::Abandoned => Ok(GateStatus::Fail),
        AttemptStatus::Running => Err(illegal("not_closed", "an attempt cannot be closed as RUNNING")),
    }
}

/// A call of an agent is noted with the attempt that it worked for.
pub(super) fn record_invocation(run: &mut Run, invocation: &Invocation) -> Result<(), Illegal> {
    if run.invocations.iter().any(|known| known.invocation_id == invocation.invocation_id) {
        return Err(illegal(
            "invocation_twice",
            format!("invocation {} is recorded already", invocation.invocation_id),
        ));
    }
    let state = gate_mut(run, &invocation.gate)?;
    if began_before_the_end(state, invocation) {
        run.invocations.push(invocation.clone());
        return Ok(());
    }
    open_row(state, invocation.attempt)?.invocation_ids.push(invocation.invocation_id.clone());
    run.invocations.push(invocation.clone());
    Ok(())
}

/// Whether the attempt is closed and was still open when the call began: somebody closed it while the call went on. The call is
/// known to the run then, not to the attempt, whose file is sealed and names only the calls that had ended.
fn began_before_the_end(state: &GateState, invocation: &Invocation) -> bool {
    let row = state.attempts.iter().find(|row| row.attempt == invocation.attempt);
    row.and_then(|row| row.finished_at).is_some_and(|closed| invocation.started_at <= closed)
}

/// Somebody decides about what the open attempt has made.
pub(super) fn decide(run: &mut Run, event: &Event) -> Result<(), Illegal> {
    let Fact::GateDecided { gate, attempt, decision, outputs, reason, signature } = &event.fact else {
        return Err(illegal("not_a_decision", "the event is no decision"));
    };
    // A rejection without words helps nobody.
    if *decision == Decision::Rejected && reason.is_none() {
        return Err(illegal("no_reason", "a rejection says why"));
    }
    open_row(gate_mut(run, gate)?, *attempt)?.decisions.push(Decided {
        decision: *decision,
        by: event.actor.clone(),
        at: event.timestamp,
        outputs: *outputs,
        reason: reason.clone(),
        signature: signature.clone(),
    });
    Ok(())
}
