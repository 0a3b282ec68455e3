//! The only transition table: what may follow what. Live commands, crash recovery and audit all go through it.

use std::fmt;

use crate::model::actor::ActorClass;
use crate::model::decision::{Decided, Decision};
use crate::model::depth::Depth;
use crate::model::event::{Event, Fact, RunStarted};
use crate::model::ids::GateId;
use crate::model::invocation::Invocation;
use crate::model::params::ParamValue;
use crate::model::pin::Pin;
use crate::model::run::{AttemptRow, AttemptStatus, GateState, GateStatus, Reopening, Run, RunStatus};

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

fn illegal(code: &'static str, message: impl Into<String>) -> Illegal {
    Illegal { code, message: message.into() }
}

/// Folds a whole chain of events. The first must start the run.
pub fn fold<'a>(events: impl IntoIterator<Item = &'a Event>) -> Result<Run, Illegal> {
    let mut events = events.into_iter();
    let first = events.next().ok_or_else(|| illegal("no_events", "the run has no events"))?;
    let mut run = begin(first)?;
    for event in events {
        advance(&mut run, event)?;
    }
    Ok(run)
}

/// The run that a first event begins.
pub fn begin(event: &Event) -> Result<Run, Illegal> {
    let Fact::RunStarted(start) = &event.fact else {
        return Err(illegal("not_started", "the first event does not start the run"));
    };
    let gates: Vec<GateState> = start
        .gates
        .iter()
        .map(|head| GateState {
            id: head.gate.clone(),
            name: head.name.clone(),
            agent: head.agent.clone(),
            status: GateStatus::NotStarted,
            attempts: vec![],
            reopened: None,
            tried_before: 0,
            pins: vec![],
        })
        .collect();
    for (i, gate) in gates.iter().enumerate() {
        if gates[..i].iter().any(|other| other.id.same(&gate.id)) {
            return Err(illegal("duplicate_gate", format!("gate {} stands twice in the run", gate.id)));
        }
    }
    Ok(Run {
        id: start.run_id.clone(),
        format: start.format,
        tool: start.tool.clone(),
        workflow: start.workflow.clone(),
        depth: depth_of(start)?,
        params: start.params.clone(),
        prompt: start.prompt.clone(),
        status: RunStatus::Queued,
        started_at: event.timestamp,
        finished_at: None,
        gates,
        invocations: vec![],
        pins: start.pins.clone(),
        seeded: event.seeded,
        last_event_at: event.timestamp,
    })
}

fn depth_of(start: &RunStarted) -> Result<Depth, Illegal> {
    match start.params.get("depth") {
        Some(ParamValue::String(text)) => text.parse().map_err(|why: String| illegal("bad_depth", why)),
        _ => Err(illegal("bad_depth", "the run's parameters have no depth")),
    }
}

/// Applies `event`, or says why it may not follow and leaves the run as it was.
pub fn advance(run: &mut Run, event: &Event) -> Result<(), Illegal> {
    if event.timestamp < run.last_event_at {
        return Err(illegal(
            "time_backwards",
            format!("an event of {} follows one of {}", event.timestamp, run.last_event_at),
        ));
    }
    if run.status.is_final() && !matches!(event.fact, Fact::RunReopened { .. }) {
        return Err(illegal(
            "run_completed",
            format!("the run is completed ({}); only reopening changes it", run.status.as_str()),
        ));
    }
    match &event.fact {
        Fact::RunStarted(_) => return Err(illegal("started_twice", "the run was started twice")),
        Fact::GateStarted { gate, attempt, agent, start, .. } => {
            let state = gate_mut(run, gate)?;
            may_start(state, *attempt)?;
            state.status = GateStatus::Running;
            state.attempts.push(AttemptRow {
                attempt: *attempt,
                status: AttemptStatus::Running,
                started_at: event.timestamp,
                finished_at: None,
                agent: agent.clone().or_else(|| state.agent.clone()),
                invocation_ids: vec![],
                start: *start,
                sha256: None,
                decisions: vec![],
            });
            run.status = RunStatus::Running;
        }
        Fact::GateClosed { gate, attempt, status, sha256 } => {
            let state = gate_mut(run, gate)?;
            let next = closed_state(*status)?;
            let row = open_row(state, *attempt)?;
            row.status = *status;
            row.finished_at = Some(event.timestamp);
            row.sha256 = Some(*sha256);
            state.status = next;
            if next.is_met() {
                state.reopened = None;
            }
        }
        Fact::InvocationRecorded(invocation) => record_invocation(run, invocation)?,
        Fact::GateDecided { gate, attempt, .. } => {
            let decided = decided(event)?;
            open_row(gate_mut(run, gate)?, *attempt)?.decisions.push(decided);
        }
        Fact::GateRepinned { gate, pins, .. } => pin_anew(run, gate, pins)?,
        Fact::GateReopened { gate, reason } => push_back(run, gate, event, reason)?,
        Fact::RunReopened { .. } => reopen(run, event)?,
        Fact::RunCompleted { status, .. } => complete(run, event, *status)?,
    }
    run.seeded |= event.seeded;
    run.last_event_at = event.timestamp;
    Ok(())
}

fn gate_mut<'a>(run: &'a mut Run, gate: &GateId) -> Result<&'a mut GateState, Illegal> {
    run.gates
        .iter_mut()
        .find(|state| state.id == *gate)
        .ok_or_else(|| illegal("unknown_gate", format!("the run has no gate {gate}")))
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

fn closed_state(status: AttemptStatus) -> Result<GateStatus, Illegal> {
    match status {
        AttemptStatus::Pass => Ok(GateStatus::Pass),
        AttemptStatus::Fail | AttemptStatus::TimedOut | AttemptStatus::Abandoned => Ok(GateStatus::Fail),
        AttemptStatus::Running => Err(illegal("not_closed", "an attempt cannot be closed as RUNNING")),
    }
}

fn open_row(state: &mut GateState, attempt: u32) -> Result<&mut AttemptRow, Illegal> {
    let gate = state.id.clone();
    match state.attempts.last_mut() {
        Some(row) if row.status == AttemptStatus::Running && row.attempt == attempt => Ok(row),
        _ => Err(illegal("no_open_attempt", format!("attempt {attempt} of gate {gate} is not open"))),
    }
}

fn record_invocation(run: &mut Run, invocation: &Invocation) -> Result<(), Illegal> {
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

/// What a decision's event says; a rejection without words helps nobody.
fn decided(event: &Event) -> Result<Decided, Illegal> {
    let Fact::GateDecided { decision, outputs, reason, signature, .. } = &event.fact else {
        return Err(illegal("not_a_decision", "the event is no decision"));
    };
    if *decision == Decision::Rejected && reason.is_none() {
        return Err(illegal("no_reason", "a rejection says why"));
    }
    Ok(Decided {
        decision: *decision,
        by: event.actor.clone(),
        at: event.timestamp,
        outputs: *outputs,
        reason: reason.clone(),
        signature: signature.clone(),
    })
}

fn pin_anew(run: &mut Run, gate: &GateId, pins: &[Pin]) -> Result<(), Illegal> {
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

fn push_back(run: &mut Run, gate: &GateId, event: &Event, reason: &str) -> Result<(), Illegal> {
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
fn reopen(run: &mut Run, event: &Event) -> Result<(), Illegal> {
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

fn complete(run: &mut Run, event: &Event, status: RunStatus) -> Result<(), Illegal> {
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
