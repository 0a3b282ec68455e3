//! A directory beside the runs holds a record under a name that no run can have.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::required::Absent;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "form.misnamed",
    weight: Weight::Error,
    title: "a directory beside the runs holds a record under a name that no run can have",
    why: "Renaming its directory takes a run out of every list. What it hides is not audited.",
    mend: "Give the directory back the name that `run_id` in its RUN.json says, or move it away from the runs.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let Some(Absent::Misnamed(place)) = &dossier.absent else { return vec![] };
    let message = format!("`{place}` holds a record, and its name is no run's: nobody looked at it");
    vec![Found::new(message).file(format!("{place}/record/RUN.json"))]
}
