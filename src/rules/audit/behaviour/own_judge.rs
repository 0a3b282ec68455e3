//! Whoever did the work also had it judged.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::attempts::AttemptFile;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "behaviour.own_judge",
    weight: Weight::Note,
    title: "whoever did the work also had it judged",
    why: "The contract decides, not the person; still, nobody else has looked. Where that matters, the contract asks for an `approval`.",
    mend: "Look at the outputs yourself, or let the contract ask for an approval.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let mut found = vec![];
    for (gate, told) in dossier.attempts().filter(|(_, told)| told.is_met()) {
        let AttemptFile::Read { attempt, .. } = &told.file else { continue };
        if attempt.judge.as_ref() == Some(&attempt.start.producer) {
            let message = format!("started and finished by {}", attempt.start.producer);
            found.push(Found::new(message).file(&told.path).attempt(&gate.gate, told.number));
        }
    }
    found
}
