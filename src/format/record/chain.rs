//! The chain: each event carries the digest of the one before it and its own.

use serde::Serialize;

use crate::format::canonical;
use crate::format::record::event::EventType;
use crate::format::record::facts::kind_of;
use crate::format::record::written::Written;
use crate::model::actor::Actor;
use crate::model::digest::Digest;
use crate::model::event::{Event, Fact, Link};
use crate::model::failure::Failure;
use crate::model::ids::GateId;
use crate::model::time::Timestamp;

/// Puts `event` behind the event whose digest is `prev`.
pub fn link(event: Event, prev: Digest) -> Result<Link, Failure> {
    let digest = digest_of(&event, prev)?;
    Ok(Link { event, prev, digest })
}

/// SHA-256 of the RFC 8785 form of `event` behind the event whose digest is `prev`, without its own digest.
pub(super) fn digest_of(event: &Event, prev: Digest) -> Result<Digest, Failure> {
    match Flat::of(event, prev) {
        Some(flat) => canonical::digest_of_sorted(&flat),
        None => canonical::digest(&Written::unsealed(event, prev)),
    }
}

/// An event of a kind of which a run may have thousands, its members in the order of RFC 8785, so that they need no
/// sorting.
#[derive(Serialize)]
struct Flat<'a> {
    actor: &'a Actor,
    #[serde(skip_serializing_if = "Option::is_none")]
    agent: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attempt: Option<u32>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    clamped: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    gate: Option<&'a GateId>,
    prev: Digest,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    seeded: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<Digest>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<Digest>,
    timestamp: Timestamp,
    #[serde(rename = "type")]
    kind: EventType,
}

impl<'a> Flat<'a> {
    /// `None` for the other kinds.
    fn of(event: &'a Event, prev: Digest) -> Option<Flat<'a>> {
        let flat = Flat {
            actor: &event.actor,
            agent: event.agent.as_deref(),
            attempt: None,
            clamped: event.clamped,
            gate: None,
            prev,
            reason: None,
            seeded: event.seeded,
            session: event.session.as_deref(),
            sha256: None,
            start: None,
            timestamp: event.timestamp,
            kind: kind_of(&event.fact),
        };
        match &event.fact {
            Fact::GateStarted { gate, attempt, agent, override_reason, start } => Some(Flat {
                agent: agent.as_deref(),
                attempt: Some(*attempt),
                gate: Some(gate),
                reason: override_reason.as_deref(),
                start: Some(*start),
                ..flat
            }),
            Fact::GateClosed { gate, attempt, sha256, .. } => {
                Some(Flat { attempt: Some(*attempt), gate: Some(gate), sha256: Some(*sha256), ..flat })
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::run::AttemptStatus;

    #[test]
    fn the_quick_digest_of_an_event_is_that_of_its_canonical_form() {
        let odd = || "a\"b\\c\u{8}\u{c}\n\r\t\u{1}\u{1f}\u{7f}\u{80}\u{2028}é\u{1f600}/<>&".to_owned();
        let gate = || GateId::new("G4.6").unwrap();
        let closed =
            |status| Fact::GateClosed { gate: gate(), attempt: 7, status, sha256: Digest::of(b"file") };
        let facts = [
            Fact::GateStarted {
                gate: gate(),
                attempt: u32::MAX,
                agent: Some(odd()),
                override_reason: Some(odd()),
                start: Digest::of(b"start"),
            },
            Fact::GateStarted {
                gate: gate(),
                attempt: 1,
                agent: None,
                override_reason: None,
                start: Digest::ZERO,
            },
            closed(AttemptStatus::Pass),
            closed(AttemptStatus::Waived),
            closed(AttemptStatus::Fail),
            closed(AttemptStatus::TimedOut),
            closed(AttemptStatus::Abandoned),
        ];
        for fact in facts {
            let full = Event {
                timestamp: "2026-01-02T03:04:05.678Z".parse().unwrap(),
                clamped: true,
                seeded: true,
                actor: "agent:é\u{1f600}".parse().unwrap(),
                session: Some(odd()),
                agent: Some(odd()).filter(|_| !matches!(fact, Fact::GateStarted { .. })),
                fact,
            };
            let bare = Event { clamped: false, seeded: false, session: None, agent: None, ..full.clone() };
            for event in [full, bare] {
                let prev = Digest::of(b"prev");
                assert!(Flat::of(&event, prev).is_some());
                let general = canonical::digest(&Written::unsealed(&event, prev)).unwrap();
                assert_eq!(digest_of(&event, prev).unwrap(), general, "{event:?}");
            }
        }
    }
}
