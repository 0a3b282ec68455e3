//! An event does not continue the chain, or is not what its digest says.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "chain.broken",
    weight: Weight::Error,
    title: "an event does not continue the chain, or is not what its digest says",
    why: "Events are written once. Somebody edited, removed, inserted or moved one.",
    mend: "Bring the committed version back; compare with the history which event it was.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let flaws = dossier.flaws.iter().filter(|flaw| matches!(flaw.code, "broken_chain" | "edited_event"));
    flaws.map(|flaw| dossier.flaw(flaw)).collect()
}
