//! The run was taken for the newest one, and a newer one was deleted.

use crate::model::audit::{Found, WHOLE, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::required::Lost;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "required.newer_gone",
    weight: Weight::Error,
    title: "the run was taken for the newest one, and a newer one was deleted or put out of sight",
    why: "`latest`, and a run that is left out, mean the newest. Whoever deletes a run that failed would have an older one answer for it.",
    mend: "Bring the newer run back, or give the id of the run that is meant; `gatewright audit` tells of all runs that were deleted.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let runs = dossier.record.parent().and_then(|run| run.parent());
    let mut found = vec![];
    for gone in &dossier.newer_gone {
        let (how, by) = match &gone.how {
            Lost::By(by) => {
                (format!("was deleted by commit {}", by.get(..12).unwrap_or(by)), Some(by.clone()))
            }
            Lost::InTree => ("is committed and is not there any more".to_owned(), None),
            Lost::Renamed(dir) => (format!("lies in `{dir}`, which no run can be called"), None),
        };
        let one = Found::new(format!("the newest run is not this one: {} {how}", gone.run));
        let file = runs.as_ref().map(|runs| format!("{runs}/{}/record/RUN.json", gone.run));
        let one = one.at(WHOLE).differs("the file", "nothing");
        found.push(Found { file, commit: by, ..one });
    }
    found
}
