//! What is said of something that is legal and suspicious.

use crate::model::ids::GateId;

/// How much a remark matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Worth knowing.
    Note,
    /// Probably not what was meant.
    Warning,
    /// It cannot have been meant: a gate that never passes, a check that is never made.
    Error,
}

impl Weight {
    /// Its name in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Weight::Note => "note",
            Weight::Warning => "warning",
            Weight::Error => "error",
        }
    }
}

/// Which file a remark is about, and where in it: a JSON pointer (RFC 6901).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum At {
    /// The workflow.
    Workflow(String),
    /// The gate's contract.
    Contract(String),
    /// The gate's template; the whole file.
    Template,
}

impl At {
    /// Entry `index` of a contract's `validations`, or a key of it.
    pub fn check(index: usize, key: &str) -> At {
        let key = if key.is_empty() { String::new() } else { format!("/{key}") };
        At::Contract(format!("/validations/{index}{key}"))
    }
}

/// Something legal that is suspicious.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// How much it matters.
    pub weight: Weight,
    /// A stable name for programs, `snake_case`.
    pub code: &'static str,
    /// The gate it is about.
    pub gate: GateId,
    /// Where.
    pub at: At,
    /// What is remarkable, one sentence, no full stop.
    pub message: String,
    /// Why it matters, likewise; empty for what only informs.
    pub why: &'static str,
    /// What to do about it.
    pub hint: Option<&'static str>,
}

/// The remarks on one gate.
#[derive(Debug)]
pub struct Remarks {
    gate: GateId,
    /// In the order in which they were made.
    pub list: Vec<Remark>,
}

impl Remarks {
    /// None yet.
    pub fn on(gate: &GateId) -> Remarks {
        Remarks { gate: gate.clone(), list: vec![] }
    }

    /// A remark without why and how to mend it; both can be added to what is returned.
    pub fn say(&mut self, weight: Weight, code: &'static str, at: At, message: String) -> &mut Remark {
        let gate = self.gate.clone();
        self.list.push(Remark { weight, code, gate, at, message, why: "", hint: None });
        let last = self.list.len() - 1;
        &mut self.list[last]
    }
}

impl Remark {
    /// Adds why it matters and what to do about it.
    pub fn because(&mut self, why: &'static str, hint: &'static str) {
        self.why = why;
        self.hint = Some(hint);
    }
}
