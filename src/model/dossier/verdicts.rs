//! What came of judging the gates that are met again.

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
    /// The same, but for the results of these checks: they need more than files, and were not made again.
    Same(Vec<String>),
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
