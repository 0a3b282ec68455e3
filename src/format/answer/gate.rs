//! Answers about gates and their attempts.

use serde_json::{Value, json};

use crate::format::answer::shape::{
    Kind, Member, Types, flag, list, member, object, or_null, text, whole, words,
};
use crate::format::answer::waived::of_row;
use crate::model::attempt::{Artifact, Cause, Manifest};
use crate::model::invocation::Invocation;
use crate::model::run::{AttemptStatus, RunStatus};

/// Every kind of them.
pub fn kinds(types: &mut Types) -> Vec<Kind> {
    vec![
        Kind { name: "gate_start", doc: "`gate start`: an attempt was opened.", members: start() },
        Kind {
            name: "gate_packet",
            doc: "`gate packet`: what the newest attempt of a gate was asked.",
            members: packet(),
        },
        Kind {
            name: "gate_check",
            doc: "`gate check`: what finishing would say; nothing was written.",
            members: check(types),
        },
        Kind {
            name: "gate_finish",
            doc: "`gate finish`: the attempt was judged and closed.",
            members: finish(types),
        },
        Kind {
            name: "gate_fail",
            doc: "`gate fail`: the attempt was closed as FAIL by somebody's word.",
            members: close(types),
        },
        Kind {
            name: "gate_abandon",
            doc: "`gate abandon`: the attempt was given up.",
            members: close(types),
        },
        Kind {
            name: "gate_approve",
            doc: "`gate approve`: the outputs were approved.",
            members: decided(types),
        },
        Kind {
            name: "gate_reject",
            doc: "`gate reject`: the outputs were rejected.",
            members: decided(types),
        },
        Kind {
            name: "decision_message",
            doc: "`gate approve --message`: what is to be signed.",
            members: decision_message(types),
        },
        Kind {
            name: "gate_reopen",
            doc: "`gate reopen`: a gate that had passed was pushed back.",
            members: reopen(),
        },
        Kind {
            name: "invocation_record",
            doc: "`invocation record`: a call of an agent was recorded.",
            members: invocation(types),
        },
    ]
}

/// The members of `gate_finish`; the pipeline tells of each gate with them.
pub fn finish(types: &mut Types) -> Vec<Member> {
    let mut members = which();
    members.extend([
        member("status", types.of::<AttemptStatus>(), "How the attempt was closed."),
        member("cause", or_null(types.of::<Cause>()), "Why it did not pass."),
        member("pass", flag(), "Whether the gate is met: PASS or WAIVED."),
        member("blocking", flag(), "Whether a FAIL keeps other gates from starting."),
        member("revalidation", flag(), "It was judged as it was, without work of its own."),
        member("validations", list(row(types)), "The result rows of the checks."),
        member("artifacts", list(types.of::<Artifact>()), "The outputs; empty where there is a manifest."),
        member("manifest", or_null(types.of::<Manifest>()), "Where many outputs are listed."),
        member("failure_reason", or_null(text()), "What failed, in one text."),
        member("run_status", types.of::<RunStatus>(), "Where the run stands now."),
    ]);
    members.extend(written());
    members.push(stale());
    members.push(drifted());
    members
}

fn decision(types: &mut Types) -> Vec<Member> {
    let mut members = which();
    members.extend([
        member("decision", words(&["approved", "rejected"]), "What is decided."),
        member("outputs", text(), "SHA-256 of the list of the outputs that are there."),
        member(
            "artifacts",
            list(types.of::<Artifact>()),
            "The outputs; `change` is since the attempt before.",
        ),
        member(
            "differences",
            list(object([
                member("path", text(), "The output."),
                member("lines", or_null(list(text())), "What went (`-`), what came (`+`), and what stands around it; `…` for what is left out."),
                member("unknown", or_null(text()), "Why that is not known."),
            ])),
            "How outputs that changed differ from what the attempt before left, where the commit that is checked out has that.",
        ),
    ]);
    members
}

fn decided(types: &mut Types) -> Vec<Member> {
    let mut members = decision(types);
    members.extend([
        member("by", text(), "Who decided, as `class:name`."),
        member("principal", or_null(text()), "Whose key signed it; `null` when it was not signed."),
        member("reason", or_null(text()), "In their words."),
    ]);
    members.extend(written());
    members
}

fn decision_message(types: &mut Types) -> Vec<Member> {
    let mut members = decision(types);
    members.extend([
        member("namespace", text(), "In which the signature has to be made."),
        member("message", text(), "The bytes that are signed."),
    ]);
    members
}

fn reopen() -> Vec<Member> {
    let mut members = vec![
        run_id(),
        member("gate", text(), "The gate."),
        member("status", words(&["REOPENED"]), "Where the gate stands."),
        member("reason", text(), "What is to be done otherwise."),
        stale(),
    ];
    members.extend(written());
    members
}

/// The run, as every answer about one says it.
pub fn run_id() -> Member {
    member("run_id", text(), "The run.")
}

/// Gates that are stale now.
pub fn stale() -> Member {
    let gate = object([member("gate", text(), "The gate."), member("why", list(text()), "Why it is stale.")]);
    member("stale", list(gate), "Gates that passed and that what was done made stale.")
}

/// Whether anything was written.
pub fn dry_run() -> Member {
    member("dry_run", flag(), "Nothing was written: this is what would be.")
}

/// The end of the chain.
pub fn head() -> Member {
    member("head", or_null(text()), "The digest of the last event; `null` when nothing was written.")
}

/// What every command says at its end that commits, when it may, what it has written.
pub fn written() -> [Member; 4] {
    [
        dry_run(),
        head(),
        member("commit", or_null(text()), "The commit that was made; `null` when none was."),
        member("commit_remarks", list(text()), "What is worth a word about it, or why there is none."),
    ]
}

/// Definitions that have changed since they were pinned.
pub fn drifted() -> Member {
    member("drifted", list(text()), "Files that differ from what the run pinned; the pinned copies count.")
}

/// A result row of a check.
pub fn row(types: &mut Types) -> Value {
    let finding = object([
        member("message", text(), "What was found, one sentence."),
        member("file", text(), "Where.").sometimes(),
        member("line", whole(), "In which line, from 1.").sometimes(),
        member("expected", text(), "What was wanted.").sometimes(),
        member("found", text(), "What is there.").sometimes(),
        member("hint", text(), "How to mend it.").sometimes(),
    ]);
    let finding = types.named("Finding", finding);
    let waiver = types.named("Waiver", of_row());
    let state = words(&["pass", "fail", "warn", "not_enforced", "waived"]);
    let mut row = object([
        member("type", text(), "The check."),
        member("version", whole(), "The version of its meaning."),
        member("id", text(), "The name that its contract gives it.").sometimes(),
        member("path", text(), "What it looked at.").sometimes(),
        member("template", text(), "The path as declared, where it differs.").sometimes(),
        member("severity", words(&["warning"]), "There when it never fails the gate.").sometimes(),
        member("state", state, "What it says; `not_enforced`: it could not run."),
        member("pass", flag(), "Whether it holds."),
        member("description", text(), "The author's words."),
        member("findings", list(finding), "What is wrong.").sometimes(),
        member("waived", waiver, "Who waived it, where it would have kept the gate from passing.")
            .sometimes(),
        member("gate", text(), "The gate, where rows of several are listed.").sometimes(),
        member("attempt", whole(), "The attempt, likewise.").sometimes(),
    ]);
    row["description"] = json!("The result of a check, with the check's own figures beside these members.");
    row["additionalProperties"] = json!(true);
    types.named("Row", row)
}

/// The attempt, as every answer about one says it.
pub fn which() -> Vec<Member> {
    vec![
        run_id(),
        member("gate", text(), "The gate."),
        member("attempt", whole(), "The attempt's number, from 1."),
    ]
}

fn start() -> Vec<Member> {
    let packet = object([
        member("path", text(), "Where the packet lies, from the repository's root."),
        member("bytes", whole(), "Its length."),
        member("tokens", whole(), "A rough number of tokens."),
        member("text", text(), "The packet itself."),
    ]);
    let mut members = which();
    members.extend([
        member("status", words(&["RUNNING"]), "The attempt is open."),
        dry_run(),
        member("packet", packet, "What is asked of whoever does the work."),
        head(),
        drifted(),
    ]);
    members
}

fn packet() -> Vec<Member> {
    let packet = object([
        member("path", text(), "Where the packet lies, from the repository's root."),
        member("bytes", whole(), "Its length."),
        member("tokens", whole(), "A rough number of tokens."),
        member("sha256", text(), "Of its bytes, as the record pins it."),
        member("text", text(), "The packet itself."),
    ]);
    let mut members = which();
    members.push(member("open", flag(), "Whether the attempt is still open."));
    members.push(member(
        "refusal",
        or_null(text()),
        "Why work on it cannot be judged, such as a pinned contract that is gone; `null` otherwise.",
    ));
    members.push(member("packet", packet, "What is asked of whoever does the work."));
    members
}

fn check(types: &mut Types) -> Vec<Member> {
    vec![
        run_id(),
        member("gate", text(), "The gate."),
        member("attempt", or_null(whole()), "The open attempt; `null` when none is."),
        member(
            "status",
            words(&["PASS", "WAIVED", "FAIL", "TIMED_OUT", "WAITING"]),
            "What finishing would close it as; WAIVED: it holds but for what somebody has waived; WAITING: it would not, because people have not decided yet.",
        ),
        member("pass", flag(), "Whether finishing would be allowed and pass."),
        member("refused", or_null(text()), "The code with which finishing would be refused."),
        member("validations", list(row(types)), "The result rows of the checks."),
        member("artifacts", list(types.of::<Artifact>()), "The outputs as they are now."),
        member("failure_reason", or_null(text()), "What fails, in one text."),
    ]
}

fn close(types: &mut Types) -> Vec<Member> {
    let mut members = which();
    members.extend([
        member("status", types.of::<AttemptStatus>(), "How the attempt was closed."),
        member("cause", or_null(types.of::<Cause>()), "Why it did not pass."),
        member("reason", text(), "What was said."),
        member("artifacts", list(types.of::<Artifact>()), "The outputs as they are."),
        stale(),
    ]);
    members.extend(written());
    members
}

fn invocation(types: &mut Types) -> Vec<Member> {
    let mut members = which();
    members.extend([
        member("invocation", types.of::<Invocation>(), "The call as it was recorded."),
        dry_run(),
        head(),
    ]);
    members
}
