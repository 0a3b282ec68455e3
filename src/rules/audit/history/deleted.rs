//! A commit deleted a file of a record.

use crate::model::audit::{Found, WHOLE, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::history::{Did, Step};
use crate::rules::audit::rule::Rule;
use crate::rules::quote::counted;

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
    let deletions: Vec<&Step> = steps.filter(|step| step.did == Did::Deleted).collect();
    let run_json = dossier.run_json();
    // Whoever deletes RUN.json deletes the record: its files need not be told one by one.
    let whole =
        |step: &Step| deletions.iter().any(|other| other.commit == step.commit && other.path == run_json);
    let mut found = vec![];
    for step in &deletions {
        let one = if step.path == run_json {
            let files = deletions.iter().filter(|other| other.commit == step.commit).count() as u64;
            let record = format!("commit {} deleted the record ({})", step.short(), counted(files, "file"));
            Found::new(record).file(&step.path)
        } else if whole(step) {
            continue;
        } else {
            Found::new(format!("commit {} deleted it", step.short())).file(&step.path)
        };
        let one = one.at(WHOLE).differs("the file", "nothing");
        found.push(Found { commit: Some(step.commit.clone()), ..one });
    }
    found
}
