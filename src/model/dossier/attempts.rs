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
    pub invocations: usize,
    /// Lists beside the file that are missing or were edited: where each lies, and what is wrong.
    pub bad_lists: Vec<(String, String)>,
    /// What was there before, where that list lies beside the file and is the one that the attempt names.
    pub long_before: Option<BTreeMap<RepoPath, Digest>>,
}

/// What lies where an attempt's file should.
#[derive(Debug, Clone)]
pub enum AttemptFile {
    /// Nothing.
    Missing,
    /// Something that is no attempt's file; the sentence says why.
    Unreadable(String),
    /// A file of the ancestor's format.
    Ancestors,
    /// An attempt's file of ours.
    Read {
        /// What it says.
        attempt: Box<Attempt>,
        /// Of its bytes.
        sha256: Digest,
        /// Whether they are the one spelling of what it says.
        canonical: bool,
        /// Of the canonical form of its `start`.
        start: Digest,
    },
}

impl GateTold {
    /// Whether the record says that the gate is met.
    pub fn is_met(&self) -> bool {
        matches!(self.status.as_str(), "PASS" | "WAIVED")
    }
}

impl AttemptTold {
    /// Whether the record says that the gate is met by it.
    pub fn is_met(&self) -> bool {
        matches!(self.status.as_str(), "PASS" | "WAIVED")
    }
}
