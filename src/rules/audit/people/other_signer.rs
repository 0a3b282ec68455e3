//! A decision or a waiver names an allowed signer and is signed by somebody else's key.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::signatures::SignatureState;
use crate::rules::audit::rule::Rule;
use crate::rules::principal::{is_of, is_surely};

/// The rule.
pub static RULE: Rule = Rule {
    id: "people.other_signer",
    weight: Weight::Error,
    title: "a decision or a waiver names an allowed signer and is signed by somebody else's key",
    why: "Whose decision it is, the key says; the name beside it is whatever somebody typed. A signature of one person does not stand for another.",
    mend: "Take whoever signed for who decided; ask both. Whoever changed his key stands in the list with the old one as well, and `valid-before`.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let mut found = vec![];
    for one in &dossier.signatures {
        // Somebody's name is claimed by another key: another signer's, or one that nobody knows.
        let by = match &one.state {
            SignatureState::By(principal) if !is_of(&one.by.name, principal) => principal,
            SignatureState::Stranger(key) => key,
            _ => continue,
        };
        let claimed = |other: &&String| match &one.state {
            SignatureState::By(_) => is_of(&one.by.name, other),
            _ => is_surely(&one.by.name, other),
        };
        if let Some(named) = dossier.signers.iter().find(claimed) {
            let message = format!("it names `{}` and is signed by {by}", one.by);
            let finding = Found::new(message).file(dossier.run_json()).attempt(&one.gate, one.attempt);
            found.push(finding.at(format!("events[{}].signature", one.event)).differs(named, by));
        }
    }
    found
}
