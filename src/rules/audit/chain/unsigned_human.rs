//! An event is by a person whose key is said to have been seen, and carries no signature.

use crate::model::actor::ActorClass;
use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::event::Fact;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "chain.unsigned_human",
    weight: Weight::Error,
    title: "an event is by a person whose key is said to have been seen, and carries no signature",
    why: "The class `human` comes only from a signature; gatewright writes it nowhere else. Somebody made a claim look like a proof.",
    mend: "Take the actor for a claim; look at who changed the record.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let Some(chain) = &dossier.chain else { return vec![] };
    let mut found = vec![];
    for (i, link) in chain.links.iter().enumerate() {
        let signed = match &link.event.fact {
            Fact::GateDecided { signature, .. } | Fact::GateCheckWaived { signature, .. } => {
                signature.is_some()
            }
            _ => false,
        };
        if link.event.actor.class == ActorClass::Human && !signed {
            let one =
                Found::new(format!("`{}` without a signature", link.event.actor)).file(dossier.run_json());
            found.push(one.at(format!("events[{i}].actor")).differs("a signature", "nothing"));
        }
    }
    found
}
