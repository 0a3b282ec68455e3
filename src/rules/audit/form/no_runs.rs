//! There is no run to audit.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::history::Told;
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
            let committed = match dossier.history.as_ref().and_then(Told::unsure) {
                None => "and none was ever committed there",
                Some(_) => "and whether any was ever committed there cannot be said",
            };
            vec![Found::new(format!(
                "there is no run in `{place}`, {committed}: nothing was audited, nothing is proved"
            ))]
        }
        _ => vec![],
    }
}
