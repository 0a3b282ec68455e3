//! Answers about many runs, and about those that the ancestor recorded.

use serde_json::json;

use crate::format::answer::gate::run_id;
use crate::format::answer::shape::{
    Kind, Member, Types, flag, list, member, object, or_null, text, whole, words,
};

/// Every kind of them.
pub fn kinds(types: &mut Types) -> Vec<Kind> {
    vec![
        Kind { name: "runs", doc: "`run list`.", members: runs(types) },
        Kind {
            name: "run_v0",
            doc: "`run show` and `run status` of a run that the ancestor recorded; nothing of it is verified.",
            members: v0(),
        },
        Kind {
            name: "waiting",
            doc: "`waiting`: what waits for a person, over all runs.",
            members: waiting(),
        },
    ]
}

fn runs(types: &mut Types) -> Vec<Member> {
    let gate = object([
        member("gate", text(), "The gate's id."),
        member("status", text(), "Its stored state; STALE is not looked for here."),
    ]);
    let run = object([
        run_id(),
        member("format", whole(), "The version of its record; 0: the ancestor's."),
        member("workflow", text(), "The workflow."),
        member("slug", text(), "What it is about."),
        member("status", text(), "Where it stands."),
        member("started_at", text(), "When it was started."),
        member("finished_at", or_null(text()), "When it was completed."),
        member("gates", list(gate), "The gates in the workflow's order."),
    ]);
    let unreadable = object([run_id(), member("unreadable", text(), "Why its record cannot be read.")]);
    let run = types.named("ListedRun", json!({ "anyOf": [run, unreadable] }));
    vec![member("runs", list(run), "The runs, newest first.")]
}

fn waiting() -> Vec<Member> {
    let gate = object([
        member("for", words(&["approval", "review", "work", "start"]), "What somebody is waited for with."),
        member("run_id", text(), "The run."),
        member("slug", text(), "What the run is about."),
        member("gate", text(), "The gate."),
        member("name", text(), "Its name for people."),
        member("attempt", or_null(whole()), "Its open attempt."),
        member("since", text(), "Since when."),
        member("why", list(text()), "What is missing."),
        member("next", text(), "The literal command."),
    ]);
    let unreadable = object([
        member("run_id", text(), "The run."),
        member("code", text(), "Why it cannot be read, for programs."),
        member("message", text(), "Why, in words."),
    ]);
    vec![
        member("waiting", list(gate), "The longest waiting first."),
        member("unreadable", list(unreadable), "Open runs that could not be looked at."),
    ]
}

fn v0() -> Vec<Member> {
    let artifact = object([
        member("path", text(), "Where it lies."),
        member("sha256", or_null(text()), "Of its bytes."),
        member("exists", or_null(flag()), "Whether it was there."),
    ]);
    let attempt = object([
        member("attempt", whole(), "Its number."),
        member("status", text(), "How it stands."),
        member("started_at", or_null(text()), "When it was opened."),
        member("finished_at", or_null(text()), "When it was closed."),
        member("agent", or_null(text()), "Who did the work."),
        member("failure_reason", or_null(text()), "What failed."),
        member("artifacts", list(artifact), "The outputs."),
    ]);
    let gate = object([
        member("gate", text(), "The gate's id."),
        member("name", text(), "Its name."),
        member("status", text(), "Where it stands."),
        member("attempts", list(attempt), "Its attempts."),
    ]);
    let workflow = object([
        member("name", text(), "Its name."),
        member("version", text(), "Its version."),
        member("slug", text(), "What the run is about."),
        member("artifact_path", or_null(text()), "Where most outputs went."),
    ]);
    vec![
        run_id(),
        member("record_format", json!({ "const": 0 }), "The version of the record."),
        member("status", text(), "Where it stands."),
        member("workflow", workflow, "What was run."),
        member("depth", or_null(text()), "How thorough it was to be."),
        member("started_at", or_null(text()), "When it was started."),
        member("finished_at", or_null(text()), "When it was finished."),
        member("gates", list(gate), "The gates."),
    ]
}
