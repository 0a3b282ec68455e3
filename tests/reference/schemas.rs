//! The JSON Schemas as `gatewright schema` prints them.

use std::collections::BTreeSet;

use gatewright::cli::commands::schema::ALL;
use gatewright::format::answer::schema::kinds;
use gatewright::format::answer::shape::Types;
use regex::Regex;

use crate::project;

/// Every schema as a file under `schemas`.
pub fn files() -> Vec<(String, String)> {
    let file = |(name, make): &(&str, fn() -> serde_json::Value)| {
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
