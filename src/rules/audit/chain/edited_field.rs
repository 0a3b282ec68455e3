//! A member of RUN.json does not follow from the events.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "chain.edited_field",
    weight: Weight::Error,
    title: "a member of RUN.json does not follow from the events",
    why: "Everything but the events is made from them. Somebody edited what is shown.",
    mend: "Bring the committed version back.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    dossier.flaws.iter().filter(|flaw| flaw.code == "edited_field").map(|flaw| dossier.flaw(flaw)).collect()
}
