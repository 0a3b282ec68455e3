//! A case of a contract: a tree of files, a gate, and what the judgement must be.

use std::collections::BTreeMap;

use crate::model::decision::Decision;
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
    /// Who had a part in the work, and what others said to it.
    pub people: Option<Involved>,
    /// What the judgement must be.
    pub expect: Expectation,
}

/// Who had a part in the work that a case shows, and what others said to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Involved {
    /// Who did the work.
    pub producer: String,
    /// In which session.
    pub session: Option<String>,
    /// What was decided about the outputs, in order.
    pub decisions: Vec<SupposedDecision>,
    /// What was written about them, in order.
    pub reviews: Vec<SupposedReview>,
}

/// A decision that a case supposes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupposedDecision {
    /// What was decided.
    pub decision: Decision,
    /// By whom.
    pub by: String,
    /// Whose key signed it; `None` where somebody only gave their word at a terminal.
    pub signed_by: Option<String>,
    /// In their words; always there for a rejection.
    pub reason: Option<String>,
    /// Whether an output has changed since.
    pub stale: bool,
}

/// A review that a case supposes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupposedReview {
    /// Where it lies.
    pub file: RepoPath,
    /// By whom.
    pub reviewer: String,
    /// In which session.
    pub session: Option<String>,
    /// What it comes to.
    pub verdict: String,
    /// What was found.
    pub findings: Vec<SupposedRemark>,
    /// Whether the outputs have changed since.
    pub stale: bool,
}

/// A finding of a review that a case supposes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupposedRemark {
    /// How grave it is.
    pub severity: String,
    /// What was found.
    pub text: String,
    /// Where that is seen.
    pub evidence: String,
    /// Whether it was mended.
    pub resolved: bool,
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
