//! What an attempt says it was judged by is not what was pinned.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::contradictions::With;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "facts.other_contract",
    weight: Weight::Error,
    title: "an attempt names another contract, or other outputs, than the run had pinned for its gate",
    why: "What an attempt is judged by is pinned before it begins. Somebody edited what it says of that.",
    mend: "Bring the committed version back.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    dossier.contradicting(With::Contract).cloned().collect()
}
