//! A copy of what was pinned is missing, was edited, or is of nothing.

use crate::model::audit::{Found, WHOLE, Weight};
use crate::model::dossier::Dossier;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "pins.bad_copy",
    weight: Weight::Error,
    title: "a copy of what was pinned is missing, was edited, or is of nothing",
    why: "The run was judged by what it pinned. Without the copy nobody can say by what.",
    mend: "Bring the copy back from the history.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    dossier
        .bad_pins
        .iter()
        .map(|bad| {
            let of = bad.of.as_ref().map(|pin| format!(" (`{}`)", pin.path)).unwrap_or_default();
            let there = bad.found.map_or("nothing".to_owned(), |sha256| sha256.to_string());
            Found::new(format!("{}{of}", bad.why)).file(&bad.copy).at(WHOLE).differs(bad.expected, there)
        })
        .collect()
}
