//! Whether a required gate stands could not be found out.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::required::Standing;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "required.unknown",
    weight: Weight::Error,
    title: "whether a required gate stands could not be found out",
    why: "What could not be checked has not passed.",
    mend: "See what the other findings say of the record.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let mut found = vec![];
    for required in &dossier.required {
        let gate = &required.gate;
        if let Standing::Unknown(why) = &required.standing {
            let message = format!("whether it stands cannot be said: {why}");
            found.push(Found::new(message).gate(gate).file(dossier.run_json()));
        }
    }
    found
}
