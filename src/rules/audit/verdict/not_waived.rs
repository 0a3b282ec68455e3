//! A result is called waived, and nobody has waived it.

use serde_json::{Map, Value};

use crate::model::audit::{Found, Weight};
use crate::model::dossier::attempts::AttemptFile;
use crate::model::dossier::{Chain, Dossier};
use crate::model::event::{Event, Fact};
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "verdict.not_waived",
    weight: Weight::Error,
    title: "a result is called waived, and the chain has no such waiver that counted then",
    why: "A check is waived by an event of its own attempt, by a person, for a time. gatewright never writes such a result without one.",
    mend: "Look at who changed the record; do the gate again.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let Some(chain) = &dossier.chain else { return vec![] };
    let mut found = vec![];
    for (gate, told) in dossier.attempts() {
        let AttemptFile::Read { attempt, .. } = &told.file else { continue };
        let of_it = |event: &&Event| matches!(&event.fact, Fact::GateCheckWaived { gate, attempt: number, .. } if *gate == attempt.gate && *number == attempt.attempt);
        let waivers: Vec<&Event> = events(chain).filter(of_it).collect();
        for (i, row) in attempt.validations.iter().enumerate().filter(|(_, row)| is_waived(row)) {
            if !waivers.iter().any(|event| gave(event, row)) {
                let check = row.get("type").and_then(Value::as_str).unwrap_or_default();
                let message = format!("`{check}` is called waived, and nobody waived it so");
                let one = Found::new(message).file(&told.path).attempt(&gate.gate, told.number);
                let one = one.at(format!("validations[{i}].waived"));
                found.push(one.differs("a waiver of this attempt", "none that says so"));
            }
        }
    }
    found
}

fn events(chain: &Chain) -> impl Iterator<Item = &Event> {
    chain.links.iter().map(|link| &link.event)
}

fn is_waived(row: &Map<String, Value>) -> bool {
    row.get("state").and_then(Value::as_str) == Some("waived")
}

/// Whether the row says of its waiver what the event says.
fn gave(event: &Event, row: &Map<String, Value>) -> bool {
    let Fact::GateCheckWaived { until, .. } = &event.fact else { return false };
    let says = |name: &str, value: String| {
        row.get("waived").and_then(|waived| waived.get(name)).and_then(Value::as_str) == Some(value.as_str())
    };
    says("by", event.actor.to_string())
        && says("at", event.timestamp.to_string())
        && says("until", until.to_string())
}
