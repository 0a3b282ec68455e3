//! An attempt goes beyond what its workflow allows.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::contradictions::With;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "facts.over_limit",
    weight: Weight::Error,
    title: "an attempt goes beyond what its workflow allows",
    why: "gatewright refuses an attempt too many, and closes one that is over its time as TIMED_OUT; no run of it could come to this.",
    mend: "Look at who changed the record; do the gate again.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    dossier.contradicting(With::Limit).cloned().collect()
}
