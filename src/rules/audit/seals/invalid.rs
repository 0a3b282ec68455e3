//! A seal does not hold.

use crate::model::audit::{Found, WHOLE, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::seals::SealState;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "seals.invalid",
    weight: Weight::Error,
    title: "a seal does not hold",
    why: "Somebody signed other bytes than these: the record was changed since, or the seal is of another run.",
    mend: "Bring the sealed record back; ask whoever sealed it.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let mut found = vec![];
    for seal in &dossier.seals {
        if let SealState::Invalid(why) = &seal.state {
            let one = Found::new(format!("the seal does not hold: {why}")).file(&seal.file);
            found.push(one.at(WHOLE).differs("a signature over RUN.json as it is", why));
        }
    }
    found
}
