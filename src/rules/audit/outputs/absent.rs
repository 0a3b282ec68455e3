//! An output that was recorded is not there.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::history::Told;
use crate::model::dossier::outputs::{ComparedWith, Now};
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "outputs.absent",
    weight: Weight::Error,
    title: "an output that was recorded is not there",
    why: "The gate was judged on bytes that nobody can look at.",
    mend: "Bring the recorded bytes back, or do the gate again; commit outputs with the record (`git.commit`: `outputs`).",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    // What lies in the tree is not in the commit that was asked for.
    let asked = matches!(dossier.compared_with, ComparedWith::Asked(_));
    let absent = dossier
        .outputs
        .iter()
        .filter(|output| output.then == Now::Absent && (asked || output.now != Now::Bytes(output.recorded)));
    let left_out = match dossier.compared_with {
        ComparedWith::WorkingTree => dossier.history.as_ref().map(Told::left_out).unwrap_or_default(),
        _ => "",
    };
    absent
        .map(|output| {
            output
                .found(format!("`{}` is not in {}{left_out}", output.path, dossier.compared_with))
                .differs(output.recorded, "nothing")
        })
        .collect()
}
