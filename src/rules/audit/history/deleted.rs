//! A commit deleted a file of a record.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::{Did, Dossier};
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "history.deleted",
    weight: Weight::Error,
    title: "a commit deleted a file of a record",
    why: "Failed attempts belong to the record as much as passed ones. What is deleted can no longer be shown.",
    mend: "Bring it back from the commit before.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let steps = dossier.history.iter().flat_map(|told| &told.steps);
    steps
        .filter(|step| step.did == Did::Deleted)
        .map(|step| Found {
            commit: Some(step.commit.clone()),
            ..Found::new(format!("commit {} deleted it", step.short())).file(&step.path)
        })
        .collect()
}
