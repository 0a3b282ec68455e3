//! A member of an attempt's file that says something else than it should.

use crate::model::audit::Found;
use crate::model::dossier::attempts::{AttemptTold, GateTold};

/// A member that says something else than it should.
pub(super) struct Said {
    field: String,
    expected: String,
    found: String,
}

/// What is to be said of the member `field`; nothing where it is as it should be.
pub(super) fn said(field: impl Into<String>, expected: impl ToString, found: impl ToString) -> Option<Said> {
    let (expected, found) = (expected.to_string(), found.to_string());
    (expected != found).then(|| Said { field: field.into(), expected, found })
}

impl Said {
    /// As a finding about an attempt.
    pub(super) fn found(self, message: &str, told: &AttemptTold, gate: &GateTold) -> Found {
        let one = Found::new(message).file(&told.path).attempt(&gate.gate, told.number);
        Found { field: Some(self.field), ..one.differs(self.expected, self.found) }
    }
}
