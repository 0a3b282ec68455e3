//! Our own predicate: everything that the record says of an attempt, what of it was witnessed and what only declared, and on what it rests.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::format::attest::attempt::{Assurance, Attested};
use crate::format::attest::statement::Said;
use crate::model::attempt::{Artifact, Cause, GitFacts, Seen};
use crate::model::digest::Digest;
use crate::model::failure::Failure;
use crate::model::pin::Pin;
use crate::model::run::AttemptStatus;

/// Its type. A URN that nobody else uses: it stands for no address, because none is served.
pub const TYPE: &str = "urn:gatewright:gate-attempt:v1";

/// A closed attempt at a gate, as its run's record has it: `urn:gatewright:gate-attempt:v1`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct GateAttempt<'a> {
    /// The run.
    run: RunSaid<'a>,
    /// The gate.
    gate: GateSaid<'a>,
    /// The number of the attempt, from 1.
    attempt: u32,
    /// The digest of the event that opened it: no other attempt, of whatever run, has it.
    #[schemars(with = "String")]
    nonce: Digest,
    /// How it was closed: PASS, WAIVED, FAIL, TIMED_OUT or ABANDONED. Only PASS is one.
    status: AttemptStatus,
    /// Why it did not pass.
    cause: Option<Cause>,
    /// Why, in words.
    failure_reason: Option<&'a str>,
    /// Finished without the gate being done anew.
    revalidation: bool,
    /// When it was opened and closed, by the clock of the machine that did it.
    times: Times,
    /// Where it stands in the run's chain of events.
    record: RecordSaid<'a>,
    /// The contract that judged it.
    contract: &'a Pin,
    /// Everything that was frozen for the gate when it was opened.
    pins: &'a [Pin],
    /// The outputs of the gates it needs, as they were before the work.
    inputs: &'a [Seen],
    /// The result of every check; empty where nothing was judged.
    findings: &'a [Map<String, Value>],
    /// What the program saw itself.
    witnessed: Witnessed<'a>,
    /// What it was only told.
    declared: Declared<'a>,
    /// On what all of this rests.
    assurance: AssuranceSaid<'a>,
}

/// A run.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct RunSaid<'a> {
    /// Its id.
    id: &'a str,
    /// The workflow's name.
    workflow: &'a str,
    /// The author's version of it.
    workflow_version: &'a str,
    /// What it is about.
    slug: &'a str,
    /// How thorough it is.
    depth: &'static str,
    /// Made with a clock and ids that tests set: never to be accepted.
    seeded: bool,
}

/// A gate.
#[derive(Debug, Serialize, JsonSchema)]
struct GateSaid<'a> {
    /// Its id.
    id: &'a str,
    /// Its name for people.
    name: &'a str,
}

/// Times in UTC.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Times {
    /// When it was opened.
    started_at: String,
    /// When it was closed.
    finished_at: Option<String>,
}

/// Where an attempt stands in the record.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct RecordSaid<'a> {
    /// The attempt's file, from the repository's root.
    file: &'a str,
    /// Of its bytes, as the closing event seals them.
    #[schemars(with = "String")]
    sha256: Digest,
    /// Of the file of the attempt before; `null` for the first.
    #[schemars(with = "Option<String>")]
    previous_attempt: Option<Digest>,
    /// The digest of the event that closed it.
    #[schemars(with = "String")]
    closed_by: Digest,
    /// The digest of the run's last event when this was said.
    #[schemars(with = "String")]
    head: Digest,
    /// How many events there were then.
    events: usize,
}

/// What the program saw itself.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Witnessed<'a> {
    /// The declared outputs that were there before the work.
    before: &'a [Seen],
    /// What became of them; of more than 100 only those that were missing, the others are subjects.
    outputs: &'a [Artifact],
    /// How it was made sure that nobody wrote while they were read: `lease` or `stat`.
    read_guard: Option<&'a str>,
    /// Where git stood.
    git: Option<&'a GitFacts>,
    /// Of the packet that the work was asked for with.
    #[schemars(with = "String")]
    packet: Digest,
    /// The program that closed it.
    tool: Option<&'a str>,
    /// People whose signature was verified when they decided: `human:` and a name that an allowed signer has.
    signed_by: Vec<String>,
}

/// What the program was only told.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Declared<'a> {
    /// Who opened it.
    producer: String,
    /// Who closed it.
    judge: Option<String>,
    /// Who is said to have done the work.
    agent: Option<&'a str>,
    /// How many calls of agents were recorded.
    invocations: usize,
    /// What people decided about its outputs.
    decisions: Vec<Decision<'a>>,
    /// What people took upon themselves.
    waivers: Vec<Waiver<'a>>,
    /// Why it was opened although what it needs was not met.
    override_reason: Option<&'a str>,
}

/// A decision.
#[derive(Debug, Serialize, JsonSchema)]
struct Decision<'a> {
    /// `approved` or `rejected`.
    decision: &'static str,
    /// By whom.
    by: String,
    /// When.
    at: String,
    /// Of the list of outputs that it is about.
    #[schemars(with = "String")]
    outputs: Digest,
    /// In the armour of `ssh-keygen -Y sign`, in the namespace `decision.gatewright`.
    signature: Option<&'a str>,
}

/// A waiver.
#[derive(Debug, Serialize, JsonSchema)]
struct Waiver<'a> {
    /// The check that does not hold.
    check: &'a str,
    /// By whom it was waived.
    by: String,
    /// Until when.
    until: String,
    /// Why.
    reason: &'a str,
}

/// On what a statement rests.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct AssuranceSaid<'a> {
    /// L0 structure only, L1 the history of git, L2 a signature over the record, L3 a head from elsewhere. The signature of this statement is
    /// not counted: it says who vouches, not what was looked at.
    level: &'static str,
    /// The same in words.
    rests_on: &'static str,
    /// Whose seals held over the record.
    sealed_by: &'a [String],
    /// What the audit found beside errors, with which nothing is attested.
    findings: Vec<Noted<'a>>,
}

/// A finding of the audit.
#[derive(Debug, Serialize, JsonSchema)]
struct Noted<'a> {
    /// The rule.
    rule: &'static str,
    /// `note`, `not_enforced` or `warning`.
    weight: &'static str,
    /// The gate.
    gate: Option<&'a str>,
    /// The attempt.
    attempt: Option<u32>,
}

/// Its schema.
pub fn schema() -> Value {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let mut schema: Value = generator.into_root_schema_for::<GateAttempt<'_>>().into();
    schema["title"] = Value::from(format!("gatewright predicate {TYPE}"));
    schema
}

/// What the record says of the attempt.
///
/// # Errors
/// None that the caller could cause.
pub fn said(of: &Attested<'_>) -> Result<Said, Failure> {
    let predicate = serde_json::to_value(predicate(of))
        .map_err(|why| Failure::bug(format!("a predicate could not be written: {why}")))?;
    Ok(Said { name: "gate-attempt", predicate_type: TYPE, predicate })
}

fn predicate<'a>(of: &'a Attested<'a>) -> GateAttempt<'a> {
    let (run, attempt) = (of.run, of.attempt);
    GateAttempt {
        run: RunSaid {
            id: run.id.as_str(),
            workflow: &run.workflow.name,
            workflow_version: &run.workflow.version,
            slug: &run.workflow.slug,
            depth: run.depth.as_str(),
            seeded: run.seeded,
        },
        gate: GateSaid { id: of.gate.id.as_str(), name: &of.gate.name },
        attempt: attempt.attempt,
        nonce: of.place.opened,
        status: attempt.status,
        cause: attempt.cause,
        failure_reason: attempt.failure_reason.as_deref(),
        revalidation: attempt.revalidation,
        times: Times {
            started_at: attempt.started_at.to_string(),
            finished_at: attempt.finished_at.map(|at| at.to_string()),
        },
        record: RecordSaid {
            file: &of.file,
            sha256: of.sha256,
            previous_attempt: of.place.previous,
            closed_by: of.place.closed,
            head: of.place.head,
            events: of.place.events,
        },
        contract: &of.contract,
        pins: &of.pins,
        inputs: &of.inputs,
        findings: &attempt.validations,
        witnessed: witnessed(of),
        declared: declared(of),
        assurance: assurance(of.assurance),
    }
}

fn witnessed<'a>(of: &'a Attested<'a>) -> Witnessed<'a> {
    let attempt = of.attempt;
    let mut signed_by: Vec<String> = of
        .row
        .decisions
        .iter()
        .filter(|decided| decided.signature.is_some())
        .map(|decided| decided.by.to_string())
        .chain(of.row.waivers.iter().filter(|one| one.signature.is_some()).map(|one| one.by.to_string()))
        .collect();
    signed_by.sort();
    signed_by.dedup();
    Witnessed {
        before: &of.before,
        outputs: &attempt.artifacts,
        read_guard: attempt.read_guard.as_deref(),
        git: attempt.start.git.as_ref(),
        packet: attempt.start.packet.sha256,
        tool: attempt.tool.as_deref(),
        signed_by,
    }
}

fn declared<'a>(of: &'a Attested<'a>) -> Declared<'a> {
    let attempt = of.attempt;
    let decision = |decided: &'a crate::model::decision::Decided| Decision {
        decision: decided.decision.as_str(),
        by: decided.by.to_string(),
        at: decided.at.to_string(),
        outputs: decided.outputs,
        signature: decided.signature.as_deref(),
    };
    let waiver = |waived: &'a crate::model::waiver::Waived| Waiver {
        check: &waived.check,
        by: waived.by.to_string(),
        until: waived.until.to_string(),
        reason: &waived.reason,
    };
    Declared {
        producer: attempt.start.producer.to_string(),
        judge: attempt.judge.as_ref().map(ToString::to_string),
        agent: attempt.agent.as_deref(),
        invocations: attempt.invocation_ids.len(),
        decisions: of.row.decisions.iter().map(decision).collect(),
        waivers: of.row.waivers.iter().map(waiver).collect(),
        override_reason: attempt.start.override_reason.as_deref(),
    }
}

fn assurance(assurance: &Assurance) -> AssuranceSaid<'_> {
    let noted =
        |noted: &'_ crate::format::attest::attempt::Noted| -> (&'static str, &'static str, Option<u32>) {
            (noted.rule, noted.weight.as_str(), noted.attempt)
        };
    let findings = assurance.findings.iter().map(|one| {
        let (rule, weight, attempt) = noted(one);
        Noted { rule, weight, gate: one.gate.as_deref(), attempt }
    });
    AssuranceSaid {
        level: assurance.level.as_str(),
        rests_on: assurance.level.words(),
        sealed_by: &assurance.sealed_by,
        findings: findings.collect(),
    }
}
