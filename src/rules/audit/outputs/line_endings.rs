//! Only the line endings of an output are not those that were recorded.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::outputs::Now;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "outputs.line_endings",
    weight: Weight::Warning,
    title: "only the line endings of an output are not those that were recorded",
    why: "The gate was judged on other bytes, which follow from those that lie there: converting the line ends of all texts gives the recorded digest. Git converts them on `git add` and on a checkout where `core.autocrlf` or `.gitattributes` say so.",
    mend: "Keep git from converting outputs (`-text` in `.gitattributes`), and commit them with the record (`git.commit`: `outputs`), which stores them as they are.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let mut found = vec![];
    for output in &dossier.outputs {
        if let Now::Converted(there) = &output.then {
            let message = format!(
                "`{}` in {} is what was recorded with other line ends",
                output.path, dossier.compared_with
            );
            found.push(output.found(message).differs(output.recorded, there));
        }
    }
    found
}
