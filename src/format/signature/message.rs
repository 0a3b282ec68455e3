//! What somebody signs who approves or rejects: every word that the decision rests on, in lines that a person can read.

use crate::model::decision::Decision;
use crate::model::digest::Digest;
use crate::model::ids::{GateId, RunId};

/// The namespace of signatures over decisions: none that was made for anything else, such as a commit, counts as one.
pub const NAMESPACE: &str = "decision.gatewright";

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
