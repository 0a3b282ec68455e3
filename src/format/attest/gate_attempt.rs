//! Our own predicate: everything that the record says of an attempt, what of it was witnessed and what only declared, and on what it rests.

use schemars::generate::SchemaSettings;
use serde_json::Value;

use crate::format::attest::attempt::{Assurance, Attested};
use crate::format::attest::predicate::{
    AssuranceSaid, Decision, Declared, GateAttempt, GateSaid, Noted, RecordSaid, RunSaid, Times, Waiver,
    Witnessed,
};
use crate::format::attest::statement::Said;
use crate::model::failure::Failure;

/// Its type. A URN that nobody else uses: it stands for no address, because none is served.
pub const TYPE: &str = "urn:gatewright:gate-attempt:v1";

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
