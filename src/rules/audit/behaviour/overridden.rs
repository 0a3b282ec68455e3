//! A gate was started although its needs were not met.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::event::Fact;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "behaviour.overridden",
    weight: Weight::Warning,
    title: "a gate was started although its needs were not met",
    why: "Somebody decided to go on all the same and said why. What the gate needs may have failed.",
    mend: "Read the reason; look at whether the needs were met in the end.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let Some(chain) = &dossier.chain else { return vec![] };
    let mut found = vec![];
    for (i, link) in chain.links.iter().enumerate() {
        if let Fact::GateStarted { gate, attempt, override_reason: Some(reason), .. } = &link.event.fact {
            found.push(Found {
                field: Some(format!("events[{i}]")),
                ..Found::new(format!("overridden by {}: {reason}", link.event.actor))
                    .attempt(gate.as_str(), *attempt)
                    .file(dossier.run_json())
            });
        }
    }
    found
}
