//! A commit took recorded events off the end.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::history::Did;
use crate::rules::audit::rule::Rule;
use crate::rules::quote::counted;

/// The rule.
pub static RULE: Rule = Rule {
    id: "history.truncated",
    weight: Weight::Error,
    title: "a commit took recorded events off the end",
    why: "Nothing that was recorded is ever dropped. Somebody took back what had happened, for example a failure.",
    mend: "Look at that commit and the one before it; the earlier version is the recorded one.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let steps = dossier.history.iter().flat_map(|told| &told.steps);
    // What went with the events is no deed of its own.
    let with = |commit: &str| {
        let went = steps.clone().filter(|step| step.commit == commit && step.did == Did::WentWithTheEnd);
        match went.count() as u64 {
            0 => String::new(),
            files => format!(", and took {} of attempts back with them", counted(files, "file")),
        }
    };
    steps
        .clone()
        .filter_map(|step| match &step.did {
            Did::Truncated(left, of) => Some(Found {
                commit: Some(step.commit.clone()),
                ..Found::new(format!(
                    "commit {} left {left} of {of} events{}",
                    step.short(),
                    with(&step.commit)
                ))
                .file(&step.path)
                .at("events")
                .differs(format!("{of} events"), left)
            }),
            _ => None,
        })
        .collect()
}
