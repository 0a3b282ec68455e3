//! The record, or its last events, are not committed.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::history::Lying;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "history.uncommitted",
    weight: Weight::Note,
    title: "the record, or its last events, are not committed",
    why: "Until it is committed nothing outside of the files shows what they said.",
    mend: "Commit it; `git.commit` in gatewright.json does it by itself.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let Some(told) = &dossier.history else { return vec![] };
    let words = match told.lying {
        Lying::Uncommitted => "the record was never committed",
        Lying::Ahead => "the record goes on from the committed one; its last events are not committed",
        Lying::Committed | Lying::Other | Lying::Unknown => return vec![],
    };
    vec![Found::new(words).file(dossier.run_json())]
}
