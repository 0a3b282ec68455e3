//! The gates and attempts that a record tells of, with what lies in their places.

use std::collections::BTreeMap;

use crate::model::attempt::Attempt;
use crate::model::digest::Digest;
use crate::model::path::RepoPath;
use crate::model::time::Timestamp;

/// A gate as the record tells of it.
#[derive(Debug, Clone)]
pub struct GateTold {
    /// Its id.
    pub gate: String,
    /// Its stored state.
    pub status: String,
    /// Its attempts.
    pub attempts: Vec<AttemptTold>,
}

/// An attempt as the record tells of it.
#[derive(Debug, Clone)]
pub struct AttemptTold {
    /// Its number.
    pub number: u32,
    /// How it stands.
    pub status: String,
    /// When it was opened.
    pub started_at: Option<Timestamp>,
    /// When it was closed.
    pub finished_at: Option<Timestamp>,
    /// Where its file lies, from the repository's root.
    pub path: String,
    /// Its file.
    pub file: AttemptFile,
    /// What the closing event sealed it with.
    pub seal: Option<Digest>,
    /// Calls of agents that were recorded for it.
    pub calls: Vec<CallTold>,
    /// Lists beside the file that are missing or were edited.
    pub bad_lists: Vec<BadList>,
    /// What was there before, where that list lies beside the file and is the one that the attempt names.
    pub long_before: Option<BTreeMap<RepoPath, Digest>>,
}

/// A call of an agent as the record tells of it.
#[derive(Debug, Clone)]
pub struct CallTold {
    /// Its id.
    pub id: String,
    /// When it began, as it says.
    pub started_at: Option<Timestamp>,
    /// When it ended, as it says.
    pub finished_at: Option<Timestamp>,
    /// Whether it says what a call says that was made and measured by gatewright: its command, how that ended, how long it took.
    pub measured: bool,
}

/// What lies where an attempt's file should.
#[derive(Debug, Clone)]
pub enum AttemptFile {
    /// Nothing.
    Missing,
    /// Something that is no attempt's file.
    Unreadable(Unread),
    /// A file of the ancestor's format.
    Ancestors,
    /// An attempt's file of ours.
    Read {
        /// What it says.
        attempt: Box<Attempt>,
        /// Of its bytes.
        sha256: Digest,
        /// Where they are another spelling of what it says than the one that is written.
        odd: Option<OddLine>,
        /// Of the canonical form of its `start`.
        start: Digest,
    },
}

/// A file that cannot be read as what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Why, one sentence.
    pub why: String,
    /// The member at which reading stopped; `$` for the whole file.
    pub field: String,
    /// What stands there.
    pub found: String,
    /// Of its bytes, where there are any.
    pub sha256: Option<Digest>,
}

/// The first line that is spelled otherwise than it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OddLine {
    /// The member that stands there.
    pub field: String,
    /// The line as it is written.
    pub expected: String,
    /// The line as it stands there.
    pub found: String,
}

/// A list beside an attempt's file that is missing or was edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadList {
    /// Where it lies, from the repository's root.
    pub file: String,
    /// What is wrong.
    pub why: String,
    /// The digest, or the number of entries, that the attempt names.
    pub expected: String,
    /// What there is instead.
    pub found: String,
}

impl GateTold {
    /// Whether the record says that the gate is met.
    pub fn is_met(&self) -> bool {
        matches!(self.status.as_str(), "PASS" | "WAIVED")
    }
}

impl AttemptTold {
    /// Whether something was run for it, and measured, between its beginning and its end. What somebody typed shows no time.
    pub fn has_measured_call(&self) -> bool {
        let within = |call: &CallTold| {
            self.started_at <= call.started_at
                && self.finished_at.is_none_or(|end| call.finished_at.is_some_and(|at| at <= end))
        };
        self.calls.iter().any(|call| call.measured && within(call))
    }

    /// Whether the record says that the gate is met by it.
    pub fn is_met(&self) -> bool {
        matches!(self.status.as_str(), "PASS" | "WAIVED")
    }
}
