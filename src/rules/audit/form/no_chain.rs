//! The record was written by the ancestor and has no chain.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "form.no_chain",
    weight: Weight::Note,
    title: "the record was written by the ancestor and has no chain",
    why: "Whoever can write to the files can change what they say. Only what the files and the history show can be checked.",
    mend: "Nothing: it is what it is. Take it as a claim.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    if dossier.format != Some(0) {
        return vec![];
    }
    vec![Found::new("format v0 has no chain: what it says is a claim").file(dossier.run_json())]
}
