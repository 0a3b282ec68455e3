//! The answers of commands in JSON, from the descriptions in their schema.

use std::collections::BTreeMap;

use gatewright::format::answer::schema::{answer, kinds};
use gatewright::format::answer::shape::Types;
use gatewright::format::record::schema;
use serde_json::Value;

use crate::page;
use crate::record::{kind, members, sentence};

/// What every answer has; said once.
const COMMON: [&str; 3] = ["format", "kind", "next"];

pub fn page() -> String {
    let mut text = page::begin(
        "Answers",
        "What commands print with `--json`: one object on one line. `format` is the version of the answers' format, 1; `kind` says \
         which answer it is; `next` is the list of literal commands that go on from there. A member that goes or changes its \
         meaning makes a new `format`; members may come without. Every member is always there unless it says otherwise. \
         `gatewright schema answer` prints the schema; types that records have as well are described in [Records](record.md).",
    );
    let answer = answer();
    let kinds = kinds(&mut Types::new());
    for kind in &kinds {
        let part = &answer["$defs"][kind.name];
        text.push_str(&format!("\n## {}\n\n{}\n\n{}", kind.name, sentence(part), table(part)));
    }
    let records = of_records();
    for (name, part) in answer["$defs"].as_object().into_iter().flatten() {
        if !kinds.iter().any(|kind| kind.name == name) && !records.contains_key(name) {
            text.push_str(&format!("\n### {name}\n\n{}", table(part)));
        }
    }
    for (name, heading) in records {
        let (here, there) = (page::anchor(&name), page::anchor(&heading));
        text = text.replace(&format!("](#{here})"), &format!("](record.md#{there})"));
    }
    text
}

/// The names of the types that records have, with the headings under which they are described.
fn of_records() -> BTreeMap<String, String> {
    let names = |schema: Value| schema["$defs"].as_object().cloned().unwrap_or_default().into_iter();
    let types = names(schema::run()).chain(names(schema::attempt())).map(|(name, _)| (name.clone(), name));
    types.chain([("Attempt".to_owned(), "attempt-<n>.json".to_owned())]).collect()
}

fn table(part: &Value) -> String {
    if part["properties"].is_null() && part["anyOf"].is_null() {
        return members(part);
    }
    let mut rows = vec![];
    let alternatives = part["anyOf"].as_array().cloned().unwrap_or_else(|| vec![part.clone()]);
    alternatives.iter().for_each(|part| add_rows(part, "", &mut rows));
    rows.dedup();
    page::table(&["member", "type", "meaning"], rows)
}

/// A row for every member, those of objects without a name of their own among them.
fn add_rows(part: &Value, before: &str, rows: &mut Vec<Vec<String>>) {
    let required =
        |name: &str| part["required"].as_array().into_iter().flatten().any(|wanted| wanted == name);
    for (name, value) in part["properties"].as_object().into_iter().flatten() {
        if before.is_empty() && COMMON.contains(&name.as_str()) {
            continue;
        }
        let path = format!("{before}{name}");
        let meaning =
            if required(name) { sentence(value) } else { format!("{} Not always there.", sentence(value)) };
        rows.push(vec![format!("`{path}`"), kind(value), meaning]);
        for inner in std::iter::once(value).chain(value["anyOf"].as_array().into_iter().flatten()) {
            add_rows(inner, &format!("{path}."), rows);
            for item in std::iter::once(&inner["items"])
                .chain(inner["items"]["anyOf"].as_array().into_iter().flatten())
            {
                add_rows(item, &format!("{path}[]."), rows);
            }
        }
    }
}

#[test]
fn every_member_of_an_answer_is_explained() {
    let answer = answer();
    for (name, part) in answer["$defs"].as_object().unwrap() {
        for (member, value) in part["properties"].as_object().into_iter().flatten() {
            assert!(value["description"].is_string(), "{name}: {member}");
        }
    }
}
