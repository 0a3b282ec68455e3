//! An attempt was finished so soon after it was started that no work can lie between.

use crate::model::attempt::Cause;
use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::attempts::AttemptFile;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "behaviour.no_time",
    weight: Weight::Warning,
    title: "an attempt was finished so soon after it was started that no work can lie between",
    why: "Start and finish were typed one after the other once the work was done: nothing shows what was there before.",
    mend: "Start a gate before its work. Re-validations are not counted, nor attempts in which gatewright itself ran a command; a call that somebody typed shows no time.",
    look,
};

/// Nobody works so fast, in milliseconds.
const TOO_SOON: i64 = 500;

fn look(dossier: &Dossier) -> Vec<Found> {
    let mut found = vec![];
    for (gate, told) in dossier.attempts() {
        let (Some(begun), Some(ended)) = (told.started_at, told.finished_at) else { continue };
        // A word that closes an attempt claims no work.
        let judged = match &told.file {
            AttemptFile::Read { attempt, .. } => {
                !matches!(attempt.cause, Some(Cause::Declared | Cause::Abandoned))
            }
            _ => told.status != "ABANDONED",
        };
        let revalidated = matches!(&told.file, AttemptFile::Read { attempt, .. } if attempt.revalidation);
        let took = ended.millis() - begun.millis();
        if judged && took < TOO_SOON && !revalidated && !told.has_measured_call() {
            let message = format!("{} after {took} ms", told.status);
            found.push(Found::new(message).file(&told.path).attempt(&gate.gate, told.number));
        }
    }
    found
}
