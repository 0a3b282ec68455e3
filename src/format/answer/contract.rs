//! Answers about contracts: explained, looked at for what is suspicious, tested.

use serde_json::{Value, json};

use crate::format::answer::shape::{
    Kind, Member, Types, flag, list, member, object, or_null, text, whole, words,
};
use crate::model::params::ParamValue;

/// Every kind of them.
pub fn kinds(types: &mut Types) -> Vec<Kind> {
    vec![
        Kind {
            name: "contract_explain",
            doc: "`contract explain`: what will be asked of gates.",
            members: explain(types),
        },
        Kind {
            name: "contract_lint",
            doc: "`contract lint`: what is suspicious although it is legal.",
            members: lint(),
        },
        Kind { name: "contract_test", doc: "`contract test`: cases of contracts.", members: test() },
    ]
}

fn explain(types: &mut Types) -> Vec<Member> {
    let asked = asked(types);
    let asked = types.named("AskedCheck", asked);
    let output = || {
        object([
            member("path", text(), "As declared, with its variables."),
            member("description", text(), "What it is."),
            member("required", flag(), "Whether it must be there at this depth."),
        ])
    };
    let gate = object([
        member("gate", text(), "Its id."),
        member("name", text(), "Its name for people."),
        member("contract", text(), "The contract's file."),
        member("blocking", flag(), "Whether a FAIL keeps other gates from starting."),
        member("producers", list(text()), "Who may do the work; anybody where empty."),
        member("judges", list(text()), "Who may finish it; anybody where empty."),
        member("max_attempts", or_null(whole()), "How often it may be tried."),
        member("timeout", or_null(text()), "How long an attempt may take."),
        member("all_of", list(output()), "Outputs, required and optional."),
        member("any_of", list(output()), "Outputs of which one must be there."),
        member("checks", list(asked.clone()), "Every check that is made at this depth."),
        member("at_other_depths", list(asked), "Checks that are made at other depths only."),
    ]);
    let workflow = object([
        member("workflow", text(), "Its name."),
        member("depth", depth(), "The depth that is explained."),
        member("gates", list(gate), "Its gates."),
    ]);
    vec![member("workflows", list(workflow), "Every workflow that was asked for.")]
}

fn lint() -> Vec<Member> {
    let finding = object([
        member("workflow", or_null(text()), "The workflow; `null`: it belongs to none."),
        member("gate", or_null(text()), "The gate; `null`: it belongs to none."),
        member("weight", words(&["note", "warning", "error"]), "How much it matters."),
        member("code", text(), "A stable name."),
        member("file", text(), "The file, from the repository's root."),
        member("line", whole(), "From 1."),
        member("column", whole(), "From 1, in characters."),
        member("message", text(), "What is suspicious, one sentence."),
        member("why", text(), "Why it matters; empty for what only informs."),
        member("hint", or_null(text()), "How to mend it."),
    ]);
    vec![
        member("findings", list(finding), "Everything that is suspicious."),
        member("errors", whole(), "How many are errors."),
        member("warnings", whole(), "How many are warnings."),
        member("pass", flag(), "Whether it ends with 0."),
    ]
}

fn test() -> Vec<Member> {
    let case = object([
        member("case", text(), "Its name."),
        member("path", text(), "Its directory, from the repository's root."),
        member("description", text(), "What it shows."),
        member("gate", text(), "The gate."),
        member("depth", depth(), "The depth."),
        member("expected", words(&["PASS", "FAIL"]), "What the gate must be."),
        member("found", words(&["PASS", "FAIL"]), "What it is."),
        member("pass", flag(), "Whether the case holds."),
        member("unmet", list(text()), "Everything that is not as expected, a sentence each."),
        member(
            "findings",
            words(&["none", "same", "differs", "written"]),
            "What became of `findings.txt`: none is kept, it is as found, it differs, it was written.",
        ),
        member("difference", list(text()), "The lines in which it differs."),
        member("validations", list(json!({ "type": "object" })), "Every check's result, as in records."),
    ]);
    let never = object([
        member("gate", text(), "The gate."),
        member("what", text(), "What is asked, in short."),
        member("file", text(), "The contract."),
        member("line", whole(), "From 1."),
        member("column", whole(), "From 1, in characters."),
    ]);
    let workflow = object([
        member("workflow", text(), "Its name."),
        member("cases", list(case), "Its cases."),
        member(
            "asked",
            or_null(whole()),
            "How many things its contracts ask for; `null`: only some cases ran.",
        ),
        member("never_failing", list(never), "Those that no case makes fail."),
    ]);
    vec![
        member("workflows", list(workflow), "Every workflow."),
        member("cases", whole(), "How many cases were judged."),
        member("passed", whole(), "How many hold."),
        member("failed", whole(), "How many do not."),
        member("pass", flag(), "Whether it ends with 0."),
    ]
}

fn depth() -> Value {
    words(&["quick", "standard", "deep"])
}

fn asked(types: &mut Types) -> Value {
    let when = object([
        member("depth", list(depth()), "At these depths; any where empty."),
        member(
            "params",
            json!({ "type": "object", "additionalProperties": list(types.of::<ParamValue>()) }),
            "With these values of parameters.",
        ),
    ]);
    let runs = object([
        member("argv", list(text()), "Program and arguments as declared."),
        member("timeout_seconds", whole(), "It is ended after so many seconds."),
    ]);
    object([
        member("type", text(), "The check."),
        member("id", or_null(text()), "Its name in the contract."),
        member(
            "declared",
            or_null(whole()),
            "Which entry of `validations` it is, from 0; `null`: the outputs ask it by themselves.",
        ),
        member("severity", words(&["error", "warning"]), "Whether failing it fails the gate."),
        member("words", text(), "What it asks, as the packet says it."),
        member("description", text(), "The author's words."),
        member("message", or_null(text()), "What is said first when it does not hold."),
        member("hint", or_null(text()), "How to mend it."),
        member("when", or_null(when), "When it applies; `null`: always."),
        member("if_it_cannot_be_made", text(), "What it means for the gate when it cannot be made."),
        member("judged", text(), "On what it is judged, and whether that is expensive."),
        member("runs", or_null(runs), "The command that it runs."),
    ])
}
