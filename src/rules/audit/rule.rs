//! What a rule of the audit is.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;

/// A rule: a pure look at one run.
#[derive(Debug)]
pub struct Rule {
    /// Its stable name: `family.rule`.
    pub id: &'static str,
    /// How much each of its findings matters.
    pub weight: Weight,
    /// What it looks for, one sentence without a full stop.
    pub title: &'static str,
    /// Why that matters and what an honest reason could be.
    pub why: &'static str,
    /// What to do about it.
    pub mend: &'static str,
    /// Looks.
    pub look: fn(&Dossier) -> Vec<Found>,
}
