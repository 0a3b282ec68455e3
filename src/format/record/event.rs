//! An event as it stands in RUN.json.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::actor::Actor;
use crate::model::digest::Digest;
use crate::model::ids::{GateId, RunId};
use crate::model::invocation::Invocation;
use crate::model::params::Params;
use crate::model::pin::Pin;
use crate::model::run::{PromptRef, RunStatus, WorkflowRef};
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
    /// An attempt was closed as WAIVED.
    GateWaived,
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
    /// A gate that had passed was pushed back.
    GateReopened,
    /// A completed run was taken up again.
    RunReopened,
    /// Somebody approved the outputs of an open attempt.
    GateApproved,
    /// Somebody rejected them.
    GateRejected,
    /// Somebody waived a check of an open attempt.
    GateCheckWaived,
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
            EventType::GateWaived => "GATE_WAIVED",
            EventType::GateFailed => "GATE_FAILED",
            EventType::GateTimedOut => "GATE_TIMED_OUT",
            EventType::GateAbandoned => "GATE_ABANDONED",
            EventType::InvocationRecorded => "INVOCATION_RECORDED",
            EventType::GateRepinned => "GATE_REPINNED",
            EventType::GateReopened => "GATE_REOPENED",
            EventType::RunReopened => "RUN_REOPENED",
            EventType::GateApproved => "GATE_APPROVED",
            EventType::GateRejected => "GATE_REJECTED",
            EventType::GateCheckWaived => "GATE_CHECK_WAIVED",
            EventType::RunCompleted => "RUN_COMPLETED",
        }
    }
}

/// An event on disk. Which members it has depends on its type; none is ever `null`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EventDoc {
    /// When, in UTC with milliseconds; never before the event before.
    #[schemars(with = "String")]
    pub(super) timestamp: Timestamp,
    /// The clock stood before the last event, so that event's time was taken.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) clamped: bool,
    /// Made with a seeded clock and ids, for a test; never in a record that counts.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) seeded: bool,
    /// What happened.
    #[serde(rename = "type")]
    pub(super) kind: EventType,
    /// The gate it happened to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub(super) gate: Option<GateId>,
    /// The attempt it happened to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) attempt: Option<u32>,
    /// GATE_STARTED: who does the work, where that is not the workflow's choice. Elsewhere: the agent that was named as
    /// running the command, where the attempt does not say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) agent: Option<String>,
    /// Who did it, as `class:name`; the class is `agent`, `claimed-human` or `human`.
    #[schemars(with = "String")]
    pub(super) actor: Actor,
    /// The session it was done in, when known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) session: Option<String>,
    /// RUN_STARTED: the run's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub(super) run_id: Option<RunId>,
    /// RUN_STARTED: the version of the record's format.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) format: Option<u32>,
    /// RUN_STARTED: the program and version that wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tool: Option<String>,
    /// RUN_STARTED: the workflow and what it is run on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) workflow: Option<WorkflowRef>,
    /// RUN_STARTED: all parameters by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) params: Option<Params>,
    /// RUN_STARTED: the original prompt, if one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) prompt: Option<PromptRef>,
    /// RUN_STARTED: the gates in the workflow's order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) gates: Option<Vec<GateHeadDoc>>,
    /// RUN_STARTED, GATE_REPINNED: what is frozen from here on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pins: Option<Vec<Pin>>,
    /// INVOCATION_RECORDED: the agent call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) invocation: Option<Box<Invocation>>,
    /// GATE_STARTED: of the canonical form of the attempt file's `start`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub(super) start: Option<Digest>,
    /// An attempt was closed: of its file's bytes, sealed by this.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub(super) sha256: Option<Digest>,
    /// RUN_COMPLETED: PASSED, FAILED or CANCELED.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) status: Option<RunStatus>,
    /// GATE_APPROVED, GATE_REJECTED: of the list of the declared outputs that were there, in `SHA256SUMS` form, sorted by path.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub(super) outputs: Option<Digest>,
    /// GATE_CHECK_WAIVED: the check, as its contract names it: its id, or its type, or its type and target.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) check: Option<String>,
    /// GATE_CHECK_WAIVED: from this moment on it counts no longer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub(super) until: Option<Timestamp>,
    /// GATE_APPROVED, GATE_REJECTED, GATE_CHECK_WAIVED: a signature in the armour of `ssh-keygen -Y sign`, where it was signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) signature: Option<String>,
    /// Why: needs were overridden, definitions pinned anew, outputs approved or rejected, a check waived, the gate or the run reopened, or the
    /// run completed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<String>,
    /// The digest of the event before; 64 zeros at first.
    #[schemars(with = "String")]
    pub(super) prev: Digest,
    /// SHA-256 of the event's RFC 8785 form without this member.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub(super) digest: Option<Digest>,
}

/// What a record says about a gate before it is tried.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GateHeadDoc {
    /// The gate's id.
    #[schemars(with = "String")]
    pub(super) gate: GateId,
    /// Its name for people.
    pub(super) name: String,
    /// Who does the work when nothing else is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) agent: Option<String>,
}
