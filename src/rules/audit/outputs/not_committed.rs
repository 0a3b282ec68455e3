//! An output was not committed with its record; the recorded bytes lie in the working tree.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::outputs::{ComparedWith, Now};
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "outputs.not_committed",
    weight: Weight::Warning,
    title: "an output was not committed with its record; the recorded bytes lie in the working tree",
    why: "Whoever has only the commit of the record cannot look at what was judged.",
    mend: "Commit outputs with the record (`git.commit`: `outputs`).",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let later = dossier
        .outputs
        .iter()
        .filter(|output| output.then == Now::Absent && output.now == Now::Bytes(output.recorded))
        // Who asks for a commit asks for what is in it.
        .filter(|_| !matches!(dossier.compared_with, ComparedWith::Asked(_)));
    later
        .map(|output| output.found(format!("`{}` is not in {}", output.path, dossier.compared_with)))
        .collect()
}
