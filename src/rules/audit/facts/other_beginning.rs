//! An attempt's file tells of its beginning what the event that opened it does not.

use crate::model::attempt::Attempt;
use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::attempts::AttemptFile;
use crate::model::event::{Event, Fact};
use crate::rules::audit::facts::said::{Said, said};
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "facts.other_beginning",
    weight: Weight::Error,
    title: "an attempt's file tells of its beginning what the event that opened it does not",
    why: "Both are written by the same command from the same facts. Somebody edited one of them and computed the digests anew.",
    mend: "Bring the committed version back.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let Some(chain) = &dossier.chain else { return vec![] };
    let mut found = vec![];
    for link in &chain.links {
        let Fact::GateStarted { gate, attempt: number, .. } = &link.event.fact else { continue };
        let Some((told, file)) = dossier.attempt(gate, *number) else { continue };
        let AttemptFile::Read { attempt, .. } = &told.file else { continue };
        let agent = chain.run.gate(gate).and_then(|state| state.agent.clone());
        for said in differing(&link.event, attempt, agent) {
            found.push(said.found("its event says something else", told, file));
        }
    }
    found
}

fn differing(event: &Event, attempt: &Attempt, usual: Option<String>) -> Vec<Said> {
    let Fact::GateStarted { agent, override_reason, .. } = &event.fact else { return vec![] };
    let start = &attempt.start;
    let agent = agent.clone().or(usual);
    [
        said("started_at", event.timestamp, attempt.started_at),
        said("start.producer", &event.actor, &start.producer),
        said("start.session", text(&event.session), text(&start.session)),
        said("start.override_reason", text(override_reason), text(&start.override_reason)),
        said("agent", text(&agent), text(&attempt.agent)),
        said("prompt_sha256", start.packet.sha256, attempt.prompt_sha256),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn text(value: &Option<String>) -> &str {
    value.as_deref().unwrap_or("nothing")
}
