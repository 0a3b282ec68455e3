//! A check was waived.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::event::Fact;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "behaviour.waived",
    weight: Weight::Warning,
    title: "a check was waived",
    why: "Somebody took it upon himself that a check of the contract does not hold, and said why. What it asks for may be missing.",
    mend: "Read the reason; see whether it still holds, and whether the gate is WAIVED because of it.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let Some(chain) = &dossier.chain else { return vec![] };
    let mut found = vec![];
    for (i, link) in chain.links.iter().enumerate() {
        if let Fact::GateCheckWaived { gate, attempt, check, until, reason, .. } = &link.event.fact {
            let by = &link.event.actor;
            found.push(Found {
                field: Some(format!("events[{i}]")),
                ..Found::new(format!("`{check}` was waived by {by} until {until}: {reason}"))
                    .attempt(gate.as_str(), *attempt)
                    .file(dossier.run_json())
            });
        }
    }
    found
}
