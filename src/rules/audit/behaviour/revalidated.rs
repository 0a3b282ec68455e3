//! A gate was only judged again, not done anew.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::attempts::AttemptFile;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "behaviour.revalidated",
    weight: Weight::Note,
    title: "a gate was only judged again, not done anew",
    why: "It was finished on the way to a later gate. Its outputs are older than the attempt.",
    mend: "Nothing; the work itself was done elsewhere.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let mut found = vec![];
    for (gate, told) in dossier.attempts() {
        if matches!(&told.file, AttemptFile::Read { attempt, .. } if attempt.revalidation) {
            found.push(Found::new("a re-validation").file(&told.path).attempt(&gate.gate, told.number));
        }
    }
    found
}
