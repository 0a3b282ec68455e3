//! A decision or a waiver is signed, and whose the signature is cannot be said.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::signatures::SignatureState;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "people.unknown_signer",
    weight: Weight::NotEnforced,
    title: "a decision or a waiver is signed, and whose the signature is cannot be said",
    why: "A signature is worth as much as what is known of its key. The signers that count are read from your own configuration, never from the repository.",
    mend: "Put the key into `~/.config/gatewright/allowed_signers` if you know whose it is.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let mut found = vec![];
    for one in &dossier.signatures {
        if let SignatureState::Stranger(why) | SignatureState::Unknown(why) = &one.state {
            let message = format!("whose the signature of `{}` is cannot be said: {why}", one.by);
            let finding = Found::new(message).file(dossier.run_json()).attempt(&one.gate, one.attempt);
            found.push(finding.at(format!("events[{}].signature", one.event)));
        }
    }
    found
}
