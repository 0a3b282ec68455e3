//! What the run pinned contradicts itself.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::contradictions::With;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "facts.other_pins",
    weight: Weight::Error,
    title: "what the run pinned contradicts itself",
    why: "Each definition is pinned once, and the prompt is one of the pins. gatewright writes no other list.",
    mend: "Bring the committed version back.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    dossier.contradicting(With::Pins).cloned().collect()
}
