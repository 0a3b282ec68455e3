//! There is no run to audit.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::required::Absent;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "form.no_runs",
    weight: Weight::NotEnforced,
    title: "there is no run to audit",
    why: "An audit that looked at nothing has proved nothing, and must not look as if it had.",
    mend: "Where runs are expected, see whether gatewright.json names their directory and whether they were committed.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    match &dossier.absent {
        Some(Absent::Runs(place)) => {
            vec![Found::new(format!(
                "there is no run in `{place}`, and none was ever committed there: nothing was audited, nothing is proved"
            ))]
        }
        _ => vec![],
    }
}
