//! What an audit found in one run.

use crate::model::audit::{Found, Level, Weight};
use crate::model::dossier::required::RequiredGate;
use crate::rules::audit::rule::Rule;

/// Stands for a run where a finding is about none.
pub const NO_RUN: &str = "-";

/// What the audit found in one run.
#[derive(Debug)]
pub struct Audited {
    /// The run; [`NO_RUN`] where something is not there at all.
    pub run: String,
    /// The status that its record says; empty where that cannot be read.
    pub status: String,
    /// Its workflow's name, where that can be told.
    pub workflow: Option<String>,
    /// On what that rests.
    pub level: Level,
    /// Whose seals hold over the record as it is.
    pub sealed_by: Vec<String>,
    /// With what outputs were compared.
    pub compared_with: String,
    /// How many outputs were compared.
    pub outputs: usize,
    /// The gates that had to stand.
    pub required: Vec<RequiredGate>,
    /// What was found, in the order of the rules.
    pub findings: Vec<(&'static Rule, Found)>,
}

impl Audited {
    /// The greatest weight of what was found.
    pub fn worst(&self) -> Option<Weight> {
        self.findings.iter().map(|(rule, _)| rule.weight).max()
    }

    /// How many findings have this weight.
    pub fn count(&self, weight: Weight) -> usize {
        self.findings.iter().filter(|(rule, _)| rule.weight == weight).count()
    }
}
