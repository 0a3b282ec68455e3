//! Answers of `run timeline`.

use serde_json::json;

use crate::format::answer::gate::run_id;
use crate::format::answer::shape::{
    Kind, Member, Types, flag, list, member, object, or_null, text, whole, words,
};
use crate::format::record::event::EventType;
use crate::model::run::{GateStatus, RunStatus};

/// Every kind of them.
pub fn kinds(types: &mut Types) -> Vec<Kind> {
    vec![
        Kind {
            name: "run_timeline",
            doc: "`run timeline`: the events of a run, replayed.",
            members: ours(types),
        },
        Kind {
            name: "run_timeline_v0",
            doc: "`run timeline` of a run that the ancestor recorded; nothing of it is verified.",
            members: ancestors(),
        },
    ]
}

fn ours(types: &mut Types) -> Vec<Member> {
    let event = object([
        member("index", whole(), "Its place in `events`, from 0."),
        member("at", text(), "When."),
        member("since_ms", or_null(whole()), "Milliseconds since the event before; `null` for the first."),
        member(
            "clamped",
            flag(),
            "Whether the clock had gone back, so that it took the time of the event before.",
        ),
        member("seeded", flag(), "Whether it was made with a clock for tests."),
        member("actor", text(), "Who, as `class:name`."),
        member("actor_class", words(&["agent", "claimed-human", "human"]), "What is known of them."),
        member("session", or_null(text()), "In which session."),
        member(
            "agent",
            or_null(text()),
            "The agent that was named, as running the command or as doing the work.",
        ),
        member("type", types.of::<EventType>(), "What happened."),
        member("about", text(), "What it was about, in words."),
        member("gate", or_null(text()), "Its gate."),
        member("attempt", or_null(whole()), "Its attempt."),
        member("gate_status", or_null(types.of::<GateStatus>()), "Where the gate stood after it."),
        member("run_status", types.of::<RunStatus>(), "Where the run stood after it."),
        member("head", text(), "Its digest: the head of the chain after it."),
    ]);
    let event = types.named("TimelineEvent", event);
    vec![
        run_id(),
        member("status", types.of::<RunStatus>(), "Where the run stands."),
        member("head", text(), "The digest of the last event."),
        member("events", list(event), "The events in order."),
    ]
}

fn ancestors() -> Vec<Member> {
    let millis = json!({ "type": "integer" });
    let event = object([
        member("index", whole(), "Its place in `events`, from 0."),
        member("at", or_null(text()), "When, where that can be read."),
        member(
            "since_ms",
            or_null(millis),
            "Milliseconds since the event before; less than 0 where the times go back.",
        ),
        member("type", text(), "What happened, in its words."),
        member("gate", or_null(text()), "Its gate."),
        member("attempt", or_null(whole()), "Its attempt."),
        member("agent", or_null(text()), "Who did the work."),
        member("message", or_null(text()), "What it said."),
    ]);
    vec![
        run_id(),
        member("record_format", json!({ "const": 0 }), "The version of the record."),
        member("status", text(), "Where the run stands."),
        member("events", list(event), "The events in the order of the record."),
    ]
}
