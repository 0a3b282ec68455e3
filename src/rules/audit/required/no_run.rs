//! There is no run of a required workflow.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::required::Absent;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "required.no_run",
    weight: Weight::Error,
    title: "there is no run of a required workflow",
    why: "Nothing shows that what was asked for was done.",
    mend: "Run the workflow, or see whether its records were committed.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    match &dossier.absent {
        Some(Absent::Workflow(name)) => {
            vec![Found::new(format!(
                "no run of `{}` counts: there is none, or all are CANCELED",
                name.escape_debug()
            ))]
        }
        _ => vec![],
    }
}
