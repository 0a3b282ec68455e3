//! `run timeline`: the events of a run replayed in order, each with where run and gate stood after it.

use serde_json::Value;

use crate::flow::machine::Machine;
use crate::flow::opening::{extends_commit, never_had_a_chain};
use crate::flow::site::Site;
use crate::format::record::read::{AnyRecord, Record};
use crate::format::record::v0::RunV0;
use crate::model::event::{Event, Fact, Link};
use crate::model::failure::Failure;
use crate::model::ids::{GateId, RunId};
use crate::model::run::{GateStatus, Run, RunStatus};
use crate::model::time::Timestamp;
use crate::rules::advance::{Illegal, advance, begin};
use crate::store::runs::read::{RunDir, damaged};
use crate::store::runs::seals;

/// The events of a run of any format.
#[derive(Debug)]
pub enum Timeline {
    /// The ancestor's: what it wrote down, not replayed.
    V0(Box<RunV0>, Vec<ToldStep>),
    /// Ours.
    V1(Box<Record>, Vec<Step>),
}

/// An event and what it made of the run.
#[derive(Debug, Clone)]
pub struct Step {
    /// The event; its digest is the head after it.
    pub link: Link,
    /// Milliseconds since the event before; `None` for the first.
    pub since: Option<u64>,
    /// Where the run stood after it.
    pub run: RunStatus,
    /// Which gate it was about, and where that stood after it.
    pub gate: Option<(GateId, GateStatus)>,
    /// Which attempt it was about.
    pub attempt: Option<u32>,
}

/// An event as the ancestor told of it; everything is a claim.
#[derive(Debug, Clone, Default)]
pub struct ToldStep {
    /// When, where that can be read.
    pub at: Option<Timestamp>,
    /// Milliseconds since the event before; less than none where the times go back.
    pub since: Option<i64>,
    /// What happened, in its words.
    pub kind: String,
    /// The gate.
    pub gate: Option<String>,
    /// The attempt.
    pub attempt: Option<u64>,
    /// Who did the work.
    pub agent: Option<String>,
    /// What it said.
    pub message: Option<String>,
}

/// Replays the events of the run `id` with the transition function that live commands use. Takes no lock and writes nothing.
///
/// # Errors
/// `Usage` when there is no such run; `State` when its record was edited, naming file and field.
pub fn timeline(site: &Site, machine: &Machine, id: &RunId) -> Result<Timeline, Failure> {
    let dir = RunDir::find(&site.root, &site.config.runs, id)?;
    match dir.any_record()? {
        AnyRecord::V0(run) => {
            never_had_a_chain(site, machine, id)?;
            let steps = told(&run.events);
            Ok(Timeline::V0(run, steps))
        }
        AnyRecord::V1(record) => {
            seals::verify(&dir, &record)?;
            extends_commit(site, machine, &record)?;
            let steps = replayed(&record.links).map_err(|why| damaged(why.to_string()))?;
            Ok(Timeline::V1(record, steps))
        }
    }
}

fn replayed(links: &[Link]) -> Result<Vec<Step>, Illegal> {
    let (mut run, mut before): (Option<Run>, Option<Timestamp>) = (None, None);
    let mut steps = Vec::with_capacity(links.len());
    for link in links {
        let now = after(run.take(), &link.event)?;
        let (gate, attempt) = about(&link.event.fact);
        let gate = gate.and_then(|id| Some((id.clone(), now.gate(id)?.status)));
        let at = link.event.timestamp;
        let since = before.map(|before| at.millis().abs_diff(before.millis()));
        steps.push(Step { link: link.clone(), since, run: now.status, gate, attempt });
        (run, before) = (Some(now), Some(at));
    }
    Ok(steps)
}

fn after(run: Option<Run>, event: &Event) -> Result<Run, Illegal> {
    let Some(mut run) = run else { return begin(event) };
    advance(&mut run, event).map(|()| run)
}

/// The gate and the attempt that an event is about.
fn about(fact: &Fact) -> (Option<&GateId>, Option<u32>) {
    match fact {
        Fact::GateStarted { gate, attempt, .. }
        | Fact::GateClosed { gate, attempt, .. }
        | Fact::GateDecided { gate, attempt, .. }
        | Fact::GateCheckWaived { gate, attempt, .. } => (Some(gate), Some(*attempt)),
        Fact::InvocationRecorded(call) => (Some(&call.gate), Some(call.attempt)),
        Fact::GateRepinned { gate, .. } | Fact::GateReopened { gate, .. } => (Some(gate), None),
        Fact::RunStarted(_) | Fact::RunReopened { .. } | Fact::RunCompleted { .. } => (None, None),
    }
}

fn told(events: &Value) -> Vec<ToldStep> {
    let mut before: Option<Timestamp> = None;
    let mut steps = vec![];
    for event in events.as_array().into_iter().flatten() {
        let text = |name: &str| event.get(name).and_then(Value::as_str).map(str::to_owned);
        let at: Option<Timestamp> = text("timestamp").and_then(|at| at.parse().ok());
        steps.push(ToldStep {
            at,
            since: at.zip(before).map(|(at, before)| at.millis() - before.millis()),
            kind: text("type").unwrap_or_else(|| "?".to_owned()),
            gate: text("gate"),
            attempt: event.get("attempt").and_then(Value::as_u64),
            agent: text("agent"),
            message: text("message"),
        });
        before = at.or(before);
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_the_ancestor_wrote_is_told_whatever_it_is() {
        let events = json!([
            {"timestamp": "2026-01-01T00:00:01.000Z", "type": "RUN_STARTED"},
            7,
            {"timestamp": "never", "type": 3, "gate": "G1", "attempt": -1},
            {"timestamp": "2026-01-01T00:00:00.000Z", "type": "GATE_STARTED", "gate": "G1", "attempt": 1},
        ]);
        let steps = told(&events);
        assert_eq!(steps.len(), 4);
        assert_eq!((steps[1].kind.as_str(), steps[2].attempt), ("?", None));
        assert_eq!(steps[3].since, Some(-1000));
        assert!(told(&json!("events")).is_empty());
    }
}
