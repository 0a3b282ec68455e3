//! A commit put something else in the place of what had been recorded.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::history::Did;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "history.rewritten",
    weight: Weight::Error,
    title: "a commit put something else in the place of what had been recorded",
    why: "Records are only ever extended. Somebody recomputed one, or replaced a sealed file.",
    mend: "Look at that commit and the one before it; the earlier version is the recorded one.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let steps = dossier.history.iter().flat_map(|told| &told.steps);
    steps
        .filter_map(|step| match &step.did {
            Did::Rewrote(other) => Some(Found {
                commit: Some(step.commit.clone()),
                ..Found::new(format!("commit {} rewrote it: {}", step.short(), other.how))
                    .file(&step.path)
                    .at(&other.field)
                    .differs(&other.expected, &other.found)
            }),
            _ => None,
        })
        .collect()
}
