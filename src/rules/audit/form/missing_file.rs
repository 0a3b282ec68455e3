//! The record names a file that is not there.

use crate::model::audit::{Found, WHOLE, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::attempts::AttemptFile;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "form.missing_file",
    weight: Weight::Error,
    title: "the record names a file that is not there",
    why: "What happened can no longer be shown.",
    mend: "Bring the file back from the history, for example with `git restore`.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    // The ancestor kept everything in RUN.json as well.
    if dossier.format == Some(0) {
        return vec![];
    }
    let missing = dossier.attempts().filter(|(_, attempt)| matches!(attempt.file, AttemptFile::Missing));
    missing
        .map(|(gate, attempt)| {
            let expected = attempt.seal.map_or("a file".to_owned(), |seal| seal.to_string());
            let one = Found::new("the attempt's file is gone").file(&attempt.path);
            one.at(WHOLE).differs(expected, "nothing").attempt(&gate.gate, attempt.number)
        })
        .collect()
}
