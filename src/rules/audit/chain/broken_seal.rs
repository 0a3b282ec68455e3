//! An attempt is not what its closing event sealed, or its beginning not what its first event says.

use crate::model::audit::{Found, Weight};
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
        for (list, why) in &told.bad_lists {
            found.push(Found::new(why).file(list).attempt(&gate.gate, told.number));
        }
        let AttemptFile::Read { sha256, start, attempt, .. } = &told.file else { continue };
        let here = |message: &str| Found::new(message).file(&told.path).attempt(&gate.gate, told.number);
        if let Some(seal) = told.seal.filter(|seal| seal != sha256) {
            found.push(here("the file was edited after it was sealed").differs(seal, sha256));
        }
        let row = chain.run.gates.iter().find(|state| state.id.as_str() == gate.gate);
        let row = row.and_then(|state| state.attempts.iter().find(|row| row.attempt == told.number));
        if let Some(row) = row.filter(|row| row.start != *start) {
            let mut other = here("what was true when the attempt was opened was edited");
            other.field = Some("start".to_owned());
            found.push(other.differs(row.start, start));
        }
        let own = (
            attempt.run_id == chain.run.id,
            attempt.gate.as_str() == gate.gate,
            attempt.attempt == told.number,
        );
        if own != (true, true, true) {
            let whose = format!("{} {} attempt {}", attempt.run_id, attempt.gate, attempt.attempt);
            let expected = format!("{} {} attempt {}", chain.run.id, gate.gate, told.number);
            found.push(here("it is the file of another attempt").differs(expected, whose));
        }
    }
    found
}
