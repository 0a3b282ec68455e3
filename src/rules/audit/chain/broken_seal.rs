//! An attempt is not what its closing event sealed, or its beginning not what its first event says.

use crate::model::audit::{Found, WHOLE, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::attempts::AttemptFile;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "chain.broken_seal",
    weight: Weight::Error,
    title: "an attempt is not what its closing event sealed, or its beginning not what its first event says",
    why: "Attempts are closed for ever. Somebody edited the file, or put that of another attempt there.",
    mend: "Bring the committed version back.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let Some(chain) = &dossier.chain else { return vec![] };
    let mut found = vec![];
    for (gate, told) in dossier.attempts() {
        for list in &told.bad_lists {
            let one = Found::new(&list.why).file(&list.file).attempt(&gate.gate, told.number);
            found.push(one.at(WHOLE).differs(&list.expected, &list.found));
        }
        let bytes = match &told.file {
            AttemptFile::Read { sha256, .. } => Some(*sha256),
            AttemptFile::Unreadable(unread) => unread.sha256,
            AttemptFile::Missing | AttemptFile::Ancestors => None,
        };
        let here = |message: &str| Found::new(message).file(&told.path).attempt(&gate.gate, told.number);
        if let (Some(seal), Some(bytes)) = (told.seal, bytes)
            && seal != bytes
        {
            found.push(here("the file was edited after it was sealed").at(WHOLE).differs(seal, bytes));
        }
        let AttemptFile::Read { start, attempt, .. } = &told.file else { continue };
        let row = chain.run.gates.iter().find(|state| state.id.as_str() == gate.gate);
        let row = row.and_then(|state| state.attempts.iter().find(|row| row.attempt == told.number));
        if let Some(row) = row.filter(|row| row.start != *start) {
            let other = here("what was true when the attempt was opened was edited");
            found.push(other.at("start").differs(row.start, start));
        }
        for (field, expected, whose) in [
            ("run_id", chain.run.id.to_string(), attempt.run_id.to_string()),
            ("gate", gate.gate.clone(), attempt.gate.to_string()),
            ("attempt", told.number.to_string(), attempt.attempt.to_string()),
        ] {
            if expected != whose {
                found.push(here("it is the file of another attempt").at(field).differs(expected, whose));
            }
        }
    }
    found
}
