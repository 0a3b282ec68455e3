//! Answers about runs.

use serde_json::{Value, json};

use crate::format::answer::gate::{commit, drifted, dry_run, finish, head, row, run_id, stale};
use crate::format::answer::shape::{
    Kind, Member, Types, flag, list, member, object, or_null, text, whole, words,
};
use crate::format::record::event::EventDoc;
use crate::format::record::run::IndexEntry;
use crate::model::attempt::Attempt;
use crate::model::depth::Depth;
use crate::model::invocation::Invocation;
use crate::model::params::ParamValue;
use crate::model::pin::Pin;
use crate::model::run::{AttemptStatus, GateStatus, RunStatus, WorkflowRef};

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
        Kind { name: "run_start", doc: "`run start`: a run was started.", members: start(types) },
        Kind { name: "runs", doc: "`run list`.", members: runs(types) },
        Kind { name: "run_status", doc: "`run status`.", members: status(types, false) },
        Kind { name: "run_show", doc: "`run show`: everything that is recorded.", members: show(types) },
        Kind {
            name: "run_v0",
            doc: "`run show` and `run status` of a run that the ancestor recorded; nothing of it is verified.",
            members: v0(),
        },
        Kind {
            name: "run_complete",
            doc: "`run complete`: the run was completed.",
            members: complete(types),
        },
        Kind {
            name: "waiting",
            doc: "`waiting`: what waits for a person, over all runs.",
            members: waiting(),
        },
        Kind {
            name: "run_repin",
            doc: "`run repin`: the definitions of a gate were pinned anew.",
            members: repin(types),
        },
        Kind {
            name: "run_reopen",
            doc: "`run reopen`: a completed run was taken up again.",
            members: reopen(types),
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

fn start(types: &mut Types) -> Vec<Member> {
    let gate =
        object([member("gate", text(), "The gate's id."), member("name", text(), "Its name for people.")]);
    vec![
        member("run_id", or_null(text()), "The run; `null` when nothing was written."),
        member("workflow", text(), "The workflow."),
        member("status", types.of::<RunStatus>(), "QUEUED: no gate has been started."),
        member("params", params(types), "All parameters of the run by name."),
        member("gates", list(gate), "The gates in the workflow's order."),
        member("pins", list(types.of::<Pin>()), "What was pinned."),
        head(),
        dry_run(),
    ]
}

fn params(types: &mut Types) -> Value {
    json!({ "type": "object", "additionalProperties": types.of::<ParamValue>() })
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

fn status(types: &mut Types, with_contract: bool) -> Vec<Member> {
    let mut gate = vec![
        member("gate", text(), "The gate's id."),
        member("name", text(), "Its name for people."),
        member("status", text(), "Where it stands now, STALE among it."),
        member("stored_status", types.of::<GateStatus>(), "Where it stands in the record."),
        member("blocking", flag(), "Whether a FAIL keeps other gates from starting."),
        member("attempts", whole(), "How many attempts there were."),
        member("open_attempt", or_null(whole()), "The attempt that is open."),
        member("stale", list(text()), "Why it is stale."),
        member("waits_for", list(text()), "Why it cannot be started."),
    ];
    if with_contract {
        let contract = object([
            member("path", text(), "Where it was read, from the repository's root."),
            member("sha256", text(), "Of its bytes, as pinned."),
        ]);
        gate.push(member("contract", or_null(contract), "What judges it."));
    }
    vec![
        run_id(),
        member("status", types.of::<RunStatus>(), "Where the run stands."),
        member("workflow", types.of::<WorkflowRef>(), "What is run, and about what."),
        member("depth", types.of::<Depth>(), "How thorough it is to be."),
        member("started_at", text(), "When it was started."),
        member("finished_at", or_null(text()), "When it was completed."),
        member("gates", list(object(gate)), "The gates in the workflow's order."),
        member("borne_out", or_null(types.of::<RunStatus>()), "The status that the gates bear out now."),
        member("head", text(), "The digest of the last event."),
        drifted(),
    ]
}

fn show(types: &mut Types) -> Vec<Member> {
    let prompt = object([
        member("file", text(), "Where it was read, from the repository's root; `-` for any other place."),
        member("sha256", text(), "Of its bytes."),
        member("copy", or_null(text()), "Where the pinned copy lies."),
        member("text", text(), "The prompt itself."),
    ]);
    let mut members = status(types, true);
    members.extend([
        member("params", params(types), "All parameters of the run by name."),
        member("prompt", or_null(prompt), "The original prompt."),
        member("pins", list(types.of::<Pin>()), "What the run pinned."),
        member("attempts", list(types.of::<Attempt>()), "Every closed attempt."),
        member("invocations", list(types.of::<Invocation>()), "Every recorded call of an agent."),
        member("artifacts", list(types.of::<IndexEntry>()), "The latest entry for every output."),
        member("validations", list(row(types)), "The latest result rows of every gate."),
        member("events", list(types.of::<EventDoc>()), "The chain."),
    ]);
    members
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

fn complete(types: &mut Types) -> Vec<Member> {
    let mut members = vec![
        run_id(),
        member("status", types.of::<RunStatus>(), "As what it was completed."),
        member("finished_at", or_null(text()), "When."),
        dry_run(),
        head(),
    ];
    members.extend(commit());
    members
}

fn repin(types: &mut Types) -> Vec<Member> {
    vec![
        run_id(),
        member("gate", text(), "The gate."),
        member("changed", list(types.of::<Pin>()), "The files that differ from before."),
        member("reason", text(), "What was said."),
        stale(),
        dry_run(),
        head(),
    ]
}

fn reopen(types: &mut Types) -> Vec<Member> {
    vec![
        run_id(),
        member("status", types.of::<RunStatus>(), "Where the run stands now."),
        member("reason", text(), "Why."),
        dry_run(),
        stale(),
        head(),
    ]
    .into_iter()
    .chain(commit())
    .collect()
}

fn waiting() -> Vec<Member> {
    let gate = object([
        member("for", words(&["approval", "work", "start"]), "What somebody is waited for with."),
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

fn resume() -> Vec<Member> {
    vec![
        run_id(),
        member("step", words(&["start", "work", "complete"]), "What would be done first."),
        member("gate", or_null(text()), "At which gate; `null` when the run would be completed."),
        member("attempt", or_null(whole()), "The open attempt whose work would be done."),
        dry_run(),
    ]
}
