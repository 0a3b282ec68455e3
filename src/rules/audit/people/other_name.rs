//! A decision or a waiver names somebody in other words than the signer's.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::signatures::SignatureState;
use crate::rules::audit::rule::Rule;
use crate::rules::principal::is_of;

/// The rule.
pub static RULE: Rule = Rule {
    id: "people.other_name",
    weight: Weight::Note,
    title: "a decision or a waiver names somebody in other words than the signer's",
    why: "The key says whose decision it is. The name beside it is no part of what is signed.",
    mend: "Take whoever signed for who decided.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let mut found = vec![];
    for one in &dossier.signatures {
        let SignatureState::By(principal) = &one.state else { continue };
        // Where it is the name of another signer, that is told as what it is.
        if !is_of(&one.by.name, principal) && !dossier.signers.iter().any(|other| is_of(&one.by.name, other))
        {
            let message = format!("it names `{}` and is signed by {principal}", one.by);
            let finding = Found::new(message).file(dossier.run_json()).attempt(&one.gate, one.attempt);
            found.push(finding.at(format!("events[{}].actor", one.event)).differs(principal, &one.by.name));
        }
    }
    found
}
