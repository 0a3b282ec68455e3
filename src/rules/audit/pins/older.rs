//! A gate was judged by an older version than was committed when the work of its run began.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::rules::audit::rule::Rule;
use crate::rules::quote::quoted;

/// The rule.
pub static RULE: Rule = Rule {
    id: "pins.older",
    weight: Weight::Warning,
    title: "a gate was judged by older definitions than were committed when the work of its run began",
    why: "Whoever brings back an older, easier version of a contract only while a run begins is judged by what somebody had asked once, and no commit shows it. An honest reason is that a newer version came, for example with `git pull`, between the start of the run and its first attempt.",
    mend: "Compare the pinned copy with the commit; do the gate again by today's definition.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let mut found = vec![];
    for it in &dossier.older {
        let commit = it.commit.get(..12).unwrap_or(&it.commit);
        let first = it.lacks.first().map(|first| quoted(first)).unwrap_or_default();
        let more = match it.lacks.len() {
            0 | 1 => String::new(),
            many => format!(" and {} more", many - 1),
        };
        let message = format!(
            "it was judged by older definitions than those of commit {commit}, at which the work of the run began: they did not ask what is asked again today, {first}{more}"
        );
        let one = Found::new(message).gate(&it.gate).file(dossier.run_json());
        found.push(Found { commit: Some(it.commit.clone()), ..one });
    }
    found
}
