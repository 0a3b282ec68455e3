//! What a file of proof is worth.

/// What a file of proof is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Worth {
    /// It says what the record says, and this is who signed it; nobody has to sign a plain list.
    Good(Option<String>),
    /// It does not count; the sentence says why.
    Refused(String),
    /// It is no proof of a kind that is known here.
    Unknown,
}

impl Worth {
    /// A refusal.
    pub fn refused(why: impl Into<String>) -> Worth {
        Worth::Refused(why.into())
    }

    /// Its word for programs.
    pub fn as_str(&self) -> &'static str {
        match self {
            Worth::Good(_) => "good",
            Worth::Refused(_) => "refused",
            Worth::Unknown => "unknown",
        }
    }
}
