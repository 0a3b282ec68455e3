//! The run that a first event begins.

use crate::model::depth::Depth;
use crate::model::event::{Event, Fact, RunStarted};
use crate::model::params::ParamValue;
use crate::model::run::{GateState, GateStatus, Run, RunStatus};
use crate::rules::advance::illegal::{Illegal, illegal};

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
