//! An attempt's file of the ancestor says something else than RUN.json.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::contradictions::With;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "facts.other_attempt",
    weight: Weight::Error,
    title: "an attempt's file of the ancestor says something else than RUN.json",
    why: "The ancestor wrote every finished attempt twice, and only added calls of agents to RUN.json later. One of the two was edited.",
    mend: "See in the history which of the two was there first; believe neither without it.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    dossier.contradicting(With::Entry).cloned().collect()
}
