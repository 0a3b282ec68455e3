//! A run: what its events amount to.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::actor::{Actor, ActorClass};
use crate::model::decision::Decided;
use crate::model::depth::Depth;
use crate::model::digest::Digest;
use crate::model::ids::{GateId, InvocationId, RunId};
use crate::model::invocation::Invocation;
use crate::model::params::Params;
use crate::model::path::RepoPath;
use crate::model::pin::Pin;
use crate::model::time::Timestamp;
use crate::model::waiver::Waived;

/// The state of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum RunStatus {
    /// Started; no gate was opened yet.
    Queued,
    /// A gate was opened.
    Running,
    /// Completed; all required gates had passed or were waived.
    Passed,
    /// Completed; a blocking gate had failed.
    Failed,
    /// Completed before its end, for a reason.
    Canceled,
}

impl RunStatus {
    /// Every state.
    pub const ALL: [RunStatus; 5] =
        [RunStatus::Queued, RunStatus::Running, RunStatus::Passed, RunStatus::Failed, RunStatus::Canceled];

    /// Its name in records.
    pub fn as_str(self) -> &'static str {
        match self {
            RunStatus::Queued => "QUEUED",
            RunStatus::Running => "RUNNING",
            RunStatus::Passed => "PASSED",
            RunStatus::Failed => "FAILED",
            RunStatus::Canceled => "CANCELED",
        }
    }

    /// Whether nothing can follow.
    pub fn is_final(self) -> bool {
        matches!(self, RunStatus::Passed | RunStatus::Failed | RunStatus::Canceled)
    }
}

/// The stored state of a gate. STALE is never stored: it is an overlay on `Pass` and `Waived`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum GateStatus {
    /// Never tried.
    NotStarted,
    /// An attempt is open.
    Running,
    /// The last attempt passed.
    Pass,
    /// The last attempt did not pass.
    Fail,
    /// Passed with a waiver.
    Waived,
    /// Pushed back to be done again.
    Reopened,
}

impl GateStatus {
    /// Its name in records.
    pub fn as_str(self) -> &'static str {
        match self {
            GateStatus::NotStarted => "NOT_STARTED",
            GateStatus::Running => "RUNNING",
            GateStatus::Pass => "PASS",
            GateStatus::Fail => "FAIL",
            GateStatus::Waived => "WAIVED",
            GateStatus::Reopened => "REOPENED",
        }
    }

    /// Whether gates that need this one may start, as far as the stored state tells.
    pub fn is_met(self) -> bool {
        matches!(self, GateStatus::Pass | GateStatus::Waived)
    }
}

/// The state of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AttemptStatus {
    /// Open.
    Running,
    /// The contract said yes.
    Pass,
    /// The contract said yes, but for checks that somebody has waived.
    Waived,
    /// The contract said no, or it was declared failed.
    Fail,
    /// Finished after the gate's timeout.
    TimedOut,
    /// Given up.
    Abandoned,
}

impl AttemptStatus {
    /// Its name in records.
    pub fn as_str(self) -> &'static str {
        match self {
            AttemptStatus::Running => "RUNNING",
            AttemptStatus::Pass => "PASS",
            AttemptStatus::Waived => "WAIVED",
            AttemptStatus::Fail => "FAIL",
            AttemptStatus::TimedOut => "TIMED_OUT",
            AttemptStatus::Abandoned => "ABANDONED",
        }
    }

    /// Whether the gate is met by it: PASS, or WAIVED.
    pub fn is_met(self) -> bool {
        matches!(self, AttemptStatus::Pass | AttemptStatus::Waived)
    }
}

/// The workflow of a run and what it is run on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkflowRef {
    /// The workflow's name.
    pub name: String,
    /// The author's version of it.
    pub version: String,
    /// What the run is about.
    pub slug: String,
    /// Where most of its outputs go; `null` when not given.
    #[schemars(with = "Option<String>")]
    pub artifact_path: Option<RepoPath>,
}

/// The original prompt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PromptRef {
    /// The file it was read from, or `-` for standard input and files outside the repository.
    pub file: String,
    /// Of its bytes, and the name of their copy among the pins.
    #[schemars(with = "String")]
    pub sha256: Digest,
}

/// A run, folded from its events.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The run.
    pub id: RunId,
    /// The version of the record's format.
    pub format: u32,
    /// The program and version that started it.
    pub tool: String,
    /// The workflow and what it is run on.
    pub workflow: WorkflowRef,
    /// How thorough it is to be.
    pub depth: Depth,
    /// All parameters.
    pub params: Params,
    /// The original prompt.
    pub prompt: Option<PromptRef>,
    /// Where it stands.
    pub status: RunStatus,
    /// When it began.
    pub started_at: Timestamp,
    /// When it was completed.
    pub finished_at: Option<Timestamp>,
    /// Its gates in the workflow's order.
    pub gates: Vec<GateState>,
    /// Agent calls in the order recorded.
    pub invocations: Vec<Invocation>,
    /// Everything that was frozen at its start.
    pub pins: Vec<Pin>,
    /// Made with a seeded clock and ids.
    pub seeded: bool,
    /// The time of the last event.
    pub last_event_at: Timestamp,
}

/// Where a gate stands.
#[derive(Debug, Clone, PartialEq)]
pub struct GateState {
    /// The gate.
    pub id: GateId,
    /// Its name for people.
    pub name: String,
    /// Who does the work when nothing else is said.
    pub agent: Option<String>,
    /// The stored state.
    pub status: GateStatus,
    /// Attempts, contiguous from 1.
    pub attempts: Vec<AttemptRow>,
    /// Why it was pushed back, until it passes again: the gates that need it are stale until then.
    pub reopened: Option<Reopening>,
    /// How many attempts there were when it, or the run, was reopened last: they do not count against the limit of its attempts.
    pub tried_before: u32,
    /// What a repin put in place of the run's pins, by kind and path.
    pub pins: Vec<Pin>,
}

/// A gate was pushed back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reopening {
    /// By whom.
    pub by: Actor,
    /// What is to be done otherwise.
    pub reason: String,
}

/// What RUN.json says of an attempt.
#[derive(Debug, Clone, PartialEq)]
pub struct AttemptRow {
    /// Contiguous from 1.
    pub attempt: u32,
    /// Where it stands.
    pub status: AttemptStatus,
    /// When it was opened.
    pub started_at: Timestamp,
    /// When it was closed.
    pub finished_at: Option<Timestamp>,
    /// Who does the work.
    pub agent: Option<String>,
    /// Who opened it.
    pub by: Actor,
    /// Agent calls made for it.
    pub invocation_ids: Vec<InvocationId>,
    /// Of the canonical form of its file's `start`.
    pub start: Digest,
    /// Of its file, once closed.
    pub sha256: Option<Digest>,
    /// What people decided about its outputs, in the order recorded.
    pub decisions: Vec<Decided>,
    /// Which of its checks were waived, in the order recorded.
    pub waivers: Vec<Waived>,
}

impl Run {
    /// The gate called `id`, in any case of letters.
    pub fn gate(&self, id: &GateId) -> Option<&GateState> {
        self.gates.iter().find(|gate| gate.id.same(id))
    }

    /// The pinned copy of `path` as `gate` sees it.
    pub fn pin<'a>(&'a self, gate: &'a GateState, path: &RepoPath) -> Option<&'a Pin> {
        gate.pins.iter().chain(&self.pins).find(|pin| pin.path == *path)
    }
}

impl AttemptRow {
    /// Who does the work, where an agent opened it: commands that are offered for it name this agent.
    pub fn opened_by_agent(&self) -> Option<&str> {
        self.agent.as_deref().filter(|_| self.by.class == ActorClass::Agent)
    }
}

impl GateState {
    /// Whether the workflow allows another attempt, which limits them to `most`.
    pub fn may_be_tried(&self, most: Option<u32>) -> bool {
        most.is_none_or(|most| (self.attempts.len() as u32) < most.saturating_add(self.tried_before))
    }

    /// The open attempt, if there is one.
    pub fn open_attempt(&self) -> Option<&AttemptRow> {
        self.attempts.last().filter(|attempt| attempt.status == AttemptStatus::Running)
    }

    /// The waivers that its open attempt was given, or with which its last one was closed as WAIVED.
    pub fn waivers(&self) -> &[Waived] {
        let last = self.attempts.last();
        let of_it = last.filter(|row| matches!(row.status, AttemptStatus::Running | AttemptStatus::Waived));
        of_it.map_or(&[], |row| &row.waivers)
    }

    /// The last attempt that was closed.
    pub fn last_closed(&self) -> Option<&AttemptRow> {
        self.attempts.iter().rev().find(|attempt| attempt.status != AttemptStatus::Running)
    }
}
