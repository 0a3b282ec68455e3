//! The rows of checks as they stand in a record, in full: figures, findings with their places, waivers.

use serde_json::{Map, Value};

use crate::cli::print::{Tone, padded};
use crate::cli::{show, waivers};

/// Members that a row shows by themselves; every other one is a figure.
const SHOWN: [&str; 12] = [
    "type",
    "version",
    "id",
    "path",
    "template",
    "absolute_path",
    "severity",
    "state",
    "pass",
    "description",
    "waived",
    "findings",
];
/// The most characters of a figure: lists of addresses can be long.
const FIGURE: usize = 400;

/// Every row.
pub fn of<'a>(rows: impl Iterator<Item = &'a Map<String, Value>>) -> String {
    rows.map(row).collect()
}

fn row(row: &Map<String, Value>) -> String {
    let member = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default();
    let mut text = format!("  {} {}", padded(&show::status(state(row)), 4), member("type"));
    for (before, name) in [(" `", "id"), (" ", "path")] {
        if !member(name).is_empty() {
            text.push_str(&format!("{before}{}{}", member(name), if name == "id" { "`" } else { "" }));
        }
    }
    if member("severity") == "warning" {
        text.push_str(" (a warning at most)");
    }
    if !member("description").is_empty() {
        text.push_str(&Tone::Faint.paint(format!(" — {}", member("description"))));
    }
    text.push('\n');
    let figures: Vec<String> =
        row.iter().filter(|(name, _)| !SHOWN.contains(&name.as_str())).map(figure).collect();
    if !figures.is_empty() {
        text.push_str(&format!("       {}\n", Tone::Faint.paint(figures.join(", "))));
    }
    row.get("findings")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .for_each(|found| text.push_str(&finding(found)));
    text.extend(row.get("waived").map(waived));
    text
}

/// What the row says of itself; the ancestor's rows only say whether they pass.
fn state(row: &Map<String, Value>) -> &str {
    match (row.get("state").and_then(Value::as_str), row.get("pass").and_then(Value::as_bool)) {
        (Some(state), _) => state,
        (None, Some(true)) => "pass",
        (None, Some(false)) => "fail",
        (None, None) => "?",
    }
}

fn figure((name, value): (&String, &Value)) -> String {
    let spelled = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut shown: String = spelled.chars().take(FIGURE).collect();
    if shown.len() < spelled.len() {
        shown.push('…');
    }
    // A figure is one line, whatever stands in it.
    format!("{name} {}", crate::rules::quote::escaped(shown.chars()))
}

fn finding(found: &Value) -> String {
    let member = |name: &str| found.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let message = member("message").unwrap_or_default();
    let place = match (member("file"), found.get("line").and_then(Value::as_u64)) {
        (Some(file), Some(line)) => format!("{file}:{line}: "),
        (Some(file), None) if !message.contains(file) => format!("{file}: "),
        _ => String::new(),
    };
    let mut text = format!("         {place}{message}\n");
    for (label, name) in [("expected", "expected"), ("found", "found"), ("to mend it", "hint")] {
        if let Some(value) = member(name) {
            text.push_str(&format!("           {} {value}\n", Tone::Faint.paint(format!("{label}:"))));
        }
    }
    text
}

fn waived(waived: &Value) -> String {
    let member = |name: &str| waived.get(name).and_then(Value::as_str).unwrap_or_default();
    let who = waivers::signed_as(member("by"), member("principal"));
    let (until, reason) = (member("until"), member("reason"));
    format!("         waived by {who} until {until}: {reason}\n")
}
