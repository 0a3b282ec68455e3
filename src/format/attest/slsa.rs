//! The predicates of SLSA, on request: provenance v1 and verification summary v1. They claim no SLSA level.

use serde_json::{Value, json};

use crate::format::attest::attempt::{Attested, Output};
use crate::format::attest::statement::{Said, descriptor, file};
use crate::format::attest::svr::VERIFIER;
use crate::model::attempt::Seen;

/// The type of provenance.
pub const PROVENANCE: &str = "https://slsa.dev/provenance/v1";
/// The type of a verification summary.
pub const SUMMARY: &str = "https://slsa.dev/verification_summary/v1";

/// How the outputs came about: what was asked for, from what, in which attempt. Who did the work is declared, so the builder is
/// no more than the kind of build.
pub fn provenance(of: &Attested<'_>) -> Said {
    let run = of.run;
    let seen = |seen: &Seen| {
        descriptor(&Output { path: seen.path.to_string(), sha256: seen.sha256, directory: false })
    };
    let pins = of.pins.iter().map(|pin| file(pin.path.as_str(), pin.sha256));
    let dependencies: Vec<Value> = of.inputs.iter().map(seen).chain(pins).collect();
    let predicate = json!({
        "buildDefinition": {
            "buildType": VERIFIER,
            "externalParameters": {
                "workflow": run.workflow.name,
                "slug": run.workflow.slug,
                "depth": run.depth.as_str(),
                "gate": of.gate.id,
            },
            "internalParameters": {},
            "resolvedDependencies": dependencies,
        },
        "runDetails": {
            "builder": { "id": "urn:gatewright:attempt:v1", "version": { "gatewright": version(of) } },
            "metadata": {
                "invocationId": format!("{}/{}/{}", run.id, of.gate.id, of.row.attempt),
                "startedOn": of.attempt.started_at,
                "finishedOn": of.attempt.finished_at,
            },
            "byproducts": [file(&of.file, of.sha256)],
        },
    });
    Said { name: "slsa-provenance", predicate_type: PROVENANCE, predicate }
}

/// What the contract said; `None` where it was not asked. A gate that is WAIVED has FAILED here: there is no third word.
pub fn summary(of: &Attested<'_>) -> Option<Said> {
    let at = of.attempt.finished_at.filter(|_| of.is_judged())?;
    let (result, level) = match of.passed() {
        true => ("PASSED", "GATEWRIGHT_GATE_PASS"),
        false => ("FAILED", "FAILED"),
    };
    let predicate = json!({
        "verifier": { "id": VERIFIER },
        "timeVerified": at,
        "resourceUri": format!("urn:gatewright:outputs:{}:{}", of.run_id(), of.gate.id),
        "policy": { "uri": of.contract.path, "digest": { "sha256": of.contract.sha256 } },
        "inputAttestations": [{ "uri": of.file, "digest": { "sha256": of.sha256 } }],
        "verificationResult": result,
        "verifiedLevels": [level],
    });
    Some(Said { name: "slsa-vsa", predicate_type: SUMMARY, predicate })
}

/// Of the program that closed the attempt.
fn version<'a>(of: &'a Attested<'_>) -> &'a str {
    let tool = of.attempt.tool.as_deref().unwrap_or_default();
    tool.strip_prefix("gatewright ").unwrap_or(tool)
}
