//! The index in RUN.json is not made of what the attempts say.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::contradictions::With;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "facts.other_index",
    weight: Weight::Error,
    title: "the index in RUN.json is not made of what the attempts say",
    why: "Its entries and rows are copies, there for whoever reads RUN.json alone. Somebody edited a copy, and the seal over the index with it.",
    mend: "Bring the committed version back; believe the attempts' files.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    dossier.contradicting(With::Index).cloned().collect()
}
