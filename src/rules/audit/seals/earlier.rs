//! A seal was made when the run had not gone so far.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::seals::SealState;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "seals.earlier",
    weight: Weight::Note,
    title: "a seal was made when the run had not gone so far",
    why: "It says something of the record as it was then. That the record goes on from there is what the chain says.",
    mend: "Seal it again when the run is completed.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let mut found = vec![];
    for seal in &dossier.seals {
        if seal.state == SealState::Earlier {
            found.push(Found::new("the run has gone on since it was sealed").file(&seal.file));
        }
    }
    found
}
