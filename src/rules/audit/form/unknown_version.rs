//! The record is of a version that this gatewright does not know.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "form.unknown_version",
    weight: Weight::Error,
    title: "the record is of a version that this gatewright does not know",
    why: "A newer gatewright may have written it, or somebody who did not want it to be looked at; nothing of it was checked, and what was not checked has not passed.",
    mend: "Audit it with a gatewright that knows the version.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    dossier.flaws.iter().filter(|flaw| flaw.code == "unknown_format").map(|flaw| dossier.flaw(flaw)).collect()
}
