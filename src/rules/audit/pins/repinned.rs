//! Definitions of a gate were exchanged while the run was under way.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::event::Fact;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "pins.repinned",
    weight: Weight::Warning,
    title: "definitions of a gate were exchanged while the run was under way",
    why: "It is the way to mend a wrong contract, and also the way to make it easier.",
    mend: "Compare the two contracts, and read the reason.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let Some(chain) = &dossier.chain else { return vec![] };
    let repinned = chain.links.iter().enumerate().filter_map(|(i, link)| match &link.event.fact {
        Fact::GateRepinned { gate, reason, .. } => Some((i, link, gate, reason)),
        _ => None,
    });
    repinned
        .map(|(i, link, gate, reason)| Found {
            field: Some(format!("events[{i}]")),
            ..Found::new(format!("pinned anew by {}: {reason}", link.event.actor))
                .gate(gate.as_str())
                .file(dossier.run_json())
        })
        .collect()
}
