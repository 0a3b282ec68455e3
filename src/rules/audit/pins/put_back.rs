//! A gate was judged by a definition that did not ask what was asked before it and is asked again today.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::history::Superseded;
use crate::rules::audit::rule::Rule;
use crate::rules::quote::quoted;

/// The rule.
pub static RULE: Rule = Rule {
    id: "pins.put_back",
    weight: Weight::Warning,
    title: "a gate was judged by a definition that did not ask what was asked before it and is asked again today",
    why: "Whoever weakens a contract in one commit, runs, and puts it back in another has met what nobody else ever asked for; each commit looks like any other. So it is with a schema, or another file that a check measures by. Contracts are compared as they are in effect, after all that they extend, override and remove. An honest reason is a change that was taken back. Where the gate is required it does not stand.",
    mend: "Read the pinned copy and both commits; do the gate again by today's definition.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let put_back = dossier.superseded.iter().filter(|it| !it.lacks.is_empty());
    put_back
        .map(|it| {
            let (by, path) = (it.by(), &it.path);
            let message = format!("{by} a `{path}` that did not ask {}: {}", lacks(it), it.commits());
            let one = Found::new(message).gate(&it.gate).file(dossier.run_json());
            Found { commit: it.brought.clone(), ..one }
        })
        .collect()
}

/// What it lacks, the first of it.
fn lacks(it: &Superseded) -> String {
    let first = it.lacks.first().map(|first| quoted(first)).unwrap_or_default();
    let more = match it.lacks.len() {
        0 | 1 => String::new(),
        many => format!(" and {} more", many - 1),
    };
    format!("what was asked before and is asked again, {first}{more}")
}
