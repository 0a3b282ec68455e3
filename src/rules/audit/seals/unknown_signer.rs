//! A seal holds, and whose it is cannot be said.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::seals::SealState;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "seals.unknown_signer",
    weight: Weight::NotEnforced,
    title: "a seal holds, and whose it is cannot be said",
    why: "A signature is worth as much as what is known of its key. The signers that count are read from your own configuration, never from the repository.",
    mend: "Put the key into `~/.config/gatewright/allowed_signers` if you know whose it is.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let mut found = vec![];
    for seal in &dossier.seals {
        if let SealState::Unknown(why) = &seal.state {
            found.push(Found::new(why).file(&seal.file));
        }
    }
    found
}
