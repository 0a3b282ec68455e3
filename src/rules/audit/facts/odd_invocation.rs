//! A recorded call of an agent contradicts itself.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::event::Fact;
use crate::model::invocation::Invocation;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "facts.odd_invocation",
    weight: Weight::Error,
    title: "a recorded call of an agent contradicts itself",
    why: "Its id holds the moment at which it began, and how long it took follows from its beginning and its end. gatewright writes no such call.",
    mend: "Bring the committed version back.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let Some(chain) = &dossier.chain else { return vec![] };
    let mut found = vec![];
    for (i, link) in chain.links.iter().enumerate() {
        let Fact::InvocationRecorded(call) = &link.event.fact else { continue };
        for (member, expected, there) in odd(call) {
            let one = Found::new("the call contradicts itself").file(dossier.run_json());
            let one = one.attempt(call.gate.as_str(), call.attempt).differs(expected, there);
            found.push(Found { field: Some(format!("events[{i}].{member}")), ..one });
        }
    }
    found
}

fn odd(call: &Invocation) -> Vec<(&'static str, String, String)> {
    let begun = call.started_at.millis();
    let stamp = call.invocation_id.as_str().split('_').nth(1).unwrap_or_default();
    let took = call.finished_at.millis() - begun;
    let mut all = vec![];
    if stamp != begun.to_string() {
        all.push(("invocation_id", format!("inv_{begun}_…"), call.invocation_id.to_string()));
    }
    if took < 0 {
        all.push(("finished_at", format!("not before {}", call.started_at), call.finished_at.to_string()));
    }
    if let Some(told) = call.duration_ms.filter(|told| i64::try_from(*told) != Ok(took)) {
        all.push(("duration_ms", took.to_string(), told.to_string()));
    }
    all
}
