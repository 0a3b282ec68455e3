//! What an attempt found before its work is not what the gates it needs had brought.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::contradictions::With;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "facts.other_inputs",
    weight: Weight::Error,
    title: "what an attempt found before its work is not what the gates it needs had brought",
    why: "A gate is started only while what it builds upon is as it passed, unless somebody overrides that and says why. Somebody edited what was there before.",
    mend: "Bring the committed version back.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    dossier.contradicting(With::Inputs).cloned().collect()
}
