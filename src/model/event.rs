//! Events: the receipts of which a run consists.

use crate::model::actor::Actor;
use crate::model::decision::Decision;
use crate::model::digest::Digest;
use crate::model::ids::{GateId, RunId};
use crate::model::invocation::Invocation;
use crate::model::params::Params;
use crate::model::pin::Pin;
use crate::model::run::{AttemptStatus, PromptRef, RunStatus, WorkflowRef};
use crate::model::time::Timestamp;

/// What happened, when, and who did it.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Never before the event before it.
    pub timestamp: Timestamp,
    /// The clock stood before the last event, so that event's time was taken.
    pub clamped: bool,
    /// Made with a seeded clock and ids; never in a record that counts.
    pub seeded: bool,
    /// Who did it.
    pub actor: Actor,
    /// The session it was done in, when known.
    pub session: Option<String>,
    /// The agent that was named as running the command, where the fact does not say it.
    pub agent: Option<String>,
    /// What happened.
    pub fact: Fact,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// A run began: always and only the first.
    RunStarted(Box<RunStarted>),
    /// An attempt was opened.
    GateStarted {
        /// The gate.
        gate: GateId,
        /// Contiguous from 1.
        attempt: u32,
        /// Who does the work, where it is not the workflow's choice.
        agent: Option<String>,
        /// Why it was started although its needs were not met.
        override_reason: Option<String>,
        /// Of the canonical form of the attempt file's `start`.
        start: Digest,
    },
    /// An attempt was closed for ever.
    GateClosed {
        /// The gate.
        gate: GateId,
        /// Which attempt.
        attempt: u32,
        /// How: never RUNNING.
        status: AttemptStatus,
        /// Of the attempt file's bytes, sealed by this.
        sha256: Digest,
    },
    /// One agent call inside an attempt that was open when the call began.
    InvocationRecorded(Box<Invocation>),
    /// Somebody approved or rejected the outputs of an open attempt.
    GateDecided {
        /// The gate.
        gate: GateId,
        /// Which attempt.
        attempt: u32,
        /// What was decided.
        decision: Decision,
        /// Of the list of the declared outputs that were there: what was decided about.
        outputs: Digest,
        /// In their words; always there for a rejection.
        reason: Option<String>,
        /// In the armour of `ssh-keygen -Y sign`, where it was signed.
        signature: Option<String>,
    },
    /// Somebody took it upon himself that a check of an open attempt does not hold.
    GateCheckWaived {
        /// The gate.
        gate: GateId,
        /// Which attempt.
        attempt: u32,
        /// The check, as its contract names it.
        check: String,
        /// From this moment on it counts no longer.
        until: Timestamp,
        /// In their words.
        reason: String,
        /// In the armour of `ssh-keygen -Y sign`, where it was signed.
        signature: Option<String>,
    },
    /// The definitions of a gate were pinned anew.
    GateRepinned {
        /// The gate.
        gate: GateId,
        /// What is pinned for it from now on.
        pins: Vec<Pin>,
        /// Why.
        reason: String,
    },
    /// A gate that had passed was pushed back: it has to be done again.
    GateReopened {
        /// The gate.
        gate: GateId,
        /// What is to be done otherwise; it enters the packets until the gate passes again.
        reason: String,
    },
    /// A completed run was taken up again.
    RunReopened {
        /// Why.
        reason: String,
    },
    /// The run was completed; nothing but its reopening follows.
    RunCompleted {
        /// PASSED, FAILED or CANCELED.
        status: RunStatus,
        /// Why; always there for CANCELED.
        reason: Option<String>,
    },
}

impl Fact {
    /// The definitions that it pins.
    pub fn pins(&self) -> &[Pin] {
        match self {
            Fact::RunStarted(start) => &start.pins,
            Fact::GateRepinned { pins, .. } => pins,
            _ => &[],
        }
    }
}

/// What the first event says.
#[derive(Debug, Clone, PartialEq)]
pub struct RunStarted {
    /// The run.
    pub run_id: RunId,
    /// The version of the record's format.
    pub format: u32,
    /// The program and version that wrote it.
    pub tool: String,
    /// The workflow and what it is run on.
    pub workflow: WorkflowRef,
    /// All parameters.
    pub params: Params,
    /// The original prompt, if one was given.
    pub prompt: Option<PromptRef>,
    /// The gates in the workflow's order.
    pub gates: Vec<GateHead>,
    /// Everything that was frozen.
    pub pins: Vec<Pin>,
}

/// What a record says about a gate before it is tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateHead {
    /// The gate.
    pub gate: GateId,
    /// Its name for people.
    pub name: String,
    /// Who does the work when nothing else is said.
    pub agent: Option<String>,
}

/// An event in its place in the chain.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// What happened.
    pub event: Event,
    /// The digest of the event before; zeros at first.
    pub prev: Digest,
    /// SHA-256 of the event's RFC 8785 form without this member.
    pub digest: Digest,
}
