//! A definition differs from what the run pinned.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "pins.drifted",
    weight: Weight::Note,
    title: "a definition differs from what the run pinned",
    why: "Workflows and contracts are developed further. The run was judged by the pinned copy.",
    mend: "Nothing; read the pinned copy when you judge the run.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let words = "today's file differs from what the run pinned";
    dossier.drifted.iter().map(|path| Found::new(words).file(path.as_str())).collect()
}
