//! A required gate is not met.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::required::Standing;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "required.not_met",
    weight: Weight::Error,
    title: "a required gate is not met",
    why: "What was asked for was not done, or did not hold.",
    mend: "Do the gate: `gatewright run status` says what comes next.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let mut found = vec![];
    for required in &dossier.required {
        let gate = &required.gate;
        if let Standing::NotMet(stands) = &required.standing {
            let message = format!("it is required, and {stands}");
            found.push(Found::new(message).gate(gate).file(dossier.run_json()));
        }
    }
    found
}
