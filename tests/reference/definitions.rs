//! The keys of workflows, contracts and gatewright.json, from the tables that check the files.

use gatewright::format::definition::case_keys::CASE;
use gatewright::format::definition::config_keys::CONFIG;
use gatewright::format::definition::contract_keys::CONTRACT;
use gatewright::format::definition::own_keys::{CHECK, SAMPLE};
use gatewright::format::definition::shape::{Key, Shape, Table};
use gatewright::format::definition::workflow_keys::WORKFLOW;
use gatewright::rules::packet::render::VALUES;

use crate::page;

pub fn page() -> String {
    let mut text = page::begin(
        "Definitions",
        "The keys of every file that people write. A key that is not listed is an error with file, line and column, before \
         any work. `notes`, `heuristic`, `configurable`, `phase` and `variant` are accepted everywhere and not acted upon; \
         `pre_scripts` is refused: say what must hold in a check of type `command`. The same as JSON Schemas for editors \
         lies under `schemas`, and `gatewright schema <which>` prints them.",
    );
    for (file, table) in [
        ("`workflows/<name>.json`", &WORKFLOW),
        ("`contracts/<workflow>/<gate>.contract.json`", &CONTRACT),
        ("`contracts/<workflow>/tests/<case>/case.json`", &CASE),
        ("`checks/<name>/check.json`", &CHECK),
        ("`checks/<name>/samples/<pass or fail>/<sample>/sample.json`, optional", &SAMPLE),
        ("`gatewright.json`, at the repository's root and optional", &CONFIG),
    ] {
        let mut seen = vec![];
        section(table, &format!("The whole file: {file}.\n"), &mut seen, &mut text);
    }
    let values = VALUES.iter().map(|(name, doc)| vec![format!("`{name}`"), (*doc).to_owned()]);
    text.push_str(&format!(
        "\n## Values of a prompt template\n\nIn the syntax of Jinja; a value that is not listed is an error. `gatewright help \
         templates` says the same.\n\n{}",
        page::table(&["value", "what it is"], values)
    ));
    text
}

fn section(table: &'static Table, about: &str, seen: &mut Vec<&'static str>, text: &mut String) {
    if seen.contains(&table.what) {
        return;
    }
    seen.push(table.what);
    let about = if about.is_empty() { String::new() } else { format!("{about}\n") };
    let rows = table.keys.iter().map(row);
    let keys = page::table(&["key", "what may stand there", "required", "meaning"], rows);
    text.push_str(&format!("\n## {}\n\n{about}{keys}", page::capital(table.what)));
    for key in table.keys {
        tables(&key.shape).into_iter().for_each(|below| section(below, "", seen, text));
    }
}

fn row(key: &Key) -> Vec<String> {
    let links: Vec<String> = tables(&key.shape)
        .into_iter()
        .map(|table| format!("[{}](#{})", table.what, page::anchor(&page::capital(table.what))))
        .collect();
    let mut wanted = key.shape.wanted();
    if !links.is_empty() {
        wanted.push_str(&format!("; see {}", links.join(", ")));
    }
    if matches!(key.shape, Shape::List(Shape::Check(_), _)) {
        wanted.push_str(" and [the checks](checks.md)");
    }
    let needed = if key.required { "yes" } else { "" };
    vec![format!("`{}`", key.name), wanted, needed.to_owned(), key.doc.to_owned()]
}

/// The tables of the objects that may stand in a shape.
fn tables(shape: &Shape) -> Vec<&'static Table> {
    match shape {
        Shape::Object(table) | Shape::Check(table) => vec![table],
        Shape::List(of, _) | Shape::Map(_, of) => tables(of),
        Shape::Either(shapes) => shapes.iter().flat_map(tables).collect(),
        _ => vec![],
    }
}
