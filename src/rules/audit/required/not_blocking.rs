//! A gate is not met, and its contract keeps nobody from going on.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::required::Standing;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "required.not_blocking",
    weight: Weight::Warning,
    title: "a gate is not met, and its contract keeps nobody from going on",
    why: "Such a gate does not keep a run from PASSED; named by itself it would be required.",
    mend: "Look whether it should have been done.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let mut found = vec![];
    for required in &dossier.required {
        let gate = &required.gate;
        if let Standing::NotBlocking(status) = &required.standing {
            let message = format!("it is {status}; its contract does not block");
            found.push(Found::new(message).gate(gate).file(dossier.run_json()));
        }
    }
    found
}
