//! A definition of a gate was changed by a commit between the start of its run and its pass.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "behaviour.contract_changed",
    weight: Weight::Warning,
    title: "a definition of a gate was changed by a commit between the start of its run and its pass",
    why: "The run was judged by what it pinned; still, whoever makes a contract and meets it in one go has judged himself. An honest reason is that definitions are developed while a long run goes on.",
    mend: "Read what the commit changed, and whether the pinned copy is the one that you would ask for.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let changes = dossier.history.iter().flat_map(|told| &told.definitions);
    changes
        .map(|change| {
            let short = change.commit.get(..12).unwrap_or(&change.commit);
            let message = format!(
                "commit {short} changed `{}`, and the gate passed in the same range of commits",
                change.path
            );
            let one = Found::new(message).file(&change.told_in).attempt(&change.gate, change.attempt);
            Found { commit: Some(change.commit.clone()), ..one }
        })
        .collect()
}
