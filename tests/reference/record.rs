//! The members of records, from the descriptions in their schemas.

use gatewright::format::record::schema;
use serde_json::{Map, Value};

use crate::page;

pub fn page() -> String {
    let mut text = page::begin(
        "Records",
        "What `runs/<run-id>/record` holds: `RUN.json`, `gates/<gate>/attempt-<n>.json` with the lists that were too long \
         for it, and under `pins` a copy of everything that was frozen, named by its digest. Digests are SHA-256 in lowercase \
         hexadecimal, times RFC 3339 in UTC with milliseconds, paths relative to the repository's root. A file has one \
         spelling: the members in this order, two spaces of indent, a line end at the end. `gatewright schema run` and \
         `gatewright schema attempt` print the schemas. Everything in RUN.json follows from `events` and the sealed \
         attempt files, and is compared whenever a run is opened.",
    );
    let mut seen = vec![];
    for (title, schema) in [("RUN.json", schema::run()), ("attempt-<n>.json", schema::attempt())] {
        text.push_str(&format!("\n## {title}\n\n{}\n\n{}", sentence(&schema), members(&schema)));
        for (name, part) in schema["$defs"].as_object().into_iter().flatten() {
            if !seen.contains(name) {
                seen.push(name.clone());
                text.push_str(&format!("\n### {name}\n\n{}\n\n{}", sentence(part), members(part)));
            }
        }
    }
    text
}

/// What a schema says it is.
pub fn sentence(schema: &Value) -> String {
    schema["description"].as_str().unwrap_or_default().replace('\n', " ")
}

/// The table of an object's members, or the list of what a text may be.
pub fn members(schema: &Value) -> String {
    if let Some(properties) = schema["properties"].as_object() {
        let required = |name: &str| {
            schema["required"].as_array().into_iter().flatten().any(|wanted| wanted.as_str() == Some(name))
        };
        let row = |(name, value): (&String, &Value)| {
            let always = if required(name) { "yes" } else { "" };
            vec![format!("`{name}`"), kind(value), always.to_owned(), sentence(value)]
        };
        return page::table(&["member", "type", "always there", "meaning"], properties.iter().map(row));
    }
    let alternatives = schema["oneOf"].as_array().into_iter().flatten();
    let row = |value: &Value| {
        let what = value["const"].as_str().map_or_else(|| kind(value), |text| format!("`{text}`"));
        vec![what, sentence(value)]
    };
    let rows: Vec<Vec<String>> =
        alternatives.chain(schema["anyOf"].as_array().into_iter().flatten()).map(row).collect();
    if rows.is_empty() { format!("{}\n", kind(schema)) } else { page::table(&["value", "meaning"], rows) }
}

/// Its type in words.
pub fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix("#/$defs/")) {
        return format!("[{name}](#{})", page::anchor(name));
    }
    if let Some(either) = schema["anyOf"].as_array() {
        return either.iter().map(kind).collect::<Vec<_>>().join(" or ");
    }
    if let Some(names) = schema["enum"].as_array() {
        return names
            .iter()
            .map(|value| format!("`{}`", value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
            .collect::<Vec<_>>()
            .join(", ");
    }
    if let Some(only) = schema.get("const") {
        return format!("`{only}`");
    }
    match &schema["type"] {
        Value::String(name) => one(name, schema),
        Value::Array(names) => names
            .iter()
            .filter_map(Value::as_str)
            .map(|name| one(name, schema))
            .collect::<Vec<_>>()
            .join(" or "),
        _ => "anything".to_owned(),
    }
}

fn one(name: &str, schema: &Value) -> String {
    let none = Map::new();
    match name {
        "array" => format!("list of {}", kind(&schema["items"])),
        "string" => "text".to_owned(),
        "integer" => "whole number".to_owned(),
        "boolean" => "true or false".to_owned(),
        "null" => "`null`".to_owned(),
        "object" if schema["additionalProperties"].as_object().unwrap_or(&none).is_empty() => {
            "object".to_owned()
        }
        "object" => format!("object of {}", kind(&schema["additionalProperties"])),
        other => other.to_owned(),
    }
}

#[test]
fn every_member_of_a_record_is_explained() {
    let mut bare = vec![];
    for schema in [schema::run(), schema::attempt()] {
        let parts =
            schema["$defs"].as_object().into_iter().flatten().map(|(name, part)| (name.as_str(), part));
        for (name, part) in parts.chain([("the file", &schema)]) {
            let properties = part["properties"].as_object().into_iter().flatten();
            let members = properties.filter(|(_, value)| value["description"].as_str().is_none());
            bare.extend(members.map(|(member, _)| format!("{name}: {member}")));
            if part["description"].as_str().is_none() {
                bare.push(name.to_owned());
            }
        }
    }
    assert_eq!(bare, Vec::<String>::new(), "give these members of records a doc comment");
}
