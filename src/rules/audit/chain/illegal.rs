//! The events contradict each other.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "chain.illegal",
    weight: Weight::Error,
    title: "the events contradict each other",
    why: "gatewright refuses every transition that its table does not have; no run of it could come to these events.",
    mend: "Bring the committed version back.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    dossier
        .flaws
        .iter()
        .filter(|flaw| flaw.code == "illegal_history")
        .map(|flaw| dossier.flaw(flaw))
        .collect()
}
