//! Answers about checks: the catalogue, the repository's own, their samples.

use serde_json::{Value, json};

use crate::format::answer::definition::error_object;
use crate::format::answer::shape::{
    Kind, Member, Types, flag, list, member, object, or_null, text, whole, words,
};

/// Every kind of them.
pub fn kinds(types: &mut Types) -> Vec<Kind> {
    let manual = manual(types);
    vec![
        Kind {
            name: "checks",
            doc: "`checks`: what contracts may ask.",
            members: all(types, manual.clone()),
        },
        Kind {
            name: "check",
            doc: "`checks <check>`.",
            members: vec![member("check", manual, "The check.")],
        },
        Kind {
            name: "own_check",
            doc: "`checks checks/<name>`: one of the repository's own.",
            members: vec![member("check", own_check(types), "The check.")],
        },
        Kind {
            name: "checks_test",
            doc: "`checks --test`: the samples of the repository's own checks.",
            members: tested(),
        },
    ]
}

fn manual(types: &mut Types) -> Value {
    let entry = object([
        member("name", text(), "Its key."),
        member("accepts", text(), "For a parameter: what may stand there.").sometimes(),
        member("required", flag(), "For a parameter: whether it must be given.").sometimes(),
        member("doc", text(), "What it is, one sentence."),
    ]);
    let entry = types.named("ManualEntry", entry);
    let manual = object([
        member("name", text(), "Its name, as `type` of a validation."),
        member("version", whole(), "The version of its meaning."),
        member("summary", text(), "What it asks."),
        member("target", text(), "What may stand at `target`."),
        member("params", list(entry.clone()), "Its own parameters."),
        member("figures", list(entry), "The figures that its result rows carry."),
        member("reads", text(), "What it needs of the files it looks at."),
        member("when", text(), "When it is judged."),
        member("example", text(), "A validation as JSON."),
    ]);
    types.named("Manual", manual)
}

fn all(types: &mut Types, manual: Value) -> Vec<Member> {
    let readable = own_check(types);
    let broken = object([
        member("name", text(), "Its name."),
        member("error", error_object(types), "Why it cannot be read."),
    ]);
    let own = list(json!({ "anyOf": [readable, broken] }));
    vec![
        member("checks", list(manual), "Every check of the catalogue."),
        member("own", own, "The checks that the repository brings itself; none outside of one."),
    ]
}

fn own_check(types: &mut Types) -> Value {
    let file = object([
        member("path", text(), "The file, from the repository's root."),
        member("sha256", text(), "Of its bytes."),
    ]);
    let check = object([
        member("name", text(), "Its name, as `type` of a validation."),
        member("version", whole(), "The version of its meaning."),
        member("description", text(), "What it asks."),
        member("argv", list(text()), "Program and arguments."),
        member("takes_target", flag(), "Whether it looks at a target."),
        member(
            "params",
            or_null(json!({ "type": "object" })),
            "The JSON Schema of its parameters; `null`: it has none.",
        ),
        member("timeout_seconds", whole(), "It is ended after so many seconds."),
        member("sha256", text(), "The digest of the list of its files in `SHA256SUMS` form."),
        member("files", list(file), "The files that it consists of."),
    ]);
    types.named("OwnCheck", check)
}

fn tested() -> Vec<Member> {
    let sample = object([
        member("path", text(), "Its directory, from the repository's root."),
        member("description", text(), "What it shows."),
        member("expected", words(&["pass", "fail"]), "What the check must say."),
        member("found", words(&["pass", "fail", "not_enforced"]), "What it says."),
        member("pass", flag(), "Whether it is as it must be."),
        member("unmet", or_null(text()), "Why not."),
        member("validations", list(json!({ "type": "object" })), "The check's result, as in records."),
    ]);
    let check = object([
        member("check", text(), "Its name, as `type` of a validation."),
        member("samples", list(sample), "Its samples."),
    ]);
    vec![
        member("checks", list(check), "Every check that was tried."),
        member("samples", whole(), "How many samples were judged."),
        member("failed", whole(), "How many are not as they must be."),
        member("pass", flag(), "Whether it ends with 0."),
    ]
}
