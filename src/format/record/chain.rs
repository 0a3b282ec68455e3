//! The chain: each event carries the digest of the one before it and its own.

use serde::Serialize;

use crate::format::canonical;
use crate::format::record::event::{EventDoc, EventType};
use crate::format::record::facts::unsealed;
use crate::model::actor::Actor;
use crate::model::digest::Digest;
use crate::model::event::{Event, Link};
use crate::model::failure::Failure;
use crate::model::ids::GateId;
use crate::model::run::RunStatus;
use crate::model::time::Timestamp;

/// Puts `event` behind the event whose digest is `prev`.
pub fn link(event: Event, prev: Digest) -> Result<Link, Failure> {
    let digest = digest_of(&unsealed(&event, prev))?;
    Ok(Link { event, prev, digest })
}

/// SHA-256 of the event's RFC 8785 form without its own digest.
pub(super) fn digest_of(doc: &EventDoc) -> Result<Digest, Failure> {
    match Flat::of(doc) {
        Some(flat) => canonical::digest_of_sorted(&flat),
        None => canonical::digest(&EventDoc { digest: None, ..doc.clone() }),
    }
}

/// An event of a kind of which a run has thousands, its members in the order of RFC 8785, so that they need no sorting.
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
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<RunStatus>,
    timestamp: Timestamp,
    #[serde(rename = "type")]
    kind: EventType,
}

impl<'a> Flat<'a> {
    /// `None` when a member has members of its own.
    fn of(doc: &'a EventDoc) -> Option<Flat<'a>> {
        let EventDoc {
            timestamp,
            clamped,
            seeded,
            kind,
            gate,
            attempt,
            agent,
            actor,
            session,
            run_id: None,
            format: None,
            tool: None,
            workflow: None,
            params: None,
            prompt: None,
            gates: None,
            pins: None,
            invocation: None,
            start,
            sha256,
            status,
            reason,
            prev,
            digest: _,
        } = doc
        else {
            return None;
        };
        Some(Flat {
            actor,
            agent: agent.as_deref(),
            attempt: *attempt,
            clamped: *clamped,
            gate: gate.as_ref(),
            prev: *prev,
            reason: reason.as_deref(),
            seeded: *seeded,
            session: session.as_deref(),
            sha256: *sha256,
            start: *start,
            status: *status,
            timestamp: *timestamp,
            kind: *kind,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quick_digest_of_an_event_is_that_of_its_canonical_form() {
        let odd = "a\"b\\c\u{8}\u{c}\n\r\t\u{1}\u{1f}\u{7f}\u{80}\u{2028}é\u{1f600}/<>&";
        let full = serde_json::json!({
            "timestamp": "2026-01-02T03:04:05.678Z", "clamped": true, "seeded": true, "type": "RUN_COMPLETED",
            "gate": "G1", "attempt": u32::MAX, "agent": odd, "actor": format!("agent:{}", "é\u{1f600}"), "session": odd,
            "start": Digest::of(b"start"), "sha256": Digest::of(b"file"), "status": "CANCELED", "reason": odd,
            "prev": Digest::of(b"prev"), "digest": Digest::of(b"own"),
        });
        let bare = serde_json::json!({
            "timestamp": "2026-01-02T03:04:05.678Z", "type": "GATE_PASSED", "actor": "claimed-human:Ada",
            "prev": Digest::ZERO,
        });
        for value in [full, bare] {
            let doc: EventDoc = serde_json::from_value(value).unwrap();
            assert!(Flat::of(&doc).is_some());
            let general = canonical::digest(&EventDoc { digest: None, ..doc.clone() }).unwrap();
            assert_eq!(digest_of(&doc).unwrap(), general);
        }
    }
}
