//! What an event says, read from the members that it has in RUN.json.

use crate::format::record::event::{EventDoc, EventType, GateHeadDoc};
use crate::model::decision::Decision;
use crate::model::event::{Event, Fact, GateHead, Link, RunStarted};
use crate::model::run::AttemptStatus;

/// Reads an event, or says which member is missing. Members that its type must not have
/// are dropped: whoever spells it again sees that.
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
        EventType::GateWaived => closed(doc, AttemptStatus::Waived),
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
        EventType::GateApproved => decided(doc, Decision::Approved),
        EventType::GateRejected => decided(doc, Decision::Rejected),
        EventType::GateCheckWaived => Ok(Fact::GateCheckWaived {
            gate: need(doc.gate.take(), "gate")?,
            attempt: need(doc.attempt, "attempt")?,
            check: need(doc.check.take(), "check")?,
            until: need(doc.until, "until")?,
            reason: need(doc.reason.take(), "reason")?,
            signature: doc.signature.take(),
        }),
        EventType::GateReopened => Ok(Fact::GateReopened {
            gate: need(doc.gate.take(), "gate")?,
            reason: need(doc.reason.take(), "reason")?,
        }),
        EventType::RunReopened => Ok(Fact::RunReopened { reason: need(doc.reason.take(), "reason")? }),
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

fn decided(doc: &mut EventDoc, decision: Decision) -> Result<Fact, String> {
    Ok(Fact::GateDecided {
        gate: need(doc.gate.take(), "gate")?,
        attempt: need(doc.attempt, "attempt")?,
        decision,
        outputs: need(doc.outputs, "outputs")?,
        reason: doc.reason.take(),
        signature: doc.signature.take(),
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

/// The type an event has on disk.
pub fn kind_of(fact: &Fact) -> EventType {
    match fact {
        Fact::RunStarted(_) => EventType::RunStarted,
        Fact::GateStarted { .. } => EventType::GateStarted,
        Fact::GateClosed { status, .. } => match status {
            AttemptStatus::Pass => EventType::GatePassed,
            AttemptStatus::Waived => EventType::GateWaived,
            AttemptStatus::TimedOut => EventType::GateTimedOut,
            AttemptStatus::Abandoned => EventType::GateAbandoned,
            AttemptStatus::Fail | AttemptStatus::Running => EventType::GateFailed,
        },
        Fact::InvocationRecorded(_) => EventType::InvocationRecorded,
        Fact::GateRepinned { .. } => EventType::GateRepinned,
        Fact::GateDecided { decision: Decision::Approved, .. } => EventType::GateApproved,
        Fact::GateDecided { decision: Decision::Rejected, .. } => EventType::GateRejected,
        Fact::GateCheckWaived { .. } => EventType::GateCheckWaived,
        Fact::GateReopened { .. } => EventType::GateReopened,
        Fact::RunReopened { .. } => EventType::RunReopened,
        Fact::RunCompleted { .. } => EventType::RunCompleted,
    }
}
