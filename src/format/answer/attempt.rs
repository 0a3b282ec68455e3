//! Answers about one attempt in full.

use serde_json::json;

use crate::format::answer::gate::run_id;
use crate::format::answer::shape::{
    Kind, Member, Types, flag, list, member, object, or_null, text, whole, words,
};
use crate::format::answer::waived::of_gate;
use crate::format::record::event::EventDoc;
use crate::model::attempt::{Attempt, Seen};
use crate::model::invocation::Invocation;
use crate::model::pin::Pin;

/// Every kind of them.
pub fn kinds(types: &mut Types) -> Vec<Kind> {
    vec![
        Kind { name: "run_attempt", doc: "`run show --attempt`: one attempt in full.", members: ours(types) },
        Kind {
            name: "run_attempt_v0",
            doc: "`run show --attempt` of a run that the ancestor recorded; nothing of it is verified.",
            members: ancestors(),
        },
    ]
}

fn ours(types: &mut Types) -> Vec<Member> {
    let seen = list(types.of::<Seen>());
    let decision = object([
        member("decision", words(&["approved", "rejected"]), "What."),
        member("by", text(), "By whom, as `class:name`."),
        member("at", text(), "When."),
        member("outputs", text(), "SHA-256 of the list of the outputs that it was about."),
        member("reason", or_null(text()), "In their words."),
        member("signature", or_null(text()), "In the armour of `ssh-keygen -Y sign`, where it was signed."),
    ]);
    vec![
        run_id(),
        member("gate", text(), "The gate's id."),
        member("name", text(), "Its name for people."),
        member("attempts", whole(), "How many attempts there were at the gate."),
        member("file", text(), "Where its file lies, from the repository's root."),
        member("sha256", or_null(text()), "What that was sealed with; `null` while it is open."),
        member("attempt", types.of::<Attempt>(), "The file."),
        member(
            "pins",
            list(types.of::<Pin>()),
            "Workflow, contract, template and procedures as pinned when it was opened; empty where this gatewright cannot read them any more.",
        ),
        member("outputs", seen.clone(), "Every recorded output, also those of a list beside the file."),
        member("before", seen.clone(), "The declared outputs that were there before the work."),
        member("inputs", seen.clone(), "The outputs of gates that it needs, as it began."),
        member("looked_at", seen, "What checks read beside the outputs."),
        member(
            "invocations",
            list(types.of::<Invocation>()),
            "The calls of agents that were recorded for it.",
        ),
        member("decisions", list(decision), "What people decided about its outputs, in order."),
        member("waivers", list(of_gate()), "What people waived of it, in order."),
        member("events", list(types.of::<EventDoc>()), "The events about it, in order."),
        member("head", text(), "The digest of the run's last event."),
    ]
}

fn ancestors() -> Vec<Member> {
    let artifact = object([
        member("path", text(), "Where it lay, with variables in it."),
        member("sha256", or_null(text()), "Of its bytes."),
        member("exists", or_null(flag()), "Whether it was there."),
    ]);
    vec![
        run_id(),
        member("record_format", json!({ "const": 0 }), "The version of the record."),
        member("gate", text(), "The gate's id."),
        member("name", text(), "Its name."),
        member("attempts", whole(), "How many attempts there were at the gate."),
        member("attempt", whole(), "Its number."),
        member("status", text(), "How it stands."),
        member("started_at", or_null(text()), "When it was opened."),
        member("finished_at", or_null(text()), "When it was closed."),
        member("agent", or_null(text()), "Who did the work."),
        member("failure_reason", or_null(text()), "What failed."),
        member("invocation_ids", list(text()), "The calls of agents that it names."),
        member("artifacts", list(artifact), "The outputs."),
        member("validations", list(json!({})), "The rows of its checks, as they were written down."),
    ]
}
