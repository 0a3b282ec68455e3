//! A gate passed although no output of it was new or changed.

use crate::model::attempt::Change;
use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::attempts::AttemptFile;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "behaviour.nothing_new",
    weight: Weight::Warning,
    title: "a gate passed although no output of it was new or changed",
    why: "Everything was there before the attempt began: either it was only judged again, or the work was done outside of it.",
    mend: "Look at what was done; a re-validation says so itself.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let mut found = vec![];
    for (gate, told) in dossier.attempts().filter(|(_, told)| told.is_met()) {
        let AttemptFile::Read { attempt, .. } = &told.file else { continue };
        let there = || attempt.artifacts.iter().filter(|artifact| artifact.exists);
        let unchanged =
            there().next().is_some() && there().all(|artifact| artifact.change == Change::Unchanged);
        if unchanged && !attempt.revalidation {
            let message = "no output was created or changed between start and finish";
            found.push(Found::new(message).file(&told.path).attempt(&gate.gate, told.number));
        }
    }
    found
}
