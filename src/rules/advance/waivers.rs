//! What a waiver needs to be one, and what needs a waiver.

use crate::model::actor::ActorClass;
use crate::model::event::{Event, Fact};
use crate::model::run::{AttemptRow, Run};
use crate::model::waiver::Waived;
use crate::rules::advance::illegal::{Illegal, gate_mut, illegal, open_row};

/// Somebody takes a check of the open attempt upon himself. An agent does not: that would be its own work.
pub(super) fn waive(run: &mut Run, event: &Event) -> Result<(), Illegal> {
    let Fact::GateCheckWaived { gate, attempt, check, until, reason, signature } = &event.fact else {
        return Err(illegal("not_a_waiver", "the event is no waiver"));
    };
    if event.actor.class == ActorClass::Agent {
        return Err(illegal("agent_may_not_waive", "an agent does not waive a check: people do"));
    }
    if *until <= event.timestamp {
        let message = format!("a waiver of {} was over before it was given: {until}", event.timestamp);
        return Err(illegal("already_over", message));
    }
    open_row(gate_mut(run, gate)?, *attempt)?.waivers.push(Waived {
        check: check.clone(),
        by: event.actor.clone(),
        at: event.timestamp,
        until: *until,
        reason: reason.clone(),
        signature: signature.clone(),
    });
    Ok(())
}

/// Nothing is WAIVED without a waiver that counts when it is judged.
pub(super) fn counts_still(row: &AttemptRow, event: &Event) -> Result<(), Illegal> {
    if row.waivers.iter().any(|waived| event.timestamp < waived.until) {
        return Ok(());
    }
    let message = format!("attempt {} is closed as WAIVED, and no waiver of it counts", row.attempt);
    Err(illegal("no_waiver", message))
}
