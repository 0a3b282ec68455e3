//! Whether a gate was judged by less than was asked before it, and is asked today in other words, nobody can say.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::rules::audit::rule::Rule;
use crate::rules::quote::quoted;

/// The rule.
pub static RULE: Rule = Rule {
    id: "pins.not_compared",
    weight: Weight::NotEnforced,
    title: "what a gate was asked before it was judged, and what it is asked today, cannot be compared",
    why: "Whoever takes a regular expression out of a contract, runs, and puts another one in its place that matches the same, has met what nobody else asked for. Numbers and lists are compared by what they come to; of two patterns nobody can say whether one asks as much as the other. An honest reason is a check that was developed twice. Where the gate is required it does not stand.",
    mend: "Read the pinned copy and today's contract; do the gate again by today's.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let mut found = vec![];
    for it in &dossier.unlike {
        let (before, today) = (quoted(&it.before), quoted(&it.today));
        let message = format!(
            "it was judged by a contract that did not ask {before}, which was asked before, nor {today}, which is asked today: whether these come to the same cannot be said"
        );
        found.push(Found::new(message).gate(&it.gate).file(dossier.run_json()));
    }
    found
}
