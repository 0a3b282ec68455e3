//! The run was never completed.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "behaviour.unfinished_run",
    weight: Weight::Note,
    title: "the run was never completed",
    why: "It says nothing about the whole until it is.",
    mend: "Go on with `gatewright run resume`, or end it with `gatewright run complete`.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    if !matches!(dossier.status.as_str(), "RUNNING" | "QUEUED") {
        return vec![];
    }
    vec![Found::new(format!("it says {}", dossier.status)).file(dossier.run_json())]
}
