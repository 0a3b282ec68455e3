//! Coverage in JSON: the report of coverage.py, and the summary of Istanbul (`json-summary`).

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::rules::checks::contents::data::{Format, read as read_value};
use crate::rules::checks::reports::figures::{Fault, Measure, Share, agreed};
use crate::rules::quote::quoted;

/// The share that `text` gives.
///
/// # Errors
/// It is neither of the two, has no totals, or its files do not add up to them.
pub fn read(text: &str, measure: Measure) -> Result<Share, Fault> {
    let value = read_value(text, Format::Json)
        .map_err(|unread| Fault { line: unread.line, why: format!("it cannot be read: {}", unread.why) })?;
    let neither = || {
        Fault::whole("it is neither a report of coverage.py (`totals`) nor a summary of Istanbul (`total`)")
    };
    let top = value.as_object().ok_or_else(neither)?;
    if let Some(totals) = top.get("totals") {
        let files = top.get("files").and_then(Value::as_object);
        let files = files.ok_or_else(|| Fault::whole("it lists no files (`files`)"))?;
        for (name, file) in files {
            own_lines(name, file, measure)?;
        }
        return sum(totals, files.values().map(|file| &file["summary"]), &|part| python(part, measure));
    }
    let total = top.get("total").ok_or_else(neither)?;
    let files = top.iter().filter(|(name, _)| *name != "total").map(|(_, file)| file);
    sum(total, files, &|part| istanbul(part.as_object()?, measure))
}

fn sum<'a>(
    total: &Value,
    files: impl Iterator<Item = &'a Value>,
    share: &dyn Fn(&Value) -> Option<Share>,
) -> Result<Share, Fault> {
    let missing = |what: &str| Fault::whole(format!("{what} does not say how much was measured and covered"));
    let stated = share(total).ok_or_else(|| missing("its total"))?;
    let mut listed = Share::default();
    for file in files {
        listed = listed.plus(share(file).ok_or_else(|| missing("one of its files"))?);
    }
    agreed(stated, &[listed], None)
}

/// Whether the figures of a file are those of the lines or branches that it lists, where it lists them.
fn own_lines(name: &str, file: &Value, measure: Measure) -> Result<(), Fault> {
    let Some(share) = python(&file["summary"], measure) else { return Ok(()) };
    let (reached, missing) = match measure {
        Measure::Lines => ("executed_lines", "missing_lines"),
        Measure::Branches => ("executed_branches", "missing_branches"),
    };
    let listed = |key: &str| {
        let all: BTreeSet<String> = file.get(key)?.as_array()?.iter().map(Value::to_string).collect();
        Some(all.len() as u64)
    };
    let rest = share.total.checked_sub(share.covered);
    let agrees = listed(reached).is_none_or(|count| count == share.covered)
        && listed(missing).is_none_or(|count| Some(count) == rest);
    if agrees {
        Ok(())
    } else {
        Err(Fault::whole(format!("the figures of {} contradict its own lines", quoted(name))))
    }
}

fn python(part: &Value, measure: Measure) -> Option<Share> {
    let (covered, total) = match measure {
        Measure::Lines => ("covered_lines", "num_statements"),
        Measure::Branches => ("covered_branches", "num_branches"),
    };
    Some(Share { covered: part.get(covered)?.as_u64()?, total: part.get(total)?.as_u64()? })
}

fn istanbul(part: &Map<String, Value>, measure: Measure) -> Option<Share> {
    let part = part.get(match measure {
        Measure::Lines => "lines",
        Measure::Branches => "branches",
    })?;
    Some(Share { covered: part.get("covered")?.as_u64()?, total: part.get("total")?.as_u64()? })
}
