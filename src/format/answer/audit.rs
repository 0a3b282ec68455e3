//! Answers of the audit.

use serde_json::Value;

use crate::format::answer::gate::run_id;
use crate::format::answer::shape::{Kind, Types, flag, list, member, object, or_null, text, whole, words};

/// Every kind of them.
pub fn kinds(types: &mut Types) -> Vec<Kind> {
    let run = run(types);
    let counts = object([
        member("runs", whole(), "How many runs."),
        member("errors", whole(), "Findings of weight `error`."),
        member("warnings", whole(), "Those of weight `warning`."),
        member("not_enforced", whole(), "Those of weight `not_enforced`: what could not be checked."),
        member("notes", whole(), "Those of weight `note`."),
    ]);
    let rule = rule(types);
    vec![
        Kind {
            name: "audit",
            doc: "`audit`.",
            members: vec![
                member("runs", list(run.clone()), "The runs, oldest first."),
                member("fail_on", weights(), "From which weight on it fails."),
                member("pass", flag(), "Whether nothing of that weight was found."),
                member("counts", counts.clone(), "What was found over all."),
            ],
        },
        Kind {
            name: "gate_verify",
            doc: "`gate verify`.",
            members: vec![
                run_id(),
                member("gates", list(required_gate()), "The gates that were asked for."),
                member("run", or_null(run), "What an audit of the run found."),
                member("fail_on", weights(), "From which weight on it fails."),
                member("pass", flag(), "Whether nothing of that weight was found."),
                member("counts", counts, "What was found over all."),
            ],
        },
        Kind {
            name: "audit_rules",
            doc: "`audit --rules`.",
            members: vec![member("rules", list(rule.clone()), "Every rule.")],
        },
        Kind {
            name: "report",
            doc: "`report`.",
            members: vec![
                run_id(),
                member("level", levels(), "On what the page rests."),
                member("errors", whole(), "How many findings of weight `error` stand on it."),
                member("page", text(), "The page, where it was not written into a file.").sometimes(),
                member("output", text(), "The file that it was written into.").sometimes(),
            ],
        },
        Kind {
            name: "audit_rule",
            doc: "`audit --explain`.",
            members: vec![member("rule", rule, "The rule.")],
        },
    ]
}

fn weights() -> Value {
    words(&["note", "not_enforced", "warning", "error"])
}

/// On what a verdict rests.
pub fn levels() -> Value {
    words(&["none", "L0", "L1", "L2", "L3"])
}

fn run(types: &mut Types) -> Value {
    let finding = object([
        member("rule", text(), "The rule that found it."),
        member("weight", weights(), "How much it matters."),
        member("message", text(), "What was found, one sentence."),
        member("file", or_null(text()), "Where, from the repository's root."),
        member("field", or_null(text()), "The member there."),
        member("gate", or_null(text()), "The gate."),
        member("attempt", or_null(whole()), "The attempt at it."),
        member("commit", or_null(text()), "The commit that did it."),
        member("expected", or_null(text()), "What should be there."),
        member("found", or_null(text()), "What is there."),
    ]);
    let finding = types.named("AuditFinding", finding);
    let run = object([
        member(
            "run_id",
            text(),
            "The run; `-` where something is not there at all (any run, a run that counts), or is about all runs (that there is no history to ask).",
        ),
        member("status", text(), "What its record says; empty where that cannot be read."),
        member("workflow", or_null(text()), "The workflow's name."),
        member(
            "level",
            levels(),
            "On what that rests: none nothing, L0 structure only, L1 the history of git, L2 a signature, L3 a head from elsewhere.",
        ),
        member("sealed_by", list(text()), "Whose signatures hold over the record as it is."),
        member("compared_with", text(), "With what the outputs were compared."),
        member("outputs", whole(), "How many outputs were compared."),
        member("required", list(required_gate()), "The gates that had to stand."),
        member("worst", or_null(weights()), "The greatest weight of what was found."),
        member("findings", list(finding), "What was found, in the order of the rules."),
    ]);
    types.named("AuditedRun", run)
}

fn required_gate() -> Value {
    let standing = words(&["stands", "waived", "not_met", "not_blocking", "fallen", "unknown"]);
    object([
        member("gate", text(), "The gate's id."),
        member(
            "stands",
            flag(),
            "Whether it may be relied upon: it is met, and what was judged is what there is.",
        ),
        member(
            "standing",
            standing,
            "How it stands; `fallen`: it was met, and what was judged is not what there is.",
        ),
        member("why", list(text()), "Why it does not stand."),
    ])
}

fn rule(types: &mut Types) -> Value {
    let rule = object([
        member("rule", text(), "Its name."),
        member("weight", weights(), "How much its findings matter."),
        member("looks_for", text(), "What it looks for."),
        member("why", text(), "Why that matters."),
        member("mend", text(), "What to do about it."),
    ]);
    types.named("AuditRule", rule)
}
