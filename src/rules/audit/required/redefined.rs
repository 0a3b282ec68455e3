//! A required gate stands by a definition that asks something else today.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "required.redefined",
    weight: Weight::Warning,
    title: "a required gate stands by a definition that asks something else today",
    why: "Definitions are developed further, and a run is judged by what it pinned. But whoever requires a gate may take it for what today's definition says. Words that only people read make no difference.",
    mend: "Compare the pinned copy with today's file; do the gate again where the difference matters. With `--fail-on warning` such a gate does not pass.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let mut found = vec![];
    for required in dossier.required.iter().filter(|required| required.standing.stands()) {
        for it in dossier.superseded.iter().filter(|it| it.gate.eq_ignore_ascii_case(&required.gate)) {
            let message =
                format!("it was judged by a `{}` that asks something else today: {}", it.path, it.commits());
            let one = Found::new(message).gate(&required.gate).file(dossier.run_json());
            found.push(Found { commit: it.replaced.clone(), ..one });
        }
    }
    found
}
