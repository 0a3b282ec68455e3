//! The ancestor's records (format v0), read as far as list and show need them.

use serde::Deserialize;

use crate::model::time::Timestamp;

/// The members of a v0 RUN.json that are shown. Everything is optional: generous in reading.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct RunV0 {
    /// The run's id, in any spelling.
    pub run_id: String,
    /// The workflow and what it was run on.
    pub workflow: WorkflowV0,
    /// quick, standard or deep.
    pub depth: Option<String>,
    /// RUNNING, PASSED, FAILED, CANCELED.
    pub status: String,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// When it was completed.
    pub finished_at: Option<Timestamp>,
    /// The gates.
    pub gates: Vec<GateV0>,
}

/// The workflow of a v0 record.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct WorkflowV0 {
    /// Its name.
    pub name: String,
    /// The author's version.
    pub version: String,
    /// What the run was about.
    pub slug: String,
    /// Where outputs went.
    pub artifact_path: Option<String>,
}

/// A gate of a v0 record.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct GateV0 {
    /// The gate's id.
    pub gate: String,
    /// Its name.
    pub name: String,
    /// NOT_STARTED, RUNNING, PASS, FAIL.
    pub status: String,
    /// Its attempts, in full.
    pub attempts: Vec<AttemptV0>,
}

/// An attempt of a v0 record.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AttemptV0 {
    /// Its number.
    pub attempt: u32,
    /// RUNNING, PASS, FAIL.
    pub status: String,
    /// When it was opened.
    pub started_at: Option<Timestamp>,
    /// When it was closed.
    pub finished_at: Option<Timestamp>,
    /// Who did the work.
    pub agent: Option<String>,
    /// Why it did not pass.
    pub failure_reason: Option<String>,
    /// Its outputs.
    pub artifacts: Vec<ArtifactV0>,
}

/// An output of a v0 attempt.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ArtifactV0 {
    /// From the repository's root.
    pub path: String,
    /// Of its bytes, as it was written down.
    pub sha256: Option<String>,
    /// Whether it was there.
    pub exists: Option<bool>,
}
