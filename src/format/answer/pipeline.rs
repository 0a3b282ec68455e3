//! Answers of the pipeline: `run <workflow>` and `run resume`.

use serde_json::{Value, json};

use crate::format::answer::gate::{dry_run, finish, run_id};
use crate::format::answer::shape::{
    Kind, Member, Types, flag, list, member, object, or_null, text, whole, words,
};
use crate::model::run::{AttemptStatus, RunStatus};

/// Every kind of them.
pub fn kinds(types: &mut Types) -> Vec<Kind> {
    vec![
        Kind {
            name: "run",
            doc: "`run <workflow>` and `run resume`: the pipeline has ended, or waits.",
            members: pipeline(types),
        },
        Kind {
            name: "run_resume",
            doc: "`run resume --dry-run`: what would be done first.",
            members: resume(),
        },
    ]
}

fn pipeline(types: &mut Types) -> Vec<Member> {
    let step = step(types);
    let packet = object([
        member("path", text(), "Where the packet lies, from the repository's root."),
        member("sha256", text(), "Of its bytes, as the record pins it."),
        member("text", text(), "The packet itself."),
    ]);
    let waiting = object([
        member("gate", text(), "The gate."),
        member("attempt", whole(), "Its open attempt."),
        member("packet", packet, "What is asked of whoever does the work."),
    ]);
    vec![
        run_id(),
        member("status", types.of::<RunStatus>(), "Where the run stands."),
        member(
            "outcome",
            text(),
            "Why the pipeline ended: WAITING for work, the state of the attempt it stopped at, or that of the run.",
        ),
        member(
            "gates",
            list(step),
            "What became of every attempt, in order; those that it finished as `gate_finish` tells of them.",
        ),
        member("waiting", or_null(waiting), "What is waited for; `null` unless `outcome` is WAITING."),
        member("interrupted", interrupted(types), "What was going on; only where `outcome` is INTERRUPTED.")
            .sometimes(),
    ]
}

fn call(types: &mut Types) -> Member {
    let call = object([
        member(
            "invocation_id",
            or_null(text()),
            "Its id in the record; `null` when it could not be recorded.",
        ),
        member("status", text(), "What it came to."),
        member("exit_code", json!({ "type": "integer" }), "With what it ended."),
        member("output", list(text()), "Where its output lies: standard output, standard error."),
        member("output_cut", flag(), "Whether a log lacks something because of its cap."),
        member("not_recorded", text(), "Why it is not in the record.").sometimes(),
    ]);
    let call = types.named("Call", call);
    member("invocation", or_null(call), "The call that did the work; `null` when none did.")
}

fn interrupted(types: &mut Types) -> Value {
    object([
        member("gate", text(), "The gate."),
        member("attempt", whole(), "The attempt's number."),
        member("signal", whole(), "The signal that asked for the end."),
        member("attempt_status", types.of::<AttemptStatus>(), "How the attempt stands."),
        member("closed_by", or_null(text()), "Who closed it; `null` while it is open."),
        call(types),
    ])
}

/// What became of an attempt: finished by the pipeline, or closed by somebody else.
fn step(types: &mut Types) -> Value {
    let mut finished = finish(types);
    finished.push(call(types));
    let elsewhere = object([
        run_id(),
        member("gate", text(), "The gate."),
        member("attempt", whole(), "The attempt's number."),
        member("status", types.of::<AttemptStatus>(), "How it was closed."),
        member("pass", flag(), "Whether it passed."),
        member("closed_by", text(), "Who closed it."),
        call(types),
    ]);
    types.named("Step", json!({ "anyOf": [object(finished), elsewhere] }))
}

fn resume() -> Vec<Member> {
    vec![
        run_id(),
        member("step", words(&["start", "work", "complete"]), "What would be done first."),
        member("gate", or_null(text()), "At which gate; `null` when the run would be completed."),
        member("attempt", or_null(whole()), "The open attempt whose work would be done."),
        dry_run(),
    ]
}
