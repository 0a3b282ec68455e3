//! What is waited for when everything else holds: that somebody else decides.

use crate::model::verdict::{State, Verdict};
use crate::rules::checks::approval::APPROVAL;
use crate::rules::checks::review::REVIEW;

/// What a gate waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Awaited {
    /// That people approve.
    Approval,
    /// That somebody reviews, and perhaps that people approve as well.
    Review,
}

/// What is waited for, where nothing keeps the gate from passing but that somebody else has not decided yet.
pub fn awaited(verdict: &Verdict) -> Option<Awaited> {
    let mut found = None;
    for row in verdict.blocking() {
        match row.check.as_str() {
            _ if row.state != State::NotEnforced => return None,
            check if check == REVIEW.name => found = Some(Awaited::Review),
            check if check == APPROVAL.name => found = found.or(Some(Awaited::Approval)),
            _ => return None,
        }
    }
    found
}

/// Whether a contract asks that somebody else decides.
pub fn is_decided_by_others(verdict: &Verdict) -> bool {
    verdict.rows.iter().any(|row| row.check == APPROVAL.name || row.check == REVIEW.name)
}
