//! An event as it stands in RUN.json, and the chain of digests.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::format::canonical;
use crate::model::actor::Actor;
use crate::model::digest::Digest;
use crate::model::event::{Event, Fact, GateHead, Link, RunStarted};
use crate::model::failure::Failure;
use crate::model::ids::{GateId, RunId};
use crate::model::invocation::Invocation;
use crate::model::params::Params;
use crate::model::pin::Pin;
use crate::model::run::{AttemptStatus, PromptRef, RunStatus, WorkflowRef};
use crate::model::time::Timestamp;

/// The kinds of event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EventType {
    /// The run began.
    RunStarted,
    /// An attempt was opened.
    GateStarted,
    /// An attempt was closed as PASS.
    GatePassed,
    /// An attempt was closed as FAIL.
    GateFailed,
    /// An attempt was closed as TIMED_OUT.
    GateTimedOut,
    /// An attempt was closed as ABANDONED.
    GateAbandoned,
    /// An agent call was recorded.
    InvocationRecorded,
    /// The definitions of a gate were pinned anew.
    GateRepinned,
    /// The run was completed.
    RunCompleted,
}

impl EventType {
    /// Its name in records.
    pub fn as_str(self) -> &'static str {
        match self {
            EventType::RunStarted => "RUN_STARTED",
            EventType::GateStarted => "GATE_STARTED",
            EventType::GatePassed => "GATE_PASSED",
            EventType::GateFailed => "GATE_FAILED",
            EventType::GateTimedOut => "GATE_TIMED_OUT",
            EventType::GateAbandoned => "GATE_ABANDONED",
            EventType::InvocationRecorded => "INVOCATION_RECORDED",
            EventType::GateRepinned => "GATE_REPINNED",
            EventType::RunCompleted => "RUN_COMPLETED",
        }
    }
}

/// An event on disk. Which members it has depends on its type; none is ever `null`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EventDoc {
    /// When, in UTC with milliseconds; never before the event before.
    #[schemars(with = "String")]
    timestamp: Timestamp,
    /// The clock stood before the last event, so that event's time was taken.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    clamped: bool,
    /// Made with a seeded clock and ids, for a test; never in a record that counts.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    seeded: bool,
    /// What happened.
    #[serde(rename = "type")]
    kind: EventType,
    /// The gate it happened to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    gate: Option<GateId>,
    /// The attempt it happened to.
    #[serde(skip_serializing_if = "Option::is_none")]
    attempt: Option<u32>,
    /// GATE_STARTED: who does the work, where that is not the workflow's choice. Elsewhere: the agent that was named as
    /// running the command, where the attempt does not say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    agent: Option<String>,
    /// Who did it, as `class:name`; the class is `agent`, `claimed-human` or `human`.
    #[schemars(with = "String")]
    actor: Actor,
    /// The session it was done in, when known.
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<String>,
    /// RUN_STARTED: the run's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    run_id: Option<RunId>,
    /// RUN_STARTED: the version of the record's format.
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<u32>,
    /// RUN_STARTED: the program and version that wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    tool: Option<String>,
    /// RUN_STARTED: the workflow and what it is run on.
    #[serde(skip_serializing_if = "Option::is_none")]
    workflow: Option<WorkflowRef>,
    /// RUN_STARTED: all parameters by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    params: Option<Params>,
    /// RUN_STARTED: the original prompt, if one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    prompt: Option<PromptRef>,
    /// RUN_STARTED: the gates in the workflow's order.
    #[serde(skip_serializing_if = "Option::is_none")]
    gates: Option<Vec<GateHeadDoc>>,
    /// RUN_STARTED, GATE_REPINNED: what is frozen from here on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pins: Option<Vec<Pin>>,
    /// INVOCATION_RECORDED: the agent call.
    #[serde(skip_serializing_if = "Option::is_none")]
    invocation: Option<Box<Invocation>>,
    /// GATE_STARTED: of the canonical form of the attempt file's `start`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    start: Option<Digest>,
    /// An attempt was closed: of its file's bytes, sealed by this.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    sha256: Option<Digest>,
    /// RUN_COMPLETED: PASSED, FAILED or CANCELED.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<RunStatus>,
    /// Why: needs were overridden, definitions pinned anew, or the run completed.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// The digest of the event before; 64 zeros at first.
    #[schemars(with = "String")]
    prev: Digest,
    /// SHA-256 of the event's RFC 8785 form without this member.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    digest: Option<Digest>,
}

/// What a record says about a gate before it is tried.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GateHeadDoc {
    /// The gate's id.
    #[schemars(with = "String")]
    gate: GateId,
    /// Its name for people.
    name: String,
    /// Who does the work when nothing else is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    agent: Option<String>,
}

impl EventDoc {
    /// The digest as it stands there.
    pub fn digest(&self) -> Option<Digest> {
        self.digest
    }
}

/// Puts `event` behind the event whose digest is `prev`.
pub fn link(event: Event, prev: Digest) -> Result<Link, Failure> {
    let digest = canonical::digest(&unsealed(&event, prev))?;
    Ok(Link { event, prev, digest })
}

/// The event on disk.
pub fn to_doc(link: &Link) -> EventDoc {
    EventDoc { digest: Some(link.digest), ..unsealed(&link.event, link.prev) }
}

/// Reads an event, or says which member is wrong. The chain is not looked at.
pub fn from_doc(doc: &EventDoc) -> Result<Link, String> {
    let digest = doc.digest.ok_or("`digest` is missing")?;
    let fact = fact_of(doc)?;
    let event = Event {
        timestamp: doc.timestamp,
        clamped: doc.clamped,
        seeded: doc.seeded,
        actor: doc.actor.clone(),
        session: doc.session.clone(),
        agent: doc.agent.clone().filter(|_| !matches!(fact, Fact::GateStarted { .. })),
        fact,
    };
    let link = Link { event, prev: doc.prev, digest };
    // A member that this type of event does not have would be lost silently.
    if to_doc(&link) != *doc {
        return Err(format!("a {:?} event has members that it must not have", doc.kind));
    }
    Ok(link)
}

fn fact_of(doc: &EventDoc) -> Result<Fact, String> {
    fn need<T: Clone>(member: &Option<T>, name: &str) -> Result<T, String> {
        member.clone().ok_or_else(|| format!("`{name}` is missing"))
    }
    let closed = |status| -> Result<Fact, String> {
        Ok(Fact::GateClosed {
            gate: need(&doc.gate, "gate")?,
            attempt: need(&doc.attempt, "attempt")?,
            status,
            sha256: need(&doc.sha256, "sha256")?,
        })
    };
    match doc.kind {
        EventType::RunStarted => Ok(Fact::RunStarted(Box::new(RunStarted {
            run_id: need(&doc.run_id, "run_id")?,
            format: need(&doc.format, "format")?,
            tool: need(&doc.tool, "tool")?,
            workflow: need(&doc.workflow, "workflow")?,
            params: need(&doc.params, "params")?,
            prompt: doc.prompt.clone(),
            gates: need(&doc.gates, "gates")?
                .into_iter()
                .map(|head| GateHead { gate: head.gate, name: head.name, agent: head.agent })
                .collect(),
            pins: need(&doc.pins, "pins")?,
        }))),
        EventType::GateStarted => Ok(Fact::GateStarted {
            gate: need(&doc.gate, "gate")?,
            attempt: need(&doc.attempt, "attempt")?,
            agent: doc.agent.clone(),
            override_reason: doc.reason.clone(),
            start: need(&doc.start, "start")?,
        }),
        EventType::GatePassed => closed(AttemptStatus::Pass),
        EventType::GateFailed => closed(AttemptStatus::Fail),
        EventType::GateTimedOut => closed(AttemptStatus::TimedOut),
        EventType::GateAbandoned => closed(AttemptStatus::Abandoned),
        EventType::InvocationRecorded => Ok(Fact::InvocationRecorded(need(&doc.invocation, "invocation")?)),
        EventType::GateRepinned => Ok(Fact::GateRepinned {
            gate: need(&doc.gate, "gate")?,
            pins: need(&doc.pins, "pins")?,
            reason: need(&doc.reason, "reason")?,
        }),
        EventType::RunCompleted => {
            Ok(Fact::RunCompleted { status: need(&doc.status, "status")?, reason: doc.reason.clone() })
        }
    }
}

/// The event without its own digest: what the digest is taken of.
fn unsealed(event: &Event, prev: Digest) -> EventDoc {
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
