//! An attempt was never finished.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "behaviour.unfinished_attempt",
    weight: Weight::Warning,
    title: "an attempt was never finished",
    why: "Nobody knows what became of it. While somebody works, it is as it should be.",
    mend: "Finish it, or close it with `gatewright gate fail` or `gate abandon`.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let open = dossier.attempts().filter(|(_, told)| told.status == "RUNNING");
    open.map(|(gate, told)| {
        let since = told.started_at.map(|at| format!(" since {at}")).unwrap_or_default();
        Found::new(format!("it is open{since}")).file(&told.path).attempt(&gate.gate, told.number)
    })
    .collect()
}
