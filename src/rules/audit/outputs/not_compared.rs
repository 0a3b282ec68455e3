//! An output could not be compared.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::outputs::Now;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "outputs.not_compared",
    weight: Weight::NotEnforced,
    title: "an output could not be compared",
    why: "What was not compared may be anything.",
    mend: "Make it readable, or fetch the missing history (`git fetch --unshallow`), and audit again.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let mut found = vec![];
    for output in dossier.outputs.iter() {
        if let Now::Unknown(why) | Now::Lost(why) = &output.then {
            found.push(output.found(format!("`{}` was not compared: {why}", output.path)));
        }
    }
    found
}
