//! What several commands refuse, each refusal written once.

use crate::format::record::read::Record;
use crate::model::digest::Digest;
use crate::model::failure::Failure;
use crate::model::ids::GateId;
use crate::model::run::Run;
use crate::rules::secrets;

/// Refuses when the chain does not end as the caller knows it.
pub fn expect_head(record: &Record, expected: Option<Digest>) -> Result<(), Failure> {
    let head = record.head();
    match expected {
        Some(expected) if expected != head => Err(Failure::state(
            "head_differs",
            "the record is not the one you know: its last event is another",
        )
        .cause(format!("expected {expected}, found {head}"))
        .hint("somebody else moved the run on, or the record was rewritten")
        .next(format!("gatewright run show --run {}", record.run.id))),
        _ => Ok(()),
    }
}

/// Refuses a run to which nothing can be added.
///
/// # Errors
/// `State` (`run_completed`).
pub fn refuse_completed(run: &Run) -> Result<(), Failure> {
    if !run.status.is_final() {
        return Ok(());
    }
    let message = format!("the run is completed ({}); it never changes again", run.status.as_str());
    Err(Failure::state("run_completed", message).next(format!("gatewright run show --run {}", run.id)))
}

/// A gate that the run does not have.
pub fn unknown_gate(run: &Run, id: &GateId) -> Failure {
    let known: Vec<&str> = run.gates.iter().map(|gate| gate.id.as_str()).collect();
    Failure::usage("unknown_gate", format!("the run has no gate {id}"))
        .hint(format!("its gates: {}", known.join(", ")))
        .next(format!("gatewright run status --run {}", run.id))
}

/// Known token shapes are refused in what a person types: records are committed.
pub fn refuse_token(what: &str, text: &str) -> Result<(), Failure> {
    match secrets::find_token(text) {
        Some(kind) => Err(Failure::usage(
            "secret_refused",
            format!("{what} looks like it holds a secret ({kind}); records are committed, so it is refused"),
        )
        .hint("take the secret out; if it is a real one, revoke it")),
        None => Ok(()),
    }
}

/// A reason that enters the record: something is said, at most 2,000 bytes, no secret.
pub fn check_reason(reason: &str) -> Result<(), Failure> {
    if reason.trim().is_empty() || reason.len() > 2000 {
        return Err(Failure::usage("bad_reason", "a reason must say something, in at most 2000 bytes"));
    }
    refuse_token("the reason", reason)
}
