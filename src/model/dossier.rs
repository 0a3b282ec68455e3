//! A run as an audit has it before it: everything that rules look at, loaded once, nothing of it believed.

use crate::model::attempt::Attempt;
use crate::model::audit::Found;
use crate::model::digest::Digest;
use crate::model::event::Link;
use crate::model::flaw::Flaw;
use crate::model::path::RepoPath;
use crate::model::pin::Pin;
use crate::model::run::Run;
use crate::model::time::Timestamp;

/// Everything about one run.
#[derive(Debug, Clone)]
pub struct Dossier {
    /// The name of its directory.
    pub run: String,
    /// Where its record lies: `<runs>/<run>/record`, from the repository's root.
    pub record: RepoPath,
    /// The version of its record: 0 for the ancestor's; `None` when that cannot be told.
    pub format: Option<u32>,
    /// The status that it says, in its own spelling.
    pub status: String,
    /// When the record says that it was begun.
    pub started_at: Option<Timestamp>,
    /// What is wrong with RUN.json itself.
    pub flaws: Vec<Flaw>,
    /// What the events amount to; `None` for the ancestor's records and where the chain cannot be followed.
    pub chain: Option<Chain>,
    /// The gates as the record tells of them.
    pub gates: Vec<GateTold>,
    /// Files below the record's directory that nothing in the record names.
    pub strays: Vec<String>,
    /// Copies of what was pinned that are missing or were edited.
    pub bad_pins: Vec<BadPin>,
    /// Pinned definitions that differ from today's files.
    pub drifted: Vec<RepoPath>,
    /// What became of recorded outputs.
    pub outputs: Vec<Output>,
    /// With what the outputs are compared.
    pub compared_with: ComparedWith,
    /// The gates that are met, judged again.
    pub rejudged: Vec<Rejudged>,
    /// Why a history that there is could not be asked.
    pub history_unasked: Option<String>,
    /// What the history of git says; `None` where there is none to ask.
    pub history: Option<Told>,
    /// The signatures that lie beside the record.
    pub seals: Vec<Seal>,
    /// The head that whoever asks knows from elsewhere.
    pub expected_head: Option<Digest>,
    /// The time at which the audit looks.
    pub now: Timestamp,
}

/// A gate that is met, its last attempt judged again on the recorded bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejudged {
    /// The gate.
    pub gate: String,
    /// The attempt.
    pub attempt: u32,
    /// The file that says how it was judged.
    pub told_in: String,
    /// What came of it.
    pub verdict: Verdict,
}

/// What came of judging again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The same, in so many rows; these checks need more than files, and their results were not made again.
    Same(usize, Vec<String>),
    /// Something else.
    Differs {
        /// The member of the attempt's file.
        field: String,
        /// What judging again says.
        expected: String,
        /// What the record says.
        found: String,
    },
    /// It could not be judged again; the sentence says why.
    NotJudged(String),
}

/// A signature that lies beside a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// Where it lies, from the repository's root.
    pub file: String,
    /// What it is worth.
    pub state: SealState,
}

/// What a seal is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SealState {
    /// It holds over these very bytes, and is by somebody who may sign.
    By(String),
    /// It holds, and whose it is cannot be said; the sentence says why.
    Unknown(String),
    /// It was made when the run had not gone so far.
    Earlier,
    /// It does not hold; the sentence says why.
    Invalid(String),
}

/// What the history of git says of a run's record.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// Every step of every file of the record, the newest first.
    pub steps: Vec<Step>,
    /// How RUN.json as it lies there stands to the one that was committed last.
    pub lying: Lying,
    /// Older commits are not here: a shallow clone.
    pub shallow: bool,
}

/// How the RUN.json that lies there stands to the one that was committed last.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Lying {
    /// It was never committed.
    #[default]
    Uncommitted,
    /// It goes on from the one that was committed.
    Ahead,
    /// It is the one that was committed.
    Committed,
    /// It does not go on from the one that was committed.
    Other,
}

/// What a commit did to a file of the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The commit.
    pub commit: String,
    /// The file, from the repository's root.
    pub path: String,
    /// What it did.
    pub did: Did,
}

/// What a commit did to a file of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Did {
    /// It added the file, or went on from what was there.
    Extended,
    /// It took events off the end: so many are left of so many.
    Truncated(usize, usize),
    /// It put something else in the place of what was there; the sentence says where.
    Rewrote(String),
    /// It removed the file.
    Deleted,
    /// What it did could not be found out; the sentence says why.
    Unknown(String),
}

/// A chain of events that could be followed.
#[derive(Debug, Clone)]
pub struct Chain {
    /// What the events amount to.
    pub run: Run,
    /// The events.
    pub links: Vec<Link>,
}

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
}

impl AttemptTold {
    /// Whether the record says that the gate is met by it.
    pub fn is_met(&self) -> bool {
        matches!(self.status.as_str(), "PASS" | "WAIVED")
    }
}

impl GateTold {
    /// Whether the record says that the gate is met.
    pub fn is_met(&self) -> bool {
        matches!(self.status.as_str(), "PASS" | "WAIVED")
    }
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

/// A copy that is not what it should be.
#[derive(Debug, Clone)]
pub struct BadPin {
    /// Where the copy lies, from the repository's root.
    pub copy: String,
    /// What it is a copy of, where the run says that.
    pub of: Option<Pin>,
    /// What is wrong.
    pub why: String,
}

/// A recorded output, then and now.
#[derive(Debug, Clone)]
pub struct Output {
    /// The gate.
    pub gate: String,
    /// Whether that gate is met: what failed is no claim about the tree.
    pub met: bool,
    /// The attempt.
    pub attempt: u32,
    /// The file that says so.
    pub told_in: String,
    /// From the repository's root; the ancestor's may be no path of ours.
    pub path: String,
    /// As it was recorded.
    pub recorded: Digest,
    /// What there was where the record was committed, or is now while it is not.
    pub then: Now,
    /// What there is now.
    pub now: Now,
}

/// What there is of an output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Now {
    /// These bytes.
    Bytes(Digest),
    /// Nothing.
    Absent,
    /// It could not be found out; the sentence says why.
    Unknown(String),
}

/// With what the recorded outputs are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ComparedWith {
    /// The working tree, because the record is not committed.
    WorkingTree,
    /// The commit that last changed the record.
    Commit(String),
    /// The commit that was asked for.
    Asked(String),
}

impl std::fmt::Display for ComparedWith {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ComparedWith::WorkingTree => f.write_str("the working tree"),
            ComparedWith::Commit(oid) => write!(f, "commit {}", oid.get(..12).unwrap_or(oid)),
            ComparedWith::Asked(oid) => write!(f, "the asked commit {}", oid.get(..12).unwrap_or(oid)),
        }
    }
}

impl Dossier {
    /// RUN.json, from the repository's root.
    pub fn run_json(&self) -> String {
        format!("{}/RUN.json", self.record)
    }

    /// A flaw of RUN.json as a finding.
    pub fn flaw(&self, flaw: &Flaw) -> Found {
        Found {
            field: Some(flaw.field.clone()).filter(|field| !field.is_empty()),
            expected: flaw.expected.clone(),
            found: flaw.found.clone(),
            ..Found::new(&flaw.message).file(self.run_json())
        }
    }

    /// Whose seals hold over the record as it is.
    pub fn sealed_by(&self) -> Vec<String> {
        let by = self.seals.iter().filter_map(|seal| match &seal.state {
            SealState::By(principal) => Some(principal.clone()),
            _ => None,
        });
        by.collect()
    }

    /// Every attempt with its gate.
    pub fn attempts(&self) -> impl Iterator<Item = (&GateTold, &AttemptTold)> {
        self.gates.iter().flat_map(|gate| gate.attempts.iter().map(move |attempt| (gate, attempt)))
    }
}

impl Output {
    /// A finding about it.
    pub fn found(&self, message: impl Into<String>) -> Found {
        Found::new(message).file(&self.told_in).attempt(&self.gate, self.attempt)
    }
}

impl Step {
    /// The beginning of the commit's name, enough for people.
    pub fn short(&self) -> &str {
        self.commit.get(..12).unwrap_or(&self.commit)
    }
}
