//! How two sides differ.

use crate::model::digest::Digest;

/// Something that both say, each in its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// What: `packet`, `opened by`, `param depth` …
    pub what: String,
    /// The one; `None` where it says nothing.
    pub a: Option<String>,
    /// The other.
    pub b: Option<String>,
}

/// An attempt at a gate on one side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stood {
    /// The gate.
    pub gate: String,
    /// The attempt that is compared; `None` where the gate was not tried.
    pub attempt: Option<u32>,
    /// How it stands.
    pub status: String,
}

/// How two attempts differ, or a gate of two runs by its last attempts.
#[derive(Debug)]
pub struct GateDifference {
    /// On the one side; `None` where there is no such gate.
    pub a: Option<Stood>,
    /// On the other.
    pub b: Option<Stood>,
    /// What was asked: contract, packet, inputs.
    pub asked: Vec<Changed>,
    /// Who did it, when, how it ended.
    pub told: Vec<Changed>,
    /// Outputs that are not the same.
    pub outputs: Vec<OutputDifference>,
    /// How many are the same.
    pub same_outputs: usize,
    /// Checks with another result or other findings.
    pub checks: Vec<CheckDifference>,
    /// How many say the same.
    pub same_checks: usize,
}

/// An output that is not the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputDifference {
    /// Where.
    pub path: String,
    /// Its digest on the one side; `None` where it was not there or not hashed.
    pub a: Option<Digest>,
    /// On the other.
    pub b: Option<Digest>,
    /// How its text differs.
    pub text: Text,
}

/// How a text differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Text {
    /// The lines of a unified difference.
    Lines(Vec<String>),
    /// It cannot be shown; the words say why.
    Not(String),
}

/// A check that does not say the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckDifference {
    /// Its type, with its id or path.
    pub check: String,
    /// `error` or `warning`.
    pub severity: String,
    /// Its state on the one side; `None` where it was not asked.
    pub a: Option<String>,
    /// On the other.
    pub b: Option<String>,
    /// What it found on the one side.
    pub a_findings: Vec<String>,
    /// On the other.
    pub b_findings: Vec<String>,
}
