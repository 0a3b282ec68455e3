//! A decision or a waiver names one allowed signer and is signed by another.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::signatures::SignatureState;
use crate::rules::audit::rule::Rule;
use crate::rules::principal::is_of;

/// The rule.
pub static RULE: Rule = Rule {
    id: "people.other_signer",
    weight: Weight::Error,
    title: "a decision or a waiver names one allowed signer and is signed by another",
    why: "Whose decision it is, the key says; the name beside it is whatever somebody typed. A signature of one person does not stand for another.",
    mend: "Take whoever signed for who decided; ask both.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let mut found = vec![];
    for one in &dossier.signatures {
        let SignatureState::By(principal) = &one.state else { continue };
        let named = dossier.signers.iter().find(|other| is_of(&one.by.name, other));
        if let Some(named) = named.filter(|_| !is_of(&one.by.name, principal)) {
            let message = format!("it names `{}` and is signed by {principal}", one.by);
            let finding = Found::new(message).file(dossier.run_json()).attempt(&one.gate, one.attempt);
            found.push(finding.at(format!("events[{}].signature", one.event)).differs(named, principal));
        }
    }
    found
}
