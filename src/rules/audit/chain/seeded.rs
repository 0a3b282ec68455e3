//! Events were made with a clock and ids that tests set.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "chain.seeded",
    weight: Weight::Error,
    title: "events were made with a clock and ids that tests set",
    why: "Only a build for tests can do that. Its times and ids are invented.",
    mend: "Do not accept the run; do the work again with a released gatewright.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let Some(chain) = &dossier.chain else { return vec![] };
    if !chain.run.seeded {
        return vec![];
    }
    let at = chain.links.iter().position(|link| link.event.seeded).unwrap_or_default();
    let one = Found::new("the run was recorded with a seeded clock and seeded ids").file(dossier.run_json());
    vec![one.at(format!("events[{at}].seeded")).differs("nothing", "true")]
}
