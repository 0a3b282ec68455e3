//! An attempt at a gate: what was there before, what came of it, how it was judged.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::model::account::Account;
use crate::model::actor::Actor;
use crate::model::digest::Digest;
use crate::model::ids::{GateId, InvocationId, RunId};
use crate::model::path::RepoPath;
use crate::model::run::AttemptStatus;
use crate::model::time::Timestamp;

/// The content of `attempt-<n>.json`. The order of the members is the order on disk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Attempt {
    /// The run it belongs to.
    #[schemars(with = "String")]
    pub run_id: RunId,
    /// The gate it belongs to.
    #[schemars(with = "String")]
    pub gate: GateId,
    /// Contiguous from 1.
    pub attempt: u32,
    /// Where it stands.
    pub status: AttemptStatus,
    /// Why it did not pass.
    pub cause: Option<Cause>,
    /// When it was opened.
    #[schemars(with = "String")]
    pub started_at: Timestamp,
    /// When it was closed.
    #[schemars(with = "Option<String>")]
    pub finished_at: Option<Timestamp>,
    /// Who does the work.
    pub agent: Option<String>,
    /// Who closed it.
    #[schemars(with = "Option<String>")]
    pub judge: Option<Actor>,
    /// The account in which it was closed, where that is not the one in which it was opened.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub judge_account: Option<Account>,
    /// The program and version that closed it.
    pub tool: Option<String>,
    /// The digest of the packet.
    #[schemars(with = "String")]
    pub prompt_sha256: Digest,
    /// Agent calls made for it.
    #[schemars(with = "Vec<String>")]
    pub invocation_ids: Vec<InvocationId>,
    /// The declared outputs, as declared; empty while it is open.
    pub required_outputs: Vec<String>,
    /// What became of every declared output, in the contract's order; empty while it is open. More than
    /// 100 are in `manifest` instead.
    pub artifacts: Vec<Artifact>,
    /// The list of artifacts when there are more than 100: a file beside this one, sealed by digest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manifest: Option<Manifest>,
    /// What checks looked at beside the declared outputs, with the bytes that were judged; sorted by path.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub looked_at: Vec<Seen>,
    /// That list when it has more than 100 entries.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub looked_at_manifest: Option<Manifest>,
    /// How it was made sure that nobody wrote while the outputs were read: `lease`, or `stat` where leases were not to
    /// be had for one of them.
    pub read_guard: Option<String>,
    /// Every check's result.
    pub validations: Vec<Map<String, Value>>,
    /// Why it did not pass, in words.
    pub failure_reason: Option<String>,
    /// Finished without the gate being done anew, because a run was started at a later gate.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub revalidation: bool,
    /// What was true when it was opened; later versions of the file copy it.
    pub start: Start,
    /// Of the canonical form of RUN.json's `artifacts_index` and `validations` once this attempt was closed.
    #[schemars(with = "Option<String>")]
    pub index_sha256: Option<Digest>,
}

impl Attempt {
    /// The file as `gate start` writes it, and as healing puts it back.
    pub fn opened(
        run_id: RunId,
        gate: GateId,
        attempt: u32,
        started_at: Timestamp,
        agent: Option<String>,
        start: Start,
    ) -> Attempt {
        Attempt {
            run_id,
            gate,
            attempt,
            status: AttemptStatus::Running,
            cause: None,
            started_at,
            finished_at: None,
            agent,
            judge: None,
            judge_account: None,
            tool: None,
            prompt_sha256: start.packet.sha256,
            invocation_ids: vec![],
            required_outputs: vec![],
            artifacts: vec![],
            manifest: None,
            looked_at: vec![],
            looked_at_manifest: None,
            read_guard: None,
            validations: vec![],
            failure_reason: None,
            revalidation: false,
            start,
            index_sha256: None,
        }
    }

    /// The lists that lie in files of their own beside the attempt's: of outputs and of what else was looked at, as it closed;
    /// of what was there before and of inputs, as it was opened.
    pub fn manifests(&self) -> impl Iterator<Item = &Manifest> {
        let start = &self.start;
        let all = [&self.manifest, &self.looked_at_manifest, &start.before_manifest, &start.inputs_manifest];
        all.into_iter().flatten()
    }
}

/// Why an attempt did not pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Cause {
    /// The contract said no.
    Contract,
    /// Somebody declared it failed.
    Declared,
    /// It was finished after the gate's timeout.
    Timeout,
    /// It was given up.
    Abandoned,
}

/// What was true when an attempt was opened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// Who opened it: the producer.
    #[schemars(with = "String")]
    pub producer: Actor,
    /// The account in which it was opened: by what the machine knew its user. Absent where it knew nothing, and in older records.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub account: Option<Account>,
    /// The session it was opened in, when known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// The program and version that opened it.
    pub tool: String,
    /// The pinned contract it will be judged by: the digest of its file; where it extends others, of the list `<hex>  <path>` of
    /// all of them, a line each, itself first.
    #[schemars(with = "String")]
    pub contract_sha256: Digest,
    /// The packet as it was rendered.
    pub packet: PacketRef,
    /// Where git stood; `null` without git.
    pub git: Option<GitFacts>,
    /// Why it was opened although its needs were not met.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub override_reason: Option<String>,
    /// The declared outputs, and what checks compare, as far as they existed before the work; sorted by path.
    pub before: Vec<Seen>,
    /// That list when it has more than 100 entries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before_manifest: Option<Manifest>,
    /// The outputs of the gates it needs that existed before the work; sorted by path.
    pub inputs: Vec<Seen>,
    /// That list when it has more than 100 entries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inputs_manifest: Option<Manifest>,
}

/// A packet: its digest and size.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PacketRef {
    /// Of its bytes; up to 64 KiB of them are kept among the pins under this name.
    #[schemars(with = "String")]
    pub sha256: Digest,
    /// Its length.
    pub bytes: u64,
}

/// Where git stood.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GitFacts {
    /// The commit; `null` before the first.
    pub head: Option<String>,
    /// Whether declared outputs or inputs differed from it.
    pub dirty: bool,
}

/// A path and what was there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// From the repository's root.
    #[schemars(with = "String")]
    pub path: RepoPath,
    /// Of the file, or of a directory's manifest.
    #[schemars(with = "String")]
    pub sha256: Digest,
}

/// What became of a declared output.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Artifact {
    /// The resolved path from the repository's root.
    pub path: String,
    /// The path as declared, where it differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// Of the file, or of a directory's manifest.
    #[schemars(with = "Option<String>")]
    pub sha256: Option<Digest>,
    /// Whether it was there.
    pub exists: bool,
    /// Against what was there before.
    pub change: Change,
    /// In bytes; for a directory of all its files.
    pub size: Option<u64>,
    /// For a directory, how many files it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub files: Option<u64>,
    /// More than one name for the same file: they can be changed through the other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<u64>,
}

/// An output against what was there before the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// It was not there.
    Created,
    /// It was there with other bytes.
    Changed,
    /// It was there with the same bytes.
    Unchanged,
    /// It is not there.
    Missing,
    /// Something is there that cannot be read as an output: a link, a pipe, a file that may not be read. Older records say `created` or `changed`.
    Unreadable,
}

impl Change {
    /// Its word in records.
    pub fn as_str(self) -> &'static str {
        match self {
            Change::Created => "created",
            Change::Changed => "changed",
            Change::Unchanged => "unchanged",
            Change::Missing => "missing",
            Change::Unreadable => "unreadable",
        }
    }
}

/// A list that lies in a file of its own, one `<sha256>  <path>` a line, sorted by the bytes of the paths.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Its name beside the attempt file.
    pub file: String,
    /// Of its bytes.
    #[schemars(with = "String")]
    pub sha256: Digest,
    /// How many lines it has.
    pub entries: u64,
}
