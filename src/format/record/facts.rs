//! What an event says, as the members that it has in RUN.json, and back.

use crate::format::record::event::{EventDoc, EventType, GateHeadDoc};
use crate::model::digest::Digest;
use crate::model::event::{Event, Fact, GateHead, Link, RunStarted};
use crate::model::run::AttemptStatus;

/// The event on disk.
pub fn to_doc(link: &Link) -> EventDoc {
    EventDoc { digest: Some(link.digest), ..unsealed(&link.event, link.prev) }
}

/// Reads an event, or says which member is missing. Members that its type must not have are dropped: [`to_doc`] shows it.
pub(super) fn from_doc(mut doc: EventDoc) -> Result<Link, String> {
    let digest = need(doc.digest, "digest")?;
    let fact = fact_of(&mut doc)?;
    let event = Event {
        timestamp: doc.timestamp,
        clamped: doc.clamped,
        seeded: doc.seeded,
        actor: doc.actor,
        session: doc.session,
        agent: doc.agent,
        fact,
    };
    Ok(Link { event, prev: doc.prev, digest })
}

fn need<T>(member: Option<T>, name: &str) -> Result<T, String> {
    member.ok_or_else(|| format!("`{name}` is missing"))
}

fn fact_of(doc: &mut EventDoc) -> Result<Fact, String> {
    match doc.kind {
        EventType::RunStarted => Ok(Fact::RunStarted(Box::new(beginning(doc)?))),
        EventType::GateStarted => Ok(Fact::GateStarted {
            gate: need(doc.gate.take(), "gate")?,
            attempt: need(doc.attempt, "attempt")?,
            agent: doc.agent.take(),
            override_reason: doc.reason.take(),
            start: need(doc.start, "start")?,
        }),
        EventType::GatePassed => closed(doc, AttemptStatus::Pass),
        EventType::GateFailed => closed(doc, AttemptStatus::Fail),
        EventType::GateTimedOut => closed(doc, AttemptStatus::TimedOut),
        EventType::GateAbandoned => closed(doc, AttemptStatus::Abandoned),
        EventType::InvocationRecorded => {
            Ok(Fact::InvocationRecorded(need(doc.invocation.take(), "invocation")?))
        }
        EventType::GateRepinned => Ok(Fact::GateRepinned {
            gate: need(doc.gate.take(), "gate")?,
            pins: need(doc.pins.take(), "pins")?,
            reason: need(doc.reason.take(), "reason")?,
        }),
        EventType::RunCompleted => {
            Ok(Fact::RunCompleted { status: need(doc.status, "status")?, reason: doc.reason.take() })
        }
    }
}

fn beginning(doc: &mut EventDoc) -> Result<RunStarted, String> {
    let head = |head: GateHeadDoc| GateHead { gate: head.gate, name: head.name, agent: head.agent };
    Ok(RunStarted {
        run_id: need(doc.run_id.take(), "run_id")?,
        format: need(doc.format, "format")?,
        tool: need(doc.tool.take(), "tool")?,
        workflow: need(doc.workflow.take(), "workflow")?,
        params: need(doc.params.take(), "params")?,
        prompt: doc.prompt.take(),
        gates: need(doc.gates.take(), "gates")?.into_iter().map(head).collect(),
        pins: need(doc.pins.take(), "pins")?,
    })
}

fn closed(doc: &mut EventDoc, status: AttemptStatus) -> Result<Fact, String> {
    Ok(Fact::GateClosed {
        gate: need(doc.gate.take(), "gate")?,
        attempt: need(doc.attempt, "attempt")?,
        status,
        sha256: need(doc.sha256, "sha256")?,
    })
}

/// The event without its own digest: what the digest is taken of.
pub(super) fn unsealed(event: &Event, prev: Digest) -> EventDoc {
    let mut doc = EventDoc {
        timestamp: event.timestamp,
        clamped: event.clamped,
        seeded: event.seeded,
        kind: kind_of(&event.fact),
        gate: None,
        attempt: None,
        agent: event.agent.clone(),
        actor: event.actor.clone(),
        session: event.session.clone(),
        run_id: None,
        format: None,
        tool: None,
        workflow: None,
        params: None,
        prompt: None,
        gates: None,
        pins: None,
        invocation: None,
        start: None,
        sha256: None,
        status: None,
        reason: None,
        prev,
        digest: None,
    };
    fill(&mut doc, &event.fact);
    doc
}

fn fill(doc: &mut EventDoc, fact: &Fact) {
    match fact {
        Fact::RunStarted(start) => {
            doc.run_id = Some(start.run_id.clone());
            doc.format = Some(start.format);
            doc.tool = Some(start.tool.clone());
            doc.workflow = Some(start.workflow.clone());
            doc.params = Some(start.params.clone());
            doc.prompt = start.prompt.clone();
            let head = |head: &GateHead| GateHeadDoc {
                gate: head.gate.clone(),
                name: head.name.clone(),
                agent: head.agent.clone(),
            };
            doc.gates = Some(start.gates.iter().map(head).collect());
            doc.pins = Some(start.pins.clone());
        }
        Fact::GateStarted { gate, attempt, agent, override_reason, start } => {
            doc.gate = Some(gate.clone());
            doc.attempt = Some(*attempt);
            doc.agent = agent.clone();
            doc.reason = override_reason.clone();
            doc.start = Some(*start);
        }
        Fact::GateClosed { gate, attempt, sha256, .. } => {
            doc.gate = Some(gate.clone());
            doc.attempt = Some(*attempt);
            doc.sha256 = Some(*sha256);
        }
        Fact::InvocationRecorded(invocation) => doc.invocation = Some(invocation.clone()),
        Fact::GateRepinned { gate, pins, reason } => {
            doc.gate = Some(gate.clone());
            doc.pins = Some(pins.clone());
            doc.reason = Some(reason.clone());
        }
        Fact::RunCompleted { status, reason } => {
            doc.status = Some(*status);
            doc.reason = reason.clone();
        }
    }
}

/// The type an event has on disk.
pub fn kind_of(fact: &Fact) -> EventType {
    match fact {
        Fact::RunStarted(_) => EventType::RunStarted,
        Fact::GateStarted { .. } => EventType::GateStarted,
        Fact::GateClosed { status, .. } => match status {
            AttemptStatus::Pass => EventType::GatePassed,
            AttemptStatus::TimedOut => EventType::GateTimedOut,
            AttemptStatus::Abandoned => EventType::GateAbandoned,
            AttemptStatus::Fail | AttemptStatus::Running => EventType::GateFailed,
        },
        Fact::InvocationRecorded(_) => EventType::InvocationRecorded,
        Fact::GateRepinned { .. } => EventType::GateRepinned,
        Fact::RunCompleted { .. } => EventType::RunCompleted,
    }
}
