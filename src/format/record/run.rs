//! RUN.json: what it holds, how it is read strictly, and how it is written from its events.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::format::canonical;
use crate::format::record::event::{EventDoc, to_doc};
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
pub struct RunDoc {
    /// The version of this format: 1.
    pub format: u32,
    #[schemars(with = "String")]
    run_id: RunId,
    workflow: WorkflowRef,
    depth: Depth,
    params: Params,
    prompt: Option<PromptRef>,
    status: RunStatus,
    #[schemars(with = "String")]
    started_at: Timestamp,
    #[schemars(with = "Option<String>")]
    finished_at: Option<Timestamp>,
    #[schemars(with = "String")]
    head: Digest,
    gates: Vec<GateDoc>,
    invocations: Vec<Invocation>,
    /// The latest entry for every output that was ever recorded.
    pub artifacts_index: Vec<IndexEntry>,
    /// The latest result rows of every gate.
    pub validations: Vec<Map<String, Value>>,
    /// The chain.
    pub events: Vec<EventDoc>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GateDoc {
    #[schemars(with = "String")]
    gate: GateId,
    name: String,
    status: GateStatus,
    attempts: Vec<AttemptDoc>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AttemptDoc {
    attempt: u32,
    status: AttemptStatus,
    #[schemars(with = "String")]
    started_at: Timestamp,
    #[schemars(with = "Option<String>")]
    finished_at: Option<Timestamp>,
    agent: Option<String>,
    #[schemars(with = "Vec<String>")]
    invocation_ids: Vec<InvocationId>,
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
pub fn to_doc_of(run: &Run, links: &[Link], index: Index) -> RunDoc {
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
        artifacts_index: index.artifacts_index,
        validations: index.validations,
        events: links.iter().map(to_doc).collect(),
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
