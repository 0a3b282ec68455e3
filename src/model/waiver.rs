//! Waivers: somebody takes it upon himself that a check of an open attempt does not hold.

use crate::model::actor::Actor;
use crate::model::time::Timestamp;

/// A waiver as it is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waived {
    /// The check, as its contract names it: its id, or its type, or its type and target.
    pub check: String,
    /// By whom; `human` only where it was signed.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
    /// From this moment on it counts no longer.
    pub until: Timestamp,
    /// In their words.
    pub reason: String,
    /// In the armour of `ssh-keygen -Y sign`, where it was signed.
    pub signature: Option<String>,
}

/// A waiver that counts now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// What was recorded.
    pub waived: Waived,
    /// Whose key signed it; `None` where it was not signed.
    pub principal: Option<String>,
}
