//! What a record says in two places and not the same, found while it was loaded.

use crate::model::audit::Found;

/// Something that the record says otherwise in another place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// With what.
    pub with: With,
    /// What it is, and where.
    pub found: Found,
}

/// With what something contradicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum With {
    /// The contract that was pinned when an attempt began.
    Contract,
    /// The copies that RUN.json holds of attempts' files.
    Index,
    /// The entries that the ancestor's RUN.json holds of attempts.
    Entry,
    /// What the gates that an attempt builds upon had brought.
    Inputs,
    /// What the run pinned.
    Pins,
    /// What the workflow allows of attempts.
    Limit,
}
