//! Answers about definitions, the commands that they bring, and what they may say.

use serde_json::{Value, json};

use crate::format::answer::gate::dry_run;
use crate::format::answer::shape::{
    Kind, Member, Types, flag, list, member, object, or_null, text, whole, words,
};
use crate::model::params::{ParamType, ParamValue};

/// Every kind of them.
pub fn kinds(types: &mut Types) -> Vec<Kind> {
    vec![
        Kind { name: "workflows", doc: "`workflow list`.", members: workflows() },
        Kind { name: "workflow", doc: "`workflow show`.", members: workflow(types) },
        Kind { name: "workflow_lint", doc: "`workflow lint`.", members: lint(types) },
        Kind {
            name: "trust",
            doc: "`trust`: the commands that the repository brings.",
            members: trust(types),
        },
        Kind {
            name: "trusted",
            doc: "`trust --list`: what is trusted, in all repositories.",
            members: trusted(),
        },
        Kind {
            name: "trust_revoke",
            doc: "`trust --revoke`.",
            members: vec![member("digest", text(), "The command's digest."), dry_run()],
        },
        Kind {
            name: "error",
            doc: "Any command that was refused or could not do its work. A command that did it and found something wrong (a gate that did not pass, `workflow lint`, `contract lint`, `contract test`, `trust`, `audit` and others) answers in its own kind; the exit code says that it is not well.",
            members: error(types),
        },
    ]
}

/// The members of an error; where one is part of another answer, it is told with the same.
fn error(types: &mut Types) -> Vec<Member> {
    let problem = object([
        member("code", text(), "A stable name."),
        member("file", text(), "The file, from the repository's root."),
        member("line", whole(), "From 1."),
        member("column", whole(), "From 1, in characters."),
        member("message", text(), "What is wrong, one sentence."),
        member("hints", list(text()), "What is allowed, what was probably meant."),
    ]);
    let problem = types.named("Problem", problem);
    vec![
        member("code", text(), "A stable name of what happened."),
        member("exit_code", words_of_exit(), "With what the program ends; see `help exit-codes`."),
        member("message", text(), "What happened, one sentence."),
        member("causes", list(text()), "Why, outermost first."),
        member("problems", list(problem), "What is wrong in files, with its places."),
        member("hints", list(text()), "What to try."),
    ]
}

fn words_of_exit() -> Value {
    json!({ "enum": [1, 2, 3, 4, 5, 70, 75] })
}

/// What went wrong, as a part of another answer.
pub fn error_object(types: &mut Types) -> Value {
    let error = object(error(types));
    types.named("Wrong", error)
}

fn workflows() -> Vec<Member> {
    let readable = object([
        member("workflow", text(), "Its name."),
        member("version", text(), "Its version."),
        member("description", text(), "What it is for."),
        member("gates", list(text()), "The ids of its gates."),
    ]);
    let broken = object([
        member("workflow", text(), "Its name."),
        member("error", text(), "Why it cannot be read; `workflow lint` says it in full."),
    ]);
    vec![member("workflows", list(json!({ "anyOf": [readable, broken] })), "Every workflow.")]
}

fn workflow(types: &mut Types) -> Vec<Member> {
    let param = object([
        member("name", text(), "Its name."),
        member("type", types.of::<ParamType>(), "What it holds."),
        member("enum", list(types.of::<ParamValue>()), "The only values allowed; any where empty."),
        member("default", or_null(types.of::<ParamValue>()), "What is taken when nothing is given."),
        member("required", flag(), "Whether a run needs it."),
        member("description", text(), "What it is for."),
    ]);
    let gate = gate(types);
    vec![
        member("workflow", text(), "Its name."),
        member("version", text(), "Its version."),
        member("description", text(), "What it is for."),
        member("params", list(param), "Its own parameters."),
        member("gates", list(gate), "Its gates."),
    ]
}

fn gate(types: &mut Types) -> Value {
    let path = || member("path", text(), "As declared, with its variables.");
    let what = || member("description", text(), "What it is.");
    let depths = list(words(&["quick", "standard", "deep"]));
    let required = object([path(), what(), member("required_at", depths, "At which depths it is required.")]);
    let alternative = object([path(), what()]);
    let skill = object([
        member("path", text(), "The file."),
        member("name", text(), "Its name for people."),
        member("reason", text(), "Why it is needed."),
        member("inject", list(text()), "The sections whose text enters the packet; all where empty."),
    ]);
    let names = || list(text());
    object([
        member("gate", text(), "Its id."),
        member("name", text(), "Its name for people."),
        member("description", text(), "What it is for."),
        member("agent", or_null(text()), "Who does the work."),
        member("contract", text(), "The contract's file."),
        member("prompt_template", or_null(text()), "The packet's template; `null`: the built-in one."),
        member("needs", names(), "The gates that must be met first."),
        member("executor", executor(), "How the work is done: `human`, or a command."),
        member("max_attempts", or_null(whole()), "How often it may be tried."),
        member("timeout", or_null(text()), "How long an attempt may take."),
        member("producers", names(), "Who may do the work; anybody where empty."),
        member("judges", names(), "Who may finish it; anybody where empty."),
        member("blocking", or_null(flag()), "Whether a FAIL keeps other gates from starting."),
        member("all_of", or_null(list(required)), "Outputs that must all be there."),
        member("any_of", or_null(list(alternative)), "Outputs of which one must be there."),
        member("checks", or_null(list(check(types))), "What is checked."),
        member("required_skills", or_null(list(skill)), "Procedures whose text enters the packet."),
    ])
}

fn executor() -> Value {
    let command = object([
        member("argv", list(text()), "Program and arguments as declared."),
        member("packet", words(&["stdin", "path"]), "How it gets the packet."),
        member("timeout", or_null(text()), "It is ended after this time."),
    ]);
    json!({ "anyOf": [{ "const": "human" }, object([member("command", command, "The command.")])] })
}

fn check(types: &mut Types) -> Value {
    let when = object([
        member("depth", list(words(&["quick", "standard", "deep"])), "At these depths; any where empty."),
        member(
            "params",
            json!({ "type": "object", "additionalProperties": list(types.of::<ParamValue>()) }),
            "With these values of parameters.",
        ),
    ]);
    object([
        member("type", text(), "The check."),
        member("id", or_null(text()), "Its name in the contract."),
        member(
            "from",
            or_null(text()),
            "The contract that says it, where this one extends that; `null`: this one.",
        ),
        member("target", or_null(text()), "What it looks at, in words."),
        member("severity", words(&["error", "warning"]), "Whether failing it fails the gate."),
        member("description", text(), "The author's words."),
        member("message", or_null(text()), "What is said first when it does not hold."),
        member("hint", or_null(text()), "How to mend it."),
        member("when", or_null(when), "When it applies; `null`: always."),
        member("min_matches", or_null(whole()), "The fewest files that its glob must match."),
        member("mostly", or_null(whole()), "How many in a hundred must hold."),
        member("args", json!({ "type": "object" }), "Its own parameters."),
    ])
}

fn lint(types: &mut Types) -> Vec<Member> {
    let remark = object([
        member("gate", text(), "The gate."),
        member("weight", words(&["note", "warning", "error"]), "How much it matters."),
        member("code", text(), "A stable name."),
        member("message", text(), "What is remarkable, one sentence."),
        member("hint", or_null(text()), "What to do about it."),
    ]);
    let workflow = object([
        member("workflow", text(), "Its name."),
        member("error", or_null(error_object(types)), "Everything that is wrong with it."),
        member("remarks", list(remark), "What is legal and still worth a word."),
    ]);
    vec![member("workflows", list(workflow), "Every workflow that was looked at.")]
}

fn trust(types: &mut Types) -> Vec<Member> {
    let file = object([
        member("path", text(), "The file, from the repository's root."),
        member("sha256", text(), "Of its bytes."),
    ]);
    let command = object([
        member("argv", list(text()), "Program and arguments as declared."),
        member("check", or_null(text()), "The directory of the repository's own check that it belongs to."),
        member("standing", text(), "Whether it is trusted as it was before this command."),
        member("declared_in", list(text()), "Where."),
        member("files", list(file), "The files that it names: trust ends when one changes."),
        member("digest", text(), "What it is trusted by."),
        member(
            "not_covered",
            list(text()),
            "Arguments whose variables stand for something else in each run.",
        ),
    ]);
    let unreadable = object([
        member("workflow", text(), "Its name."),
        member("error", error_object(types), "Why it cannot be read."),
    ]);
    let wrong_check = object([
        member("check", text(), "Its name, as `type` of a validation."),
        member("error", error_object(types), "Why it cannot be read."),
    ]);
    vec![
        member(
            "unreadable_checks",
            list(wrong_check),
            "The repository's own checks that cannot be read: nothing was trusted.",
        ),
        member("commands", list(command), "Every command that the readable definitions bring."),
        member(
            "unreadable",
            list(unreadable),
            "Workflows whose commands are not known: nothing was trusted.",
        ),
        dry_run(),
    ]
}

fn trusted() -> Vec<Member> {
    let command = object([
        member("digest", text(), "What it is trusted by."),
        member("argv", list(text()), "Program and arguments as declared."),
        member("check", or_null(text()), "The directory of the repository's own check that it belongs to."),
        member("root", text(), "The repository."),
    ]);
    vec![
        member("commands", list(command), "Every command that was trusted."),
        member("broken", list(text()), "Entries that are damaged and count for nothing."),
    ]
}
