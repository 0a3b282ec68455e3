//! The JSON Schemas as `gatewright schema` prints them.

use std::collections::BTreeSet;

use gatewright::cli::commands::schema::ALL;
use gatewright::format::answer::schema::kinds;
use gatewright::format::answer::shape::Types;
use gatewright::format::definition::schema;
use gatewright::rules::checks::catalogue::CHECKS;
use regex::Regex;
use serde_json::Value;

use crate::project;

/// Every schema as a file under `schemas`.
pub fn files() -> Vec<(String, String)> {
    let file = |(name, make): &(&str, fn() -> Value)| {
        (
            format!("schemas/{name}.schema.json"),
            format!("{}\n", serde_json::to_string_pretty(&make()).unwrap()),
        )
    };
    ALL.iter().map(file).collect()
}

/// Every kind that the source answers with: the texts given to `Report::new` as they stand, or by a name that is chosen
/// from texts in the same file; and `error`, which is not made there.
fn kinds_in_the_source() -> BTreeSet<String> {
    let literal = Regex::new(r#"Report::new\(\s*"([a-z0-9_]+)""#).unwrap();
    let named = Regex::new(r"Report::new\(\s*([a-z_]+)\s*,").unwrap();
    let text = Regex::new(r#""([a-z0-9_]+)""#).unwrap();
    let mut kinds = BTreeSet::from(["error".to_owned()]);
    for entry in walkdir::WalkDir::new(project().join("src")).into_iter().map(Result::unwrap) {
        if entry.path().extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let source = std::fs::read_to_string(entry.path()).unwrap();
        kinds.extend(literal.captures_iter(&source).map(|found| found[1].to_owned()));
        for name in named.captures_iter(&source) {
            let chosen = format!("let {} = ", &name[1]);
            let line = source.lines().find(|line| line.contains(&chosen));
            // A kind whose texts are not found shows as a difference, by the name of its variable.
            let line = line.map_or_else(|| format!("\"unknown_{}\"", &name[1]), str::to_owned);
            kinds.extend(text.captures_iter(&line).map(|found| found[1].to_owned()));
        }
    }
    kinds
}

#[test]
fn every_kind_of_answer_in_the_source_has_a_schema_and_every_schema_a_kind() {
    let described: BTreeSet<String> =
        kinds(&mut Types::new()).iter().map(|kind| kind.name.to_owned()).collect();
    assert_eq!(kinds_in_the_source(), described);
}

/// Members of objects that an editor shows nothing for, by their pointers. What stands in an `if` is never shown.
fn silent(schema: &Value, at: &str, found: &mut Vec<String>) {
    match schema {
        Value::Object(members) => {
            for (name, of) in members.get("properties").and_then(Value::as_object).into_iter().flatten() {
                if of.get("description").and_then(Value::as_str).is_none_or(|words| words.trim().is_empty()) {
                    found.push(format!("{at}/properties/{name}"));
                }
            }
            for (name, member) in members.iter().filter(|(name, _)| *name != "if") {
                silent(member, &format!("{at}/{name}"), found);
            }
        }
        Value::Array(members) => {
            for (nth, member) in members.iter().enumerate() {
                silent(member, &format!("{at}/{nth}"), found);
            }
        }
        _ => {}
    }
}

#[test]
fn every_key_and_every_type_of_check_has_words_that_an_editor_shows() {
    let mut found = vec![];
    for (name, make) in ALL {
        silent(&make(), name, &mut found);
    }
    assert_eq!(found, [""; 0], "give these a `description`");
    let contract = schema::contract();
    let types = contract.pointer("/properties/validations/items/properties/type/anyOf").unwrap();
    let types = types.as_array().unwrap();
    assert_eq!(types.len(), CHECKS.len() + 1, "every check, and those of the repository");
    assert!(types.iter().all(|one| one["description"].as_str().is_some_and(|words| words.len() > 20)));
}
