//! An event as RUN.json spells it: the members that it has, in their order there.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::format::record::facts::kind_of;
use crate::model::digest::Digest;
use crate::model::event::{Event, Fact, GateHead, Link, RunStarted};
use crate::model::ids::GateId;

/// An event behind another one.
#[derive(Debug, Clone, Copy)]
pub struct Written<'a> {
    event: &'a Event,
    prev: Digest,
    digest: Option<Digest>,
}

impl<'a> Written<'a> {
    /// The event without its own digest: what the digest is taken of.
    pub fn unsealed(event: &'a Event, prev: Digest) -> Written<'a> {
        Written { event, prev, digest: None }
    }
}

impl<'a> From<&'a Link> for Written<'a> {
    fn from(link: &'a Link) -> Written<'a> {
        Written { event: &link.event, prev: link.prev, digest: Some(link.digest) }
    }
}

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let event = self.event;
        let mut members = Members(serializer.serialize_map(None)?);
        members.has("timestamp", &event.timestamp)?;
        members.flag("clamped", event.clamped)?;
        members.flag("seeded", event.seeded)?;
        members.has("type", &kind_of(&event.fact))?;
        let (gate, attempt, agent) = about(&event.fact);
        members.may_have("gate", gate)?;
        members.may_have("attempt", attempt.as_ref())?;
        members.may_have("agent", agent.or(event.agent.as_ref()))?;
        members.has("actor", &event.actor)?;
        members.may_have("session", event.session.as_ref())?;
        members.rest_of(&event.fact)?;
        members.has("prev", &self.prev)?;
        members.may_have("digest", self.digest.as_ref())?;
        members.0.end()
    }
}

fn about(fact: &Fact) -> (Option<&GateId>, Option<u32>, Option<&String>) {
    match fact {
        Fact::GateStarted { gate, attempt, agent, .. } => (Some(gate), Some(*attempt), agent.as_ref()),
        Fact::GateClosed { gate, attempt, .. }
        | Fact::GateDecided { gate, attempt, .. }
        | Fact::GateCheckWaived { gate, attempt, .. } => (Some(gate), Some(*attempt), None),
        Fact::GateRepinned { gate, .. } | Fact::GateReopened { gate, .. } => (Some(gate), None, None),
        Fact::RunStarted(_)
        | Fact::InvocationRecorded(_)
        | Fact::RunReopened { .. }
        | Fact::RunCompleted { .. } => (None, None, None),
    }
}

/// Members one after the other; what is not there is not written, never `null`.
struct Members<M>(M);

impl<M: SerializeMap> Members<M> {
    fn has(&mut self, name: &'static str, value: &impl Serialize) -> Result<(), M::Error> {
        self.0.serialize_entry(name, value)
    }

    fn may_have(&mut self, name: &'static str, value: Option<&impl Serialize>) -> Result<(), M::Error> {
        value.map_or(Ok(()), |value| self.has(name, value))
    }

    fn flag(&mut self, name: &'static str, set: bool) -> Result<(), M::Error> {
        if set { self.has(name, &true) } else { Ok(()) }
    }

    fn rest_of(&mut self, fact: &Fact) -> Result<(), M::Error> {
        match fact {
            Fact::RunStarted(start) => self.beginning(start),
            Fact::GateStarted { override_reason, start, .. } => {
                self.has("start", start)?;
                self.may_have("reason", override_reason.as_ref())
            }
            Fact::GateClosed { sha256, .. } => self.has("sha256", sha256),
            Fact::InvocationRecorded(invocation) => self.has("invocation", invocation),
            Fact::GateRepinned { pins, reason, .. } => {
                self.has("pins", pins)?;
                self.has("reason", reason)
            }
            Fact::GateDecided { outputs, reason, signature, .. } => {
                self.has("outputs", outputs)?;
                self.may_have("signature", signature.as_ref())?;
                self.may_have("reason", reason.as_ref())
            }
            Fact::GateCheckWaived { check, until, reason, signature, .. } => {
                self.has("check", check)?;
                self.has("until", until)?;
                self.may_have("signature", signature.as_ref())?;
                self.has("reason", reason)
            }
            Fact::GateReopened { reason, .. } | Fact::RunReopened { reason } => self.has("reason", reason),
            Fact::RunCompleted { status, reason } => {
                self.has("status", status)?;
                self.may_have("reason", reason.as_ref())
            }
        }
    }

    fn beginning(&mut self, start: &RunStarted) -> Result<(), M::Error> {
        self.has("run_id", &start.run_id)?;
        self.has("format", &start.format)?;
        self.has("tool", &start.tool)?;
        self.has("workflow", &start.workflow)?;
        self.has("params", &start.params)?;
        self.may_have("prompt", start.prompt.as_ref())?;
        self.has("gates", &start.gates.iter().map(Head).collect::<Vec<_>>())?;
        self.has("pins", &start.pins)
    }
}

struct Head<'a>(&'a GateHead);

impl Serialize for Head<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = Members(serializer.serialize_map(None)?);
        members.has("gate", &self.0.gate)?;
        members.has("name", &self.0.name)?;
        members.may_have("agent", self.0.agent.as_ref())?;
        members.0.end()
    }
}
