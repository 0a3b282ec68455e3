//! The signature of a decision or a waiver does not hold.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::signatures::SignatureState;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "people.bad_signature",
    weight: Weight::Error,
    title: "the signature of a decision or a waiver does not hold",
    why: "It is over other words, outputs or another attempt, in another role, or by a key that was not allowed at that moment. gatewright records no such signature.",
    mend: "Take the decision for none; ask whoever it names.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let mut found = vec![];
    for one in &dossier.signatures {
        if let SignatureState::Invalid(why) = &one.state {
            let message = format!("the signature of `{}` does not count: {why}", one.by);
            let finding = Found::new(message).file(dossier.run_json()).attempt(&one.gate, one.attempt);
            let finding = finding.at(format!("events[{}].signature", one.event));
            found.push(finding.differs("a signature over this event by an allowed signer", why));
        }
    }
    found
}
