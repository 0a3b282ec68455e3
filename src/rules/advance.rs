//! The only transition table: what may follow what. Live commands, crash recovery and audit all go through it.

mod attempts;
mod begin;
mod illegal;
mod waivers;
mod whole;

use crate::model::event::{Event, Fact};
use crate::model::run::Run;

pub use crate::rules::advance::begin::begin;
pub use crate::rules::advance::illegal::Illegal;
use crate::rules::advance::illegal::illegal;

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
        Fact::GateStarted { .. } => attempts::start(run, event)?,
        Fact::GateClosed { .. } => attempts::close(run, event)?,
        Fact::InvocationRecorded(invocation) => attempts::record_invocation(run, invocation)?,
        Fact::GateDecided { .. } => attempts::decide(run, event)?,
        Fact::GateCheckWaived { .. } => waivers::waive(run, event)?,
        Fact::GateRepinned { gate, pins, .. } => whole::pin_anew(run, gate, pins)?,
        Fact::GateReopened { gate, reason } => whole::push_back(run, gate, event, reason)?,
        Fact::RunReopened { .. } => whole::reopen(run, event)?,
        Fact::RunCompleted { status, .. } => whole::complete(run, event, *status)?,
    }
    run.seeded |= event.seeded;
    run.last_event_at = event.timestamp;
    Ok(())
}
