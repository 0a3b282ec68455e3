//! What people decided about the outputs of an attempt.

use crate::model::actor::Actor;
use crate::model::digest::Digest;
use crate::model::time::Timestamp;

/// What somebody decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// The outputs are good as they are.
    Approved,
    /// They are not.
    Rejected,
}

impl Decision {
    /// The word in messages: `approved`.
    pub fn as_str(self) -> &'static str {
        match self {
            Decision::Approved => "approved",
            Decision::Rejected => "rejected",
        }
    }
}

/// A decision as it is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// What.
    pub decision: Decision,
    /// By whom; `human` only where it was signed.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
    /// Of the list of the declared outputs that were there, in `SHA256SUMS` form, sorted by path: what was decided about.
    pub outputs: Digest,
    /// In their words; always there for a rejection.
    pub reason: Option<String>,
    /// In the armour of `ssh-keygen -Y sign`, where it was signed.
    pub signature: Option<String>,
}

/// A decision as it counts now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    /// What, by whom and when.
    pub decided: Decided,
    /// Whether the outputs are still those.
    pub current: bool,
    /// Whose the signature is by the signers that are allowed now, or why it does not count; `None` where there is none.
    pub signer: Option<Result<String, String>>,
}

/// Who decided what about the outputs as they are now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct People {
    /// Who opened the attempt.
    pub producer: Actor,
    /// All names of whoever that is, as far as the machine knew them; empty where that was not recorded.
    pub known: Vec<String>,
    /// In the order recorded.
    pub voices: Vec<Voice>,
}
