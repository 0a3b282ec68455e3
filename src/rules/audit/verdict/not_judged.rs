//! A verdict could not be made again.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::verdicts::Verdict;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "verdict.not_judged",
    weight: Weight::NotEnforced,
    title: "a verdict could not be made again",
    why: "Without the recorded bytes, or with a check whose meaning has changed, nobody can say whether the verdict was right.",
    mend: "Commit outputs with the record (`git.commit`: `outputs`); audit with the gatewright of that time.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let mut found = vec![];
    for again in &dossier.rejudged {
        if let Verdict::NotJudged(why) = &again.verdict {
            let message = format!("not judged again: {why}");
            found.push(Found::new(message).file(&again.told_in).attempt(&again.gate, again.attempt));
        }
    }
    found
}
