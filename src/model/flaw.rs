//! What is wrong with a record that does not hold.

/// What is wrong with a record: the member and the rule, for a message that names both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// A stable name for programs.
    pub code: &'static str,
    /// The member, such as `events[3].digest`; empty for the whole file.
    pub field: String,
    /// What is wrong.
    pub message: String,
    /// What should stand there, where that can be said.
    pub expected: Option<String>,
    /// What stands there.
    pub found: Option<String>,
}

impl Flaw {
    /// A flaw of which nothing more can be said.
    pub fn new(code: &'static str, field: impl Into<String>, message: impl Into<String>) -> Flaw {
        Flaw { code, field: field.into(), message: message.into(), expected: None, found: None }
    }
}
