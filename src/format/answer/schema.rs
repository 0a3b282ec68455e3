//! All kinds of answers as one JSON Schema.

use serde_json::{Map, Value, json};

use crate::format::answer::shape::{Kind, Types, list, member, object, text};
use crate::format::answer::{
    attempt, attest, audit, checks, contract, definition, diff, export, gate, pipeline, program, run,
    run_lists, timeline, waiver,
};

/// The version of the JSON that commands print. A member that goes, or means something else, makes a new one; members
/// may come without.
pub const FORMAT: u32 = 1;

/// Every kind of answer, by what it is about.
pub fn kinds(types: &mut Types) -> Vec<Kind> {
    let mut kinds = gate::kinds(types);
    kinds.extend(waiver::kinds());
    kinds.extend(pipeline::kinds(types));
    kinds.extend(run::kinds(types));
    kinds.extend(attempt::kinds(types));
    kinds.extend(timeline::kinds(types));
    kinds.extend(export::kinds());
    kinds.extend(diff::kinds(types));
    kinds.extend(run_lists::kinds(types));
    kinds.extend(checks::kinds(types));
    kinds.extend(definition::kinds(types));
    kinds.extend(contract::kinds(types));
    kinds.extend(audit::kinds(types));
    kinds.extend(attest::kinds());
    kinds.extend(program::kinds(types));
    kinds
}

/// The schema of every answer: one definition per kind, told apart by the member `kind`.
pub fn answer() -> Value {
    let mut types = Types::new();
    let kinds = kinds(&mut types);
    let reference = |kind: &Kind| json!({ "$ref": format!("#/$defs/{}", kind.name) });
    let any: Vec<Value> = kinds.iter().map(reference).collect();
    let mut definitions: Map<String, Value> = Map::new();
    for kind in kinds {
        definitions.insert(kind.name.to_owned(), whole(kind));
    }
    definitions.extend(types.definitions());
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": format!("gatewright answer with --json, format {FORMAT}"),
        "description": "What a command prints with --json: one object, of the kind that its member `kind` says.",
        "oneOf": any,
        "$defs": definitions,
    })
}

/// The object of a kind, with the members that all have.
fn whole(kind: Kind) -> Value {
    let begin = [
        member("format", json!({ "const": FORMAT }), "The version of the answers' format."),
        member("kind", json!({ "const": kind.name }), "Which answer it is."),
    ];
    let next = member("next", list(text()), "Literal commands that go on from here.");
    let hints = member("hints", list(text()), "What to try, commands with holes among them.").sometimes();
    // An error always has them.
    let hints = (kind.name != "error").then_some(hints);
    let mut schema = object(begin.into_iter().chain(kind.members).chain(hints).chain([next]));
    schema["description"] = json!(kind.doc);
    schema
}
