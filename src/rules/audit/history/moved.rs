//! A commit moved the record to another directory of runs.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "history.moved",
    weight: Weight::Note,
    title: "a commit moved the record to another directory of runs",
    why: "gatewright.json says where runs are, and may say something else one day. What was moved is held against what it was before, like any other change.",
    mend: "Nothing.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let moves = dossier.history.iter().flat_map(|told| &told.moves);
    moves
        .map(|moved| {
            let short = moved.commit.get(..12).unwrap_or(&moved.commit);
            let message = format!("commit {short} moved the record from `{}` to `{}`", moved.from, moved.to);
            Found { commit: Some(moved.commit.clone()), ..Found::new(message).file(dossier.run_json()) }
        })
        .collect()
}
