//! Rows of a verdict made again, held against those recorded.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::model::dossier::verdicts::Verdict;
use crate::rules::checks::catalogue::find;
use crate::rules::checks::frame::kind::Cost;
use crate::rules::checks::parts::answered::CHECKED;

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
        for name in ["type", "path", "state"] {
            let (was, is) = (then.get(name), now.get(name));
            // What was waived had failed, or could not be checked.
            let waived = name == "state"
                && was.and_then(Value::as_str) == Some("waived")
                && matches!(is.and_then(Value::as_str), Some("fail" | "not_enforced"));
            if was != is && !waived {
                let text =
                    |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or("nothing").to_owned();
                let check = then.get("type").and_then(Value::as_str).unwrap_or_default();
                let field = format!("validations[{i}].{name} ({check})");
                return Verdict::Differs { field, expected: text(is), found: text(was) };
            }
        }
    }
    Verdict::Same(not_made_again(all))
}
