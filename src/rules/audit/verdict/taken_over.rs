//! Results of a passed gate were taken over as they are recorded, because making them again needs more than files.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::verdicts::Verdict;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "verdict.taken_over",
    weight: Weight::NotEnforced,
    title: "results of a passed gate were taken over as they are recorded, because making them again needs more than files",
    why: "An audit runs no command, asks no server and no git of that time. What such checks say in the record is a claim of whoever wrote it.",
    mend: "Run the commands yourself on the recorded outputs, where it matters.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let mut found = vec![];
    for again in &dossier.rejudged {
        if let Verdict::Same(skipped) = &again.verdict
            && !skipped.is_empty()
        {
            let message = format!("taken over, not made again: {}", skipped.join(", "));
            found.push(Found::new(message).file(&again.told_in).attempt(&again.gate, again.attempt));
        }
    }
    found
}
