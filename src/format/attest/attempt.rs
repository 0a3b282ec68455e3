//! An attempt as statements are made of it: what its record says, where that stands in the chain, and on what it rests.

use crate::model::attempt::{Attempt, Seen};
use crate::model::audit::{Level, Weight};
use crate::model::digest::Digest;
use crate::model::ids::RunId;
use crate::model::pin::Pin;
use crate::model::run::{AttemptRow, AttemptStatus, GateState, Run};

/// A closed attempt.
#[derive(Debug)]
pub struct Attested<'a> {
    /// The run.
    pub run: &'a Run,
    /// The gate.
    pub gate: &'a GateState,
    /// What RUN.json says of it.
    pub row: &'a AttemptRow,
    /// What its file says.
    pub attempt: &'a Attempt,
    /// Where that lies, from the repository's root.
    pub file: String,
    /// Of its bytes, as sealed.
    pub sha256: Digest,
    /// Where its file stands in the chain.
    pub place: Place,
    /// The contract that it was judged by.
    pub contract: Pin,
    /// Everything that was frozen for the gate when it was opened.
    pub pins: Vec<Pin>,
    /// The outputs that were there, sorted by path.
    pub outputs: Vec<Output>,
    /// Of its gate's declared outputs what was there before the work, sorted by path.
    pub before: Vec<Seen>,
    /// Of the outputs of the gates it needs likewise.
    pub inputs: Vec<Seen>,
    /// On what all of this rests.
    pub assurance: &'a Assurance,
}

/// Where an attempt stands in the chain of its run, and the chain itself.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// Of the event that opened it: no other attempt, of whatever run, has it.
    pub opened: Digest,
    /// Of the event that closed it and sealed its file.
    pub closed: Digest,
    /// Of the file of the attempt before, where there was one.
    pub previous: Option<Digest>,
    /// Of the last event when this was said.
    pub head: Digest,
    /// How many events there were then.
    pub events: usize,
}

/// An output that was there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Output {
    /// From the repository's root.
    pub path: String,
    /// Of its bytes; of a directory, of the list of its files.
    pub sha256: Digest,
    /// It is a directory.
    pub directory: bool,
}

/// What the audit of the whole record came to just before.
#[derive(Debug, Clone)]
pub struct Assurance {
    /// On what it rests.
    pub level: Level,
    /// Whose seals hold over it.
    pub sealed_by: Vec<String>,
    /// What was found: the rule, how much it matters, and where.
    pub findings: Vec<Noted>,
}

/// A finding of the audit, in short.
#[derive(Debug, Clone)]
pub struct Noted {
    /// The rule.
    pub rule: &'static str,
    /// How much it matters.
    pub weight: Weight,
    /// The gate, if it is about one.
    pub gate: Option<String>,
    /// The attempt at it, likewise.
    pub attempt: Option<u32>,
}

impl Attested<'_> {
    /// Its run.
    pub fn run_id(&self) -> &RunId {
        &self.run.id
    }

    /// Whether its contract was asked at all.
    pub fn is_judged(&self) -> bool {
        !self.attempt.validations.is_empty()
    }

    /// Whether its contract said yes, and nobody had to waive anything.
    pub fn passed(&self) -> bool {
        self.attempt.status == AttemptStatus::Pass
    }

    /// What begins the names of its files: `G1.attempt-2`.
    pub fn stem(&self) -> String {
        format!("{}.attempt-{}", self.gate.id, self.row.attempt)
    }
}
