//! Answers about one run: started, shown, changed as a whole.

use serde_json::{Value, json};

use crate::format::answer::gate::{drifted, dry_run, head, row, run_id, stale, written};
use crate::format::answer::shape::{Kind, Member, Types, flag, list, member, object, or_null, text, whole};
use crate::format::answer::waived::of_gate;
use crate::format::record::event::EventDoc;
use crate::format::record::run::IndexEntry;
use crate::model::attempt::Attempt;
use crate::model::depth::Depth;
use crate::model::invocation::Invocation;
use crate::model::params::ParamValue;
use crate::model::pin::Pin;
use crate::model::run::{GateStatus, RunStatus, WorkflowRef};

/// Every kind of them.
pub fn kinds(types: &mut Types) -> Vec<Kind> {
    vec![
        Kind { name: "run_start", doc: "`run start`: a run was started.", members: start(types) },
        Kind { name: "run_status", doc: "`run status`.", members: status(types, false) },
        Kind { name: "run_show", doc: "`run show`: everything that is recorded.", members: show(types) },
        Kind {
            name: "run_complete",
            doc: "`run complete`: the run was completed.",
            members: complete(types),
        },
        Kind {
            name: "run_repin",
            doc: "`run repin`: the definitions of a gate were pinned anew.",
            members: repin(types),
        },
        Kind { name: "run_seal", doc: "`run seal`: the record was signed.", members: seal() },
        Kind {
            name: "seal_message",
            doc: "`run seal --message`: what is to be signed.",
            members: vec![
                run_id(),
                member("namespace", text(), "In which the signature has to be made."),
                member("message", text(), "The bytes that are signed: RUN.json."),
            ],
        },
        Kind {
            name: "run_reopen",
            doc: "`run reopen`: a completed run was taken up again.",
            members: reopen(types),
        },
    ]
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

fn status(types: &mut Types, with_contract: bool) -> Vec<Member> {
    let mut gate = vec![
        member("gate", text(), "The gate's id."),
        member("name", text(), "Its name for people."),
        member("status", text(), "Where it stands now, STALE among it."),
        member("stored_status", types.of::<GateStatus>(), "Where it stands in the record."),
        member("blocking", flag(), "Whether a FAIL keeps other gates from starting."),
        member("attempts", whole(), "How many attempts there were."),
        member("open_attempt", or_null(whole()), "The attempt that is open."),
        member("late", flag(), "Whether its time is over: finishing it closes it as TIMED_OUT."),
        member(
            "waivers",
            list(of_gate()),
            "What was waived of its open attempt, or of the one that is WAIVED.",
        ),
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

fn complete(types: &mut Types) -> Vec<Member> {
    let mut members = vec![
        run_id(),
        member("status", types.of::<RunStatus>(), "As what it was completed."),
        member("finished_at", or_null(text()), "When."),
        member("waived", list(text()), "The gates that are WAIVED."),
    ];
    members.extend(written());
    members
}

fn repin(types: &mut Types) -> Vec<Member> {
    let mut members = vec![
        run_id(),
        member("gate", text(), "The gate."),
        member("changed", list(types.of::<Pin>()), "The files that differ from before."),
        member("reason", text(), "What was said."),
        stale(),
    ];
    members.extend(written());
    members
}

fn seal() -> Vec<Member> {
    let mut members = vec![
        run_id(),
        member("seal", text(), "Where the signature lies, from the repository's root."),
        member("fingerprint", text(), "The key, as OpenSSH shows it."),
        member("principal", or_null(text()), "Whose key it is; `null` when your allowed signers do not say."),
    ];
    members.extend(written());
    members
}

fn reopen(types: &mut Types) -> Vec<Member> {
    let mut members = vec![
        run_id(),
        member("status", types.of::<RunStatus>(), "Where the run stands now."),
        member("reason", text(), "Why."),
        stale(),
    ];
    members.extend(written());
    members
}
