//! The ancestor's records (format v0), read as far as list and show need them.

use serde::Deserialize;
use serde_json::Value;

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
    /// Calls of agents, whatever was written down.
    pub invocations: Value,
    /// What happened, whatever was written down.
    pub events: Value,
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
    /// Calls of agents that were recorded for it.
    pub invocation_ids: Vec<String>,
    /// Its outputs.
    pub artifacts: Vec<ArtifactV0>,
    /// The rows of its checks, whatever was written down.
    pub validations: Value,
}

/// An output of a v0 attempt.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ArtifactV0 {
    /// From the repository's root, with variables in it.
    pub path: String,
    /// Where it lay on the machine that wrote the record.
    pub absolute_path: Option<String>,
    /// Of its bytes, as it was written down.
    pub sha256: Option<String>,
    /// Whether it was there.
    pub exists: Option<bool>,
}

impl RunV0 {
    /// When the call of that id began and ended, as far as that was written down.
    pub fn times_of_call(&self, id: &str) -> (Option<Timestamp>, Option<Timestamp>) {
        let calls = self.invocations.as_array().into_iter().flatten();
        let call = calls.into_iter().find(|call| call["invocation_id"] == id);
        let time = |member: &str| call?.get(member)?.as_str()?.parse().ok();
        (time("started_at"), time("finished_at"))
    }

    /// Where every recorded output lay, from the root of the repository, beside its digest, its gate and its attempt; of each attempt that was
    /// finished last at its gate.
    pub fn outputs(&self) -> Vec<(&GateV0, &AttemptV0, String, &str)> {
        let root = self.root();
        let mut outputs = vec![];
        for gate in &self.gates {
            let last = gate.attempts.iter().rev().find(|attempt| attempt.status != "RUNNING");
            for (attempt, artifact) in
                last.into_iter().flat_map(|one| one.artifacts.iter().map(move |it| (one, it)))
            {
                let Some(sha256) = artifact.sha256.as_deref() else { continue };
                // A variable that the record does not name stands in the absolute path only.
                let absolute = artifact.absolute_path.as_deref().zip(root.as_deref());
                let below = absolute.and_then(|(path, root)| path.strip_prefix(root));
                let path = below.map_or_else(|| self.resolved(&artifact.path), str::to_owned);
                outputs.push((gate, attempt, path, sha256));
            }
        }
        outputs
    }

    /// The root on the machine that wrote the record: what stands before a path whose variables the record names.
    fn root(&self) -> Option<String> {
        let artifacts =
            self.gates.iter().flat_map(|gate| &gate.attempts).flat_map(|attempt| &attempt.artifacts);
        artifacts
            .filter_map(|artifact| {
                let path = self.resolved(&artifact.path);
                let before = artifact.absolute_path.as_deref()?.strip_suffix(path.as_str())?;
                (!path.contains('{') && before.ends_with('/')).then(|| before.to_owned())
            })
            .next()
    }

    /// A path as the ancestor kept it, with the variables that the record names in their places.
    fn resolved(&self, path: &str) -> String {
        let workflow = &self.workflow;
        let depth = self.depth.as_deref().unwrap_or_default();
        path.replace("{slug}", &workflow.slug)
            .replace("{artifact_path}", workflow.artifact_path.as_deref().unwrap_or_default())
            .replace("{depth}", depth)
    }
}
