//! An event in one line: when, its digest, what happened, who did it.

use crate::cli::print::{self, Tone};
use crate::format::record::facts::kind_of;
use crate::model::event::{Fact, Link};

/// The line.
pub fn line(link: &Link) -> String {
    let event = &link.event;
    let clamped = if event.clamped { " (the clock had gone back)" } else { "" };
    let told = format!(
        "  {} {} {}{} {}{clamped}",
        event.timestamp,
        Tone::Faint.paint(link.digest.short()),
        kind_of(&event.fact).as_str(),
        about(&event.fact),
        Tone::Faint.paint(match &event.agent {
            Some(agent) => format!("{}, {agent}", event.actor),
            None => event.actor.to_string(),
        }),
    );
    format!("{}\n", print::line(&told))
}

/// What an event is about, after its kind.
pub fn about(fact: &Fact) -> String {
    match fact {
        Fact::RunStarted(_) => String::new(),
        Fact::GateStarted { gate, attempt, override_reason, .. } => {
            let reason = override_reason.as_ref().map(|why| format!(" (needs overridden: {why})"));
            format!(" {gate} attempt {attempt}{}", reason.unwrap_or_default())
        }
        Fact::GateClosed { gate, attempt, .. } => format!(" {gate} attempt {attempt}"),
        Fact::InvocationRecorded(call) => format!(" {} attempt {}", call.gate, call.attempt),
        Fact::GateDecided { gate, attempt, outputs, reason, signature, .. } => {
            let signed = if signature.is_some() { ", signed" } else { "" };
            let why = reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
            format!(" {gate} attempt {attempt}, outputs {}{signed}{why}", outputs.short())
        }
        Fact::GateCheckWaived { gate, attempt, check, until, reason, signature } => {
            let signed = if signature.is_some() { ", signed" } else { "" };
            format!(" {gate} attempt {attempt}, {check} until {until}{signed} ({reason})")
        }
        Fact::RunReopened { reason } => format!(" ({reason})"),
        Fact::GateRepinned { gate, reason, .. } | Fact::GateReopened { gate, reason } => {
            format!(" {gate} ({reason})")
        }
        Fact::RunCompleted { status, reason } => {
            let reason = reason.as_ref().map(|why| format!(" ({why})"));
            format!(" {}{}", status.as_str(), reason.unwrap_or_default())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::actor::{Actor, ActorClass};
    use crate::model::digest::Digest;
    use crate::model::event::Event;
    use crate::model::time::Timestamp;

    #[test]
    fn a_name_in_a_record_makes_no_line_of_its_own() {
        let event = Event {
            timestamp: Timestamp::EPOCH,
            clamped: false,
            seeded: false,
            actor: Actor { class: ActorClass::ClaimedHuman, name: "Ada\nrun PASSED".to_owned() },
            session: None,
            agent: Some("it\r\nG1 PASS".to_owned()),
            fact: Fact::RunReopened { reason: "why\nnot".to_owned() },
        };
        let told = line(&Link { event, prev: Digest::ZERO, digest: Digest::ZERO });
        assert_eq!(told.matches(['\n', '\r']).count(), 1, "{told}");
        assert!(told.contains("Ada\\nrun PASSED"), "{told}");
    }
}
