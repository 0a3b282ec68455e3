//! The members of our own predicate, in the order and under the names in which they are written.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::model::attempt::{Artifact, Cause, GitFacts, Seen};
use crate::model::digest::Digest;
use crate::model::pin::Pin;
use crate::model::run::AttemptStatus;

/// A closed attempt at a gate, as its run's record has it: `urn:gatewright:gate-attempt:v1`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct GateAttempt<'a> {
    /// The run.
    pub(super) run: RunSaid<'a>,
    /// The gate.
    pub(super) gate: GateSaid<'a>,
    /// The number of the attempt, from 1.
    pub(super) attempt: u32,
    /// The digest of the event that opened it: no other attempt, of whatever run, has it.
    #[schemars(with = "String")]
    pub(super) nonce: Digest,
    /// How it was closed: PASS, WAIVED, FAIL, TIMED_OUT or ABANDONED. Only PASS is one.
    pub(super) status: AttemptStatus,
    /// Why it did not pass.
    pub(super) cause: Option<Cause>,
    /// Why, in words.
    pub(super) failure_reason: Option<&'a str>,
    /// Finished without the gate being done anew.
    pub(super) revalidation: bool,
    /// When it was opened and closed, by the clock of the machine that did it.
    pub(super) times: Times,
    /// Where it stands in the run's chain of events.
    pub(super) record: RecordSaid<'a>,
    /// The contract that judged it.
    pub(super) contract: &'a Pin,
    /// Everything that was frozen for the gate when it was opened.
    pub(super) pins: &'a [Pin],
    /// The outputs of the gates it needs, as they were before the work.
    pub(super) inputs: &'a [Seen],
    /// The result of every check; empty where nothing was judged.
    pub(super) findings: &'a [Map<String, Value>],
    /// What the program saw itself.
    pub(super) witnessed: Witnessed<'a>,
    /// What it was only told.
    pub(super) declared: Declared<'a>,
    /// On what all of this rests.
    pub(super) assurance: AssuranceSaid<'a>,
}

/// A run.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RunSaid<'a> {
    /// Its id.
    pub(super) id: &'a str,
    /// The workflow's name.
    pub(super) workflow: &'a str,
    /// The author's version of it.
    pub(super) workflow_version: &'a str,
    /// What it is about.
    pub(super) slug: &'a str,
    /// How thorough it is.
    pub(super) depth: &'static str,
    /// Made with a clock and ids that tests set: never to be accepted.
    pub(super) seeded: bool,
}

/// A gate.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct GateSaid<'a> {
    /// Its id.
    pub(super) id: &'a str,
    /// Its name for people.
    pub(super) name: &'a str,
}

/// Times in UTC.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Times {
    /// When it was opened.
    pub(super) started_at: String,
    /// When it was closed.
    pub(super) finished_at: Option<String>,
}

/// Where an attempt stands in the record.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RecordSaid<'a> {
    /// The attempt's file, from the repository's root.
    pub(super) file: &'a str,
    /// Of its bytes, as the closing event seals them.
    #[schemars(with = "String")]
    pub(super) sha256: Digest,
    /// Of the file of the attempt before; `null` for the first.
    #[schemars(with = "Option<String>")]
    pub(super) previous_attempt: Option<Digest>,
    /// The digest of the event that closed it.
    #[schemars(with = "String")]
    pub(super) closed_by: Digest,
    /// The digest of the run's last event when this was said.
    #[schemars(with = "String")]
    pub(super) head: Digest,
    /// How many events there were then.
    pub(super) events: usize,
}

/// What the program saw itself.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Witnessed<'a> {
    /// The declared outputs that were there before the work.
    pub(super) before: &'a [Seen],
    /// What became of them; of more than 100 only those that were missing, the others are subjects.
    pub(super) outputs: &'a [Artifact],
    /// How it was made sure that nobody wrote while they were read: `lease` or `stat`.
    pub(super) read_guard: Option<&'a str>,
    /// Where git stood.
    pub(super) git: Option<&'a GitFacts>,
    /// Of the packet that the work was asked for with.
    #[schemars(with = "String")]
    pub(super) packet: Digest,
    /// The program that closed it.
    pub(super) tool: Option<&'a str>,
    /// People whose signature was verified when they decided: `human:` and a name that an allowed signer has.
    pub(super) signed_by: Vec<String>,
}

/// What the program was only told.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Declared<'a> {
    /// Who opened it.
    pub(super) producer: String,
    /// Who closed it.
    pub(super) judge: Option<String>,
    /// Who is said to have done the work.
    pub(super) agent: Option<&'a str>,
    /// How many calls of agents were recorded.
    pub(super) invocations: usize,
    /// What people decided about its outputs.
    pub(super) decisions: Vec<Decision<'a>>,
    /// What people took upon themselves.
    pub(super) waivers: Vec<Waiver<'a>>,
    /// Why it was opened although what it needs was not met.
    pub(super) override_reason: Option<&'a str>,
}

/// A decision.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Decision<'a> {
    /// `approved` or `rejected`.
    pub(super) decision: &'static str,
    /// By whom.
    pub(super) by: String,
    /// When.
    pub(super) at: String,
    /// Of the list of outputs that it is about.
    #[schemars(with = "String")]
    pub(super) outputs: Digest,
    /// In the armour of `ssh-keygen -Y sign`, in the namespace `decision.gatewright`.
    pub(super) signature: Option<&'a str>,
}

/// A waiver.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Waiver<'a> {
    /// The check that does not hold.
    pub(super) check: &'a str,
    /// By whom it was waived.
    pub(super) by: String,
    /// Until when.
    pub(super) until: String,
    /// Why.
    pub(super) reason: &'a str,
}

/// On what a statement rests.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AssuranceSaid<'a> {
    /// L0 structure only, L1 the history of git, L2 a signature over the record, L3 a head from elsewhere. The signature of this statement is
    /// not counted: it says who vouches, not what was looked at.
    pub(super) level: &'static str,
    /// The same in words.
    pub(super) rests_on: &'static str,
    /// Whose seals held over the record.
    pub(super) sealed_by: &'a [String],
    /// What the audit found beside errors, with which nothing is attested.
    pub(super) findings: Vec<Noted<'a>>,
}

/// A finding of the audit.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Noted<'a> {
    /// The rule.
    pub(super) rule: &'static str,
    /// `note`, `not_enforced` or `warning`.
    pub(super) weight: &'static str,
    /// The gate.
    pub(super) gate: Option<&'a str>,
    /// The attempt.
    pub(super) attempt: Option<u32>,
}
