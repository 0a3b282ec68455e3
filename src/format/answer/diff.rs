//! The answer of `run diff`.

use serde_json::Value;

use crate::format::answer::shape::{Kind, Types, list, member, object, or_null, text, whole, words};

/// Every kind of them.
pub fn kinds(types: &mut Types) -> Vec<Kind> {
    let subject = object([
        member("run_id", text(), "The run's id."),
        member("gate", or_null(text()), "The gate; `null` where whole runs are compared."),
        member("attempt", or_null(whole()), "The attempt."),
        member(
            "level",
            words(&["none", "L0", "L1", "L2", "L3"]),
            "On what the run's record rests, as an audit says.",
        ),
    ]);
    let changed = changed(types);
    let gate = gate(types, changed.clone());
    vec![Kind {
        name: "run_diff",
        doc: "`run diff`: two attempts or two runs held against each other.",
        members: vec![
            member("of", words(&["attempts", "runs"]), "What is compared."),
            member("a", subject.clone(), "The one."),
            member("b", subject, "The other."),
            member(
                "asked",
                list(changed.clone()),
                "What the runs asked otherwise: workflow, parameters, prompt, pins; empty for attempts.",
            ),
            member(
                "told",
                list(changed),
                "What they tell otherwise: status, times, who; empty for attempts.",
            ),
            member("gates", list(gate), "Gate by gate, by the last attempts; one for two attempts."),
        ],
    }]
}

fn changed(types: &mut Types) -> Value {
    let changed = object([
        member("what", text(), "What it is."),
        member("a", or_null(text()), "What the one says; `null` for nothing."),
        member("b", or_null(text()), "What the other says."),
    ]);
    types.named("DiffChanged", changed)
}

fn gate(types: &mut Types, changed: Value) -> Value {
    let stood = object([
        member("gate", text(), "The gate's id."),
        member("attempt", or_null(whole()), "The attempt; `null` where it was not tried."),
        member("status", text(), "How it stands."),
    ]);
    let output = object([
        member("path", text(), "Where it lies."),
        member("change", words(&["added", "removed", "changed"]), "What became of it."),
        member("a", or_null(text()), "Its digest on the one side."),
        member("b", or_null(text()), "Its digest on the other."),
        member(
            "diff",
            or_null(list(text())),
            "The lines of a unified difference; of a directory its files, `+`, `-` or `~` before each.",
        ),
        member("no_diff", or_null(text()), "Why there is none."),
    ]);
    let check = object([
        member("check", text(), "Its type, with its id or path."),
        member("severity", words(&["error", "warning"]), "How much it weighs."),
        member("a", or_null(text()), "Its state on the one side; `null` where it was not asked."),
        member("b", or_null(text()), "Its state on the other."),
        member("a_findings", list(text()), "What it found on the one side."),
        member("b_findings", list(text()), "What it found on the other."),
    ]);
    let gate = object([
        member("a", or_null(stood.clone()), "On the one side; `null` where there is no such gate."),
        member("b", or_null(stood), "On the other."),
        member("asked", list(changed.clone()), "What was asked otherwise: contract, packet, pins, inputs."),
        member("told", list(changed), "What is told otherwise: who, when, how it ended."),
        member("outputs", list(output), "Outputs that are not the same."),
        member("same_outputs", whole(), "How many are."),
        member("checks", list(check), "Checks that do not say the same."),
        member("same_checks", whole(), "How many do."),
    ]);
    types.named("DiffGate", gate)
}
