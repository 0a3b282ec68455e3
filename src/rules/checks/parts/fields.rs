//! What is asked of fields by name, whatever they are read from.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::model::contract::{Arg, Condition};
use crate::model::verdict::Finding;
use crate::rules::checks::frame::ask::Ask;
use crate::rules::checks::frame::outcome::Outcome;
use crate::rules::checks::frame::text::Text;
use crate::rules::quote::{exactly, quoted};

/// The parameter `checks`.
///
/// # Errors
/// It is not there.
pub fn conditions<'a>(ask: &Ask<'a>) -> Result<&'a BTreeMap<String, Condition>, String> {
    match ask.args.get("checks") {
        Some(Arg::Conditions(conditions)) => Ok(conditions),
        _ => Err("its parameter `checks` is missing".to_owned()),
    }
}

/// Behind "in": the text, and what is asked of its fields.
///
/// # Errors
/// As [`conditions`].
pub fn words(ask: &Ask) -> Result<String, String> {
    let wanted = conditions(ask)?.iter();
    let wanted: Vec<String> =
        wanted.map(|(field, condition)| format!("{} is {}", exactly(field), said(condition))).collect();
    Ok(format!("{}: {}", lower(&ask.subject()), wanted.join("; ")))
}

/// `Each …` goes on in the middle of a sentence.
fn lower(subject: &str) -> String {
    match subject.strip_prefix("Each ") {
        Some(rest) => format!("each {rest}"),
        None => subject.to_owned(),
    }
}

fn said(condition: &Condition) -> String {
    match condition {
        Condition::Is(value) => exactly(&value.to_string()),
        Condition::Not(value) => format!("there and not {}", exactly(&value.to_string())),
        Condition::Min(least) => format!("a number, at least {least}"),
    }
}

/// What is asked, as figures tell it.
pub fn asked(wanted: &BTreeMap<String, Condition>) -> Map<String, Value> {
    wanted.iter().map(|(field, condition)| (field.clone(), to_json(condition))).collect()
}

/// Finds a value by the name of its field, and its line where that is known.
pub type Finder<'a> = dyn Fn(&str) -> (Option<Value>, Option<u64>) + 'a;

/// Compares what is asked with the values that `find` finds; `part` is where it looks.
pub fn compare(text: &Text, wanted: &BTreeMap<String, Condition>, part: &str, find: &Finder<'_>) -> Outcome {
    let name = quoted(text.path.as_str());
    let (mut findings, mut found) = (vec![], Map::new());
    for (field, condition) in wanted {
        let (value, line) = find(field);
        if !value.as_ref().is_some_and(|value| holds(condition, value)) {
            let there = value.as_ref().map_or("nothing".to_owned(), |value| quoted(&plain(value)));
            let message = format!("In {part} of {name}, {} is {there}", quoted(field));
            findings.push(Finding {
                expected: Some(said(condition)),
                found: Some(there),
                hint: Some(format!("it must be {}", said(condition))),
                ..text.finding(line, message)
            });
        }
        found.extend(value.map(|value| (field.clone(), value)));
    }
    Outcome::of(findings).figure("checks", asked(wanted)).figure("fields", found)
}

fn holds(condition: &Condition, value: &Value) -> bool {
    match condition {
        Condition::Is(wanted) => !value.is_null() && plain(value) == wanted.to_string(),
        Condition::Not(unwanted) => !value.is_null() && plain(value) != unwanted.to_string(),
        Condition::Min(least) => match value {
            Value::Number(number) => number.as_f64().is_some_and(|number| number >= *least as f64),
            Value::String(text) => text.trim().parse::<f64>().is_ok_and(|number| number >= *least as f64),
            _ => false,
        },
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn to_json(condition: &Condition) -> Value {
    match condition {
        Condition::Is(value) => json!(value),
        Condition::Not(value) => json!({ "not": value }),
        Condition::Min(least) => json!({ "min": least }),
    }
}
