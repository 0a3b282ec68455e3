//! What an audit found in one run.

use crate::model::audit::{Found, Level, Weight};
use crate::model::dossier::required::RequiredGate;
use crate::rules::audit::rule::Rule;

/// Stands for a run where a finding is about none.
pub const NO_RUN: &str = "-";

/// What there was for rules to look at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen {
    /// The events, which could be followed.
    pub events: bool,
    /// A record of the ancestor, which has none.
    pub ancestors: bool,
    /// The history of git.
    pub history: bool,
    /// A head that is known from elsewhere.
    pub head: bool,
}

/// What the audit found in one run.
#[derive(Debug)]
pub struct Audited {
    /// The run; [`NO_RUN`] where something is not there at all, or is about all of them.
    pub run: String,
    /// Whether it is about all runs.
    pub of_all: bool,
    /// The status that its record says; empty where that cannot be read.
    pub status: String,
    /// Its workflow's name, where that can be told.
    pub workflow: Option<String>,
    /// The version of its record; `None` when that cannot be told.
    pub format: Option<u32>,
    /// What there was for rules to look at.
    pub seen: Seen,
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
    /// What the level rests on, in words.
    pub fn rests_on(&self) -> &'static str {
        match self.level {
            Level::L0 if self.seen.ancestors => {
                "claims of the record itself: the ancestor's format has no chain and no seals; whoever can write to its files can make them say anything"
            }
            level => level.words(),
        }
    }

    /// The greatest weight of what was found.
    pub fn worst(&self) -> Option<Weight> {
        self.findings.iter().map(|(rule, _)| rule.weight).max()
    }

    /// How many findings have this weight.
    pub fn count(&self, weight: Weight) -> usize {
        self.findings.iter().filter(|(rule, _)| rule.weight == weight).count()
    }
}
