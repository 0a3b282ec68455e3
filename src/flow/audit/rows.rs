//! Rows of a verdict made again, held against those recorded.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::model::dossier::verdicts::Verdict;
use crate::rules::checks::catalogue::find;
use crate::rules::checks::frame::kind::Cost;
use crate::rules::checks::parts::answered::CHECKED;

/// The member of a row that lists what was found.
const FINDINGS: &str = "findings";

/// Whether a row can be made again from files alone.
fn is_of_files(row: &Map<String, Value>) -> bool {
    let name = row.get("type").and_then(Value::as_str).unwrap_or_default();
    // An alternative among outputs has a name of its own that no check has.
    find(name).map_or(name.starts_with("file_exists"), |kind| match kind.cost {
        Cost::Cheap | Cost::Further(_) => true,
        // A row for which the web was to be asked lists the addresses.
        Cost::Web(_) => !row.contains_key(CHECKED),
        Cost::People => true,
        Cost::Probe(_) | Cost::Git(_) | Cost::Review(_) => false,
    })
}

/// Whether a row that could be made again is of a check that has another meaning now.
pub(super) fn is_of_another_version(row: &Map<String, Value>) -> bool {
    let name = row.get("type").and_then(Value::as_str).unwrap_or_default();
    let version = row.get("version").and_then(Value::as_u64);
    is_of_files(row) && find(name).is_some_and(|kind| version != Some(u64::from(kind.version)))
}

/// The checks whose results need a command, git, the web or somebody's review, each once.
fn not_made_again(rows: &[Map<String, Value>]) -> Vec<String> {
    let skipped = rows.iter().filter(|row| !is_of_files(row));
    let names = skipped.filter_map(|row| row.get("type").and_then(Value::as_str)).map(str::to_owned);
    names.collect::<BTreeSet<String>>().into_iter().collect()
}

/// What the rows recorded say to those made `now`.
pub(super) fn compared(all: &[Map<String, Value>], now: &[Map<String, Value>]) -> Verdict {
    let then: Vec<(usize, &Map<String, Value>)> =
        all.iter().enumerate().filter(|(_, row)| is_of_files(row)).collect();
    let now: Vec<&Map<String, Value>> = now.iter().filter(|row| is_of_files(row)).collect();
    if then.len() != now.len() {
        return Verdict::Differs {
            field: "validations".to_owned(),
            expected: format!("{} rows", now.len()),
            found: format!("{} rows", then.len()),
        };
    }
    for ((i, then), now) in then.iter().zip(&now) {
        if let Some((name, expected, found)) = other_member(then, now) {
            let check = then.get("type").and_then(Value::as_str).unwrap_or_default();
            let member = if name.is_empty() { name } else { format!(".{name}") };
            return Verdict::Differs {
                field: format!("validations[{i}]{member} ({check})"),
                expected,
                found,
            };
        }
    }
    Verdict::Same(not_made_again(all))
}

/// The row made `now` without hints where findings recorded `then` have none: how to mend something is told of more and more, and is no
/// part of what was found.
fn hinted_as(then: &Map<String, Value>, now: &Map<String, Value>) -> Map<String, Value> {
    let mut row = now.clone();
    let told = then.get(FINDINGS).and_then(Value::as_array);
    let made = row.get_mut(FINDINGS).and_then(Value::as_array_mut);
    for (then, now) in told.into_iter().flatten().zip(made.into_iter().flatten()) {
        if let (None, Value::Object(now)) = (then.get("hint"), now) {
            now.remove("hint");
        }
    }
    row
}

/// The first member of a row in which two judgements differ: its name, what it is now, what it was.
fn other_member(then: &Map<String, Value>, now: &Map<String, Value>) -> Option<(String, String, String)> {
    let text = |value: Option<&Value>| match value {
        None => "nothing".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    let now = &hinted_as(then, now);
    // A word and a truth that read alike are not the same, and the order of members is part of the one spelling.
    let spelled = |value: Option<&Value>| value.map(Value::to_string);
    let told = |value: Option<&Value>, other: Option<&Value>| match value {
        Some(value) if text(Some(value)) == text(other) => value.to_string(),
        _ => text(value),
    };
    let state = |row: &Map<String, Value>| text(row.get("state"));
    // What was waived had failed, or could not be checked; what people said depends on who may be heard here.
    let waived = state(then) == "waived" && matches!(state(now).as_str(), "fail" | "not_enforced");
    let of_people = find(&text(then.get("type"))).is_some_and(|kind| matches!(kind.cost, Cost::People));
    let names: BTreeSet<&String> = then.keys().chain(now.keys()).collect();
    let first = ["type", "path", "state"];
    let rest = names.into_iter().map(String::as_str).filter(|name| !first.contains(name));
    let compared = |name: &str| match name {
        "state" | "pass" | "waived" | FINDINGS if waived => false,
        "type" | "path" | "state" => true,
        _ => !of_people,
    };
    let other = first
        .into_iter()
        .chain(rest)
        .filter(|name| compared(name))
        .find(|name| spelled(then.get(*name)) != spelled(now.get(*name)));
    let other = other.map(|name| {
        let (now, then) = (now.get(name), then.get(name));
        (name.to_owned(), told(now, then), told(then, now))
    });
    let keys = |row: &Map<String, Value>| row.keys().cloned().collect::<Vec<_>>().join(", ");
    let turned = !waived && !of_people && keys(then) != keys(now);
    other.or_else(|| turned.then(|| (String::new(), keys(now), keys(then))))
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use crate::flow::audit::rows::other_member;

    fn differs(then: Value, now: Value) -> bool {
        let row = |found: Value| match json!({"type": "word_count", "state": "fail", "findings": [found]}) {
            Value::Object(row) => row,
            _ => Map::new(),
        };
        other_member(&row(then), &row(now)).is_some()
    }

    #[test]
    fn a_record_from_before_findings_said_how_to_mend_them_is_not_accused() {
        let (plain, hinted) = (json!({"message": "m"}), json!({"message": "m", "hint": "write"}));
        assert!(!differs(plain.clone(), hinted.clone()));
        assert!(differs(json!({"message": "n"}), hinted.clone()));
        assert!(differs(hinted.clone(), plain), "a hint that nobody gives");
        assert!(differs(json!({"message": "m", "hint": "laugh"}), hinted));
    }
}
