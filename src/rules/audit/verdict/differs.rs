//! The pinned contract says something else to the recorded bytes than the record says.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::verdicts::Verdict;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "verdict.differs",
    weight: Weight::Error,
    title: "the pinned contract says something else to the recorded bytes than the record says",
    why: "A verdict follows from a contract and bytes. Somebody changed the verdict, or another program made it.",
    mend: "Do the gate again.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let mut found = vec![];
    for again in &dossier.rejudged {
        if let Verdict::Differs { field, expected, found: there } = &again.verdict {
            let message = "judged again, the recorded bytes come to another verdict";
            let one = Found::new(message).file(&again.told_in).attempt(&again.gate, again.attempt);
            found.push(Found { field: Some(field.clone()), ..one.differs(expected, there) });
        }
    }
    found
}
