//! The signatures that lie beside a record.

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
    Earlier {
        /// How many events there were.
        events: usize,
        /// By whom, or why that cannot be said.
        by: Result<String, String>,
    },
    /// It does not hold; the sentence says why.
    Invalid(String),
}
