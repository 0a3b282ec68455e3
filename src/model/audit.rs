//! What an audit says of a run: findings with their rule and place, and how well the run is assured.

use serde::Serialize;

/// How much a finding matters, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// Worth knowing; nothing is wrong with it.
    Note,
    /// Something could not be checked, so nothing was found out.
    NotEnforced,
    /// It is possible in an honest run and deserves a look.
    Warning,
    /// What the record says is not so, or cannot be believed.
    Error,
}

impl Weight {
    /// Its name for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Weight::Note => "note",
            Weight::NotEnforced => "not_enforced",
            Weight::Warning => "warning",
            Weight::Error => "error",
        }
    }
}

/// On what a verdict about a record rests. No level makes a record authentic; each says what was held against what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Level {
    /// Nothing: the record does not hold together.
    None,
    /// Structure: chain and digests. Catches accidents and naive edits; who recomputes the chain is not caught.
    L0,
    /// The history of git: what was committed before has not been changed since.
    L1,
    /// A signature over these very bytes by somebody who may sign.
    L2,
    /// The head of the chain was kept elsewhere, and it is this one.
    L3,
}

impl Level {
    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::None => "none",
            Level::L0 => "L0",
            Level::L1 => "L1",
            Level::L2 => "L2",
            Level::L3 => "L3",
        }
    }

    /// What it rests on, in words.
    pub fn words(self) -> &'static str {
        match self {
            Level::None => "nothing: the record does not hold together, as the errors say",
            Level::L0 => {
                "structure only: chain and digests hold together; somebody who recomputed all of them is not found out"
            }
            Level::L1 => "the history of git: what was committed before has not been changed since",
            Level::L2 => {
                "a signature by somebody who may sign: they have seen these very bytes, and only their key can have said so"
            }
            Level::L3 => "a head that was kept elsewhere: nothing of the chain has been changed since",
        }
    }
}

/// The member that stands for a whole file.
pub const WHOLE: &str = "$";

/// What a rule found, and where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// What was found, one sentence.
    pub message: String,
    /// The file, from the repository's root.
    pub file: Option<String>,
    /// The member of it, such as `events[3].digest`.
    pub field: Option<String>,
    /// The gate.
    pub gate: Option<String>,
    /// The attempt at it.
    pub attempt: Option<u32>,
    /// The commit that did it.
    pub commit: Option<String>,
    /// What should be there.
    pub expected: Option<String>,
    /// What is there.
    pub found: Option<String>,
}

impl Found {
    /// A finding about the whole run.
    pub fn new(message: impl Into<String>) -> Found {
        Found { message: message.into(), ..Found::default() }
    }

    /// The sentence, with the attempt or the gate that it is about before it.
    pub fn said(&self) -> String {
        match (&self.gate, self.attempt) {
            (Some(gate), Some(attempt)) => format!("{gate} attempt {attempt}: {}", self.message),
            (Some(gate), None) => format!("{gate}: {}", self.message),
            _ => self.message.clone(),
        }
    }

    /// In this file.
    #[must_use]
    pub fn file(self, file: impl Into<String>) -> Found {
        Found { file: Some(file.into()), ..self }
    }

    /// At this member of it; [`WHOLE`] for the file itself.
    #[must_use]
    pub fn at(self, field: impl Into<String>) -> Found {
        Found { field: Some(field.into()), ..self }
    }

    /// At this attempt of this gate.
    #[must_use]
    pub fn attempt(self, gate: impl Into<String>, attempt: u32) -> Found {
        Found { gate: Some(gate.into()), attempt: Some(attempt), ..self }
    }

    /// At this gate.
    #[must_use]
    pub fn gate(self, gate: impl Into<String>) -> Found {
        Found { gate: Some(gate.into()), ..self }
    }

    /// Something else was expected than was found.
    #[must_use]
    pub fn differs(self, expected: impl ToString, found: impl ToString) -> Found {
        Found { expected: Some(expected.to_string()), found: Some(found.to_string()), ..self }
    }
}
