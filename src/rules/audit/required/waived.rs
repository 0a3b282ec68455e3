//! A required gate stands only because somebody waived a check of it.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::required::Standing;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "required.waived",
    weight: Weight::Warning,
    title: "a required gate stands only because somebody waived a check of it",
    why: "WAIVED satisfies what needs the gate and the completion of the run; it is no PASS.",
    mend: "Read who waived what and why; with `--no-waived` it does not count.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let mut found = vec![];
    for required in &dossier.required {
        let gate = &required.gate;
        if required.standing == Standing::Waived {
            let message = "it is WAIVED, not PASS: its contract did not hold";
            found.push(Found::new(message).gate(gate).file(dossier.run_json()));
        }
    }
    found
}
