//! What somebody signs who approves, rejects or waives: every word that the decision rests on, in lines that a person can read.

use crate::format::signature::role::DECISION;
use crate::model::decision::Decision;
use crate::model::digest::Digest;
use crate::model::ids::{GateId, RunId};
use crate::model::time::Timestamp;

/// The namespace of signatures over decisions: none that was made for anything else, such as a commit, counts as one.
pub const NAMESPACE: &str = DECISION.namespace;

/// What a decision is about.
#[derive(Debug, Clone)]
pub struct Decidable<'a> {
    /// The run.
    pub run: &'a RunId,
    /// The gate.
    pub gate: &'a GateId,
    /// The attempt.
    pub attempt: u32,
    /// Of the contract that the attempt is judged by.
    pub contract: Digest,
    /// Of the list of its declared outputs.
    pub outputs: Digest,
    /// Which decision about the attempt it is, from 1: a signature that was given once cannot be given again.
    pub number: usize,
}

/// The bytes that are signed: eight lines. The words of whoever decides stand there as JSON, so that they keep to their line.
pub fn message(about: &Decidable<'_>, decision: Decision, reason: Option<&str>) -> String {
    let Decidable { run, gate, attempt, contract, outputs, number } = about;
    let words = serde_json::Value::from(reason.unwrap_or_default());
    format!(
        "gatewright decision 1\nrun: {run}\ngate: {gate} attempt {attempt}\ncontract: {contract}\noutputs: {outputs}\nnumber: {number}\ndecision: {}\nwords: {words}\n",
        decision.as_str()
    )
}

/// What a waiver is about.
#[derive(Debug, Clone)]
pub struct Waivable<'a> {
    /// The run.
    pub run: &'a RunId,
    /// The gate.
    pub gate: &'a GateId,
    /// The attempt.
    pub attempt: u32,
    /// Of the contract that the attempt is judged by.
    pub contract: Digest,
    /// The check, as its contract names it.
    pub check: &'a str,
    /// From this moment on the waiver counts no longer.
    pub until: Timestamp,
    /// Which waiver of the attempt it is, from 1: a signature that was given once cannot be given again.
    pub number: usize,
}

/// The bytes that are signed: eight lines, the first another than that of a decision.
pub fn waiver_message(about: &Waivable<'_>, reason: &str) -> String {
    let Waivable { run, gate, attempt, contract, check, until, number } = about;
    let (check, words) = (serde_json::Value::from(*check), serde_json::Value::from(reason));
    format!(
        "gatewright waiver 1\nrun: {run}\ngate: {gate} attempt {attempt}\ncontract: {contract}\ncheck: {check}\nuntil: {until}\nnumber: {number}\nwords: {words}\n"
    )
}
