//! RUN.json: what it holds, how it is read strictly, and how it is written from its events.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::format::canonical;
use crate::format::record::event::EventDoc;
use crate::format::record::written::Written;
use crate::model::depth::Depth;
use crate::model::digest::Digest;
use crate::model::event::Link;
use crate::model::failure::Failure;
use crate::model::ids::{GateId, InvocationId, RunId};
use crate::model::invocation::Invocation;
use crate::model::params::Params;
use crate::model::run::{
    AttemptRow, AttemptStatus, GateState, GateStatus, PromptRef, Run, RunStatus, WorkflowRef,
};
use crate::model::time::Timestamp;

/// RUN.json on disk. The order of the members is the order on disk; everything but `events` follows from the events
/// and the sealed attempt files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RunDoc<E = Vec<EventDoc>> {
    /// The version of this format: 1.
    pub format: u32,
    /// The run's id.
    #[schemars(with = "String")]
    run_id: RunId,
    /// The workflow and what it is run on.
    workflow: WorkflowRef,
    /// How thorough the run is to be.
    depth: Depth,
    /// All parameters by name; `depth` and `slug` are always among them.
    params: Params,
    /// The original prompt; `null` when none was given.
    prompt: Option<PromptRef>,
    /// Where the run stands, derived from the events.
    status: RunStatus,
    /// When it was started, in UTC with milliseconds.
    #[schemars(with = "String")]
    started_at: Timestamp,
    /// When it was completed; `null` before.
    #[schemars(with = "Option<String>")]
    finished_at: Option<Timestamp>,
    /// The digest of the last event.
    #[schemars(with = "String")]
    head: Digest,
    /// The gates in the workflow's order.
    gates: Vec<GateDoc>,
    /// Agent calls in the order recorded: claims, never verdicts.
    invocations: Vec<Invocation>,
    /// The latest entry for every output that was ever recorded.
    pub artifacts_index: Vec<IndexEntry>,
    /// The latest result rows of every gate.
    pub validations: Vec<Map<String, Value>>,
    /// The chain.
    pub events: E,
}

/// A chain as it is written, each event made when its turn comes.
#[derive(Debug, Clone, Copy)]
pub struct Events<'a>(&'a [Link]);

impl Serialize for Events<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(Written::from))
    }
}

/// Where a gate stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GateDoc {
    /// The gate's id.
    #[schemars(with = "String")]
    gate: GateId,
    /// Its name for people.
    name: String,
    /// Its stored state; STALE is never stored.
    status: GateStatus,
    /// Its attempts, contiguous from 1.
    attempts: Vec<AttemptDoc>,
}

/// What RUN.json says of an attempt; the rest is in its own file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AttemptDoc {
    /// Its number.
    attempt: u32,
    /// How it stands.
    status: AttemptStatus,
    /// When it was opened.
    #[schemars(with = "String")]
    started_at: Timestamp,
    /// When it was closed; `null` while it is open.
    #[schemars(with = "Option<String>")]
    finished_at: Option<Timestamp>,
    /// Who does the work; `null` when nobody was named.
    agent: Option<String>,
    /// Agent calls made for it.
    #[schemars(with = "Vec<String>")]
    invocation_ids: Vec<InvocationId>,
    /// Of the attempt's file, sealed by the closing event; `null` while it is open.
    #[schemars(with = "Option<String>")]
    sha256: Option<Digest>,
}

/// The latest entry for an output.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IndexEntry {
    /// The resolved path from the repository's root.
    pub path: String,
    /// The path as declared, where it differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// Of its bytes; `null` when it was not there.
    #[schemars(with = "Option<String>")]
    pub sha256: Option<Digest>,
    /// The gate that recorded it last.
    #[schemars(with = "String")]
    pub gate: GateId,
    /// The attempt that recorded it last.
    pub attempt: u32,
    /// When.
    #[schemars(with = "String")]
    pub recorded_at: Timestamp,
}

/// The parts of RUN.json that come from sealed attempt files rather than from events.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Index {
    /// The latest entry for every output, sorted by path.
    pub artifacts_index: Vec<IndexEntry>,
    /// The latest result rows of every gate, each with `gate` and `attempt`.
    pub validations: Vec<Map<String, Value>>,
}

impl Index {
    /// What an attempt file's `index_sha256` says.
    pub fn digest(&self) -> Result<Digest, Failure> {
        canonical::digest(self)
    }
}

/// The document for a run, its chain and its index.
pub fn to_doc_of<'a>(run: &Run, links: &'a [Link], index: &Index) -> RunDoc<Events<'a>> {
    RunDoc {
        format: run.format,
        run_id: run.id.clone(),
        workflow: run.workflow.clone(),
        depth: run.depth,
        params: run.params.clone(),
        prompt: run.prompt.clone(),
        status: run.status,
        started_at: run.started_at,
        finished_at: run.finished_at,
        head: links.last().map_or(Digest::ZERO, |link| link.digest),
        gates: run.gates.iter().map(gate_doc).collect(),
        invocations: run.invocations.clone(),
        artifacts_index: index.artifacts_index.clone(),
        validations: index.validations.clone(),
        events: Events(links),
    }
}

fn gate_doc(gate: &GateState) -> GateDoc {
    let row = |row: &AttemptRow| AttemptDoc {
        attempt: row.attempt,
        status: row.status,
        started_at: row.started_at,
        finished_at: row.finished_at,
        agent: row.agent.clone(),
        invocation_ids: row.invocation_ids.clone(),
        sha256: row.sha256,
    };
    GateDoc {
        gate: gate.id.clone(),
        name: gate.name.clone(),
        status: gate.status,
        attempts: gate.attempts.iter().map(row).collect(),
    }
}
