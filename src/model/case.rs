//! A case of a contract: a tree of files, a gate, and what the judgement must be.

use std::collections::BTreeMap;

use crate::model::depth::Depth;
use crate::model::ids::GateId;
use crate::model::params::ParamValue;
use crate::model::path::RepoPath;
use crate::model::time::Timestamp;
use crate::model::verdict::State;

/// A case as its definition says. What is left out is taken from the case that it extends.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// What it shows.
    pub description: String,
    /// The gate that is judged.
    pub gate: Option<GateId>,
    /// At this depth.
    pub depth: Option<Depth>,
    /// With these parameters, beside those of the case that it extends.
    pub params: BTreeMap<String, ParamValue>,
    /// The case whose files it begins with.
    pub extends: Option<String>,
    /// The case whose files were there before the work; none were, where nothing is said.
    pub before: Option<String>,
    /// What is left out of the files that it begins with: files, or directories with all that is below.
    pub remove: Vec<RepoPath>,
    /// Whether trusted commands run.
    pub commands: Option<bool>,
    /// When it is judged.
    pub now: Option<Timestamp>,
    /// What the judgement must be.
    pub expect: Expectation,
}

/// What the judgement must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expectation {
    /// Whether the gate passes.
    pub passes: bool,
    /// The state of checks by their `id`, their type, or their type and path.
    pub checks: BTreeMap<String, State>,
}

impl Expectation {
    /// `PASS` or `FAIL`.
    pub fn word(&self) -> &'static str {
        word(self.passes)
    }
}

/// `PASS` or `FAIL`.
pub fn word(passes: bool) -> &'static str {
    if passes { "PASS" } else { "FAIL" }
}
