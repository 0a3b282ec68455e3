//! A seal was made when the run had not gone so far.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::seals::SealState;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "seals.earlier",
    weight: Weight::Note,
    title: "a seal was made when the run had not gone so far",
    why: "Where its signer is known, the record rests on level L2 up to that event: the bytes of then follow from the events and attempts of then, and are what was signed. What came after rests on less.",
    mend: "Seal it again when the run is completed.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let mut found = vec![];
    for seal in &dossier.seals {
        if let SealState::Earlier { events, by } = &seal.state {
            let whose = match by {
                Ok(principal) => format!("by {principal}"),
                Err(why) => format!("by somebody who is not known here ({why})"),
            };
            let all = dossier.chain.as_ref().map_or(0, |chain| chain.links.len());
            let message =
                format!("sealed up to event {events} of {all} {whose}; what came after is not sealed by it");
            found.push(Found::new(message).file(&seal.file));
        }
    }
    found
}
