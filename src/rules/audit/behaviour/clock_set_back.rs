//! An event took the time of the one before because the clock stood earlier.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "behaviour.clock_set_back",
    weight: Weight::Note,
    title: "an event took the time of the one before because the clock stood earlier",
    why: "The clock of the machine was set back, or two machines differ. The order of the events is right, that time is not.",
    mend: "Nothing, unless there are many.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let Some(chain) = &dossier.chain else { return vec![] };
    let clamped = chain.links.iter().enumerate().filter(|(_, link)| link.event.clamped);
    clamped
        .map(|(i, _)| Found {
            field: Some(format!("events[{i}]")),
            ..Found::new("the clock had been set back").file(dossier.run_json())
        })
        .collect()
}
