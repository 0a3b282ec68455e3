//! An agent call inside an attempt, as it was measured or told.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::ids::{GateId, InvocationId};
use crate::model::time::Timestamp;

/// One agent call inside an attempt: a claim, never a verdict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Invocation {
    /// Its id.
    #[schemars(with = "String")]
    pub invocation_id: InvocationId,
    /// The gate it was made for.
    #[schemars(with = "String")]
    pub gate: GateId,
    /// The attempt it was made for.
    pub attempt: u32,
    /// Who was called, as said here or when the attempt was opened; `null` when nobody was named.
    pub agent: Option<String>,
    /// Which model answered.
    pub model: Option<String>,
    /// The agent's own session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// The command line, secrets masked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<Vec<String>>,
    /// When it began, as said or measured.
    #[schemars(with = "String")]
    pub started_at: Timestamp,
    /// When it ended.
    #[schemars(with = "String")]
    pub finished_at: Timestamp,
    /// How long it took, in milliseconds; `null` when its beginning was neither said nor measured.
    pub duration_ms: Option<u64>,
    /// What it is said to have come to: SUCCESS, FAILURE, TIMEOUT or CANCELED. A claim; `null` when nothing was said.
    pub status: Option<String>,
    /// The exit code, where a command was run; 128 + n for signal n.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exit_code: Option<i32>,
    /// Tokens read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tokens_in: Option<u64>,
    /// Tokens written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tokens_out: Option<u64>,
    /// What it cost, as a decimal with its currency, `0.42 USD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<String>,
    /// What it read, as said.
    pub input_refs: Vec<String>,
    /// What it wrote, as said.
    pub output_refs: Vec<String>,
}
