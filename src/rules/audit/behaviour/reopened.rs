//! A gate that had passed, or a completed run, was taken up again.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::event::Fact;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "behaviour.reopened",
    weight: Weight::Note,
    title: "a gate that had passed, or a completed run, was taken up again",
    why: "Somebody found that it was not good enough, and said why.",
    mend: "Read the reason; look at what the later attempts did about it.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let Some(chain) = &dossier.chain else { return vec![] };
    let mut found = vec![];
    for (i, link) in chain.links.iter().enumerate() {
        let by = &link.event.actor;
        let one = match &link.event.fact {
            Fact::GateReopened { gate, reason } => {
                Found::new(format!("reopened by {by}: {reason}")).gate(gate.as_str())
            }
            Fact::RunReopened { reason } => Found::new(format!("the run was reopened by {by}: {reason}")),
            _ => continue,
        };
        found.push(Found { field: Some(format!("events[{i}]")), ..one.file(dossier.run_json()) });
    }
    found
}
