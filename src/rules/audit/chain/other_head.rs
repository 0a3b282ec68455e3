//! The chain does not end in the head that is known from elsewhere.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "chain.other_head",
    weight: Weight::Error,
    title: "the chain does not end in the head that is known from elsewhere",
    why: "Every command that changes a run prints the head of its chain. Another head means that the record was computed anew, cut off, or has gone on since.",
    mend: "Compare with the record that had that head; look at what was added, dropped or replaced.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let Some(expected) = dossier.expected_head else { return vec![] };
    let links = dossier.chain.iter().flat_map(|chain| &chain.links);
    let at = links.clone().position(|link| link.digest == expected);
    let after = links.clone().count();
    let message = match at {
        Some(at) if at + 1 == after => return vec![],
        Some(at) => format!(
            "the run has gone on since: {} more after it",
            crate::rules::quote::counted((after - at - 1) as u64, "event")
        ),
        None => "no event has that digest".to_owned(),
    };
    let found = links.last().map_or("nothing".to_owned(), |link| link.digest.to_string());
    let mut one = Found::new(message).file(dossier.run_json()).differs(expected, found);
    one.field = Some("head".to_owned());
    vec![one]
}
