//! Two sides held against each other.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::flow::review::diff::found::{Changed, CheckDifference, GateDifference, OutputDifference};
use crate::flow::review::diff::sides::{AttemptSide, Said};
use crate::flow::review::diff::texts::text_of;
use crate::flow::review::recorded_bytes::Shelf;
use crate::model::failure::Failure;

/// How two attempts differ; one of them may be missing.
pub(super) fn compared(
    shelf: &Shelf,
    a: Option<&AttemptSide>,
    b: Option<&AttemptSide>,
) -> Result<GateDifference, Failure> {
    let nothing: &Said = &vec![];
    let said = |side: Option<&AttemptSide>, of: fn(&AttemptSide) -> &Said| {
        side.map_or(nothing.clone(), |it| of(it).clone())
    };
    let (outputs, same_outputs) = outputs(shelf, a, b)?;
    let (checks, same_checks) = checks(a, b);
    Ok(GateDifference {
        a: a.map(|side| side.stood.clone()),
        b: b.map(|side| side.stood.clone()),
        asked: changed(&said(a, |it| &it.asked), &said(b, |it| &it.asked)),
        told: changed(&said(a, |it| &it.told), &said(b, |it| &it.told)),
        outputs,
        same_outputs,
        checks,
        same_checks,
    })
}

/// What is not said alike, in the order of the first and then of the second.
pub(super) fn changed(a: &Said, b: &Said) -> Vec<Changed> {
    let find =
        |said: &Said, what: &str| said.iter().find(|(name, _)| name == what).map(|(_, value)| value.clone());
    let mut seen = BTreeSet::new();
    let mut found = vec![];
    for (what, _) in a.iter().chain(b).filter(|(what, _)| seen.insert(what.clone())) {
        let (one, other) = (find(a, what), find(b, what));
        if one != other {
            found.push(Changed { what: what.clone(), a: one, b: other });
        }
    }
    found
}

fn outputs(
    shelf: &Shelf,
    a: Option<&AttemptSide>,
    b: Option<&AttemptSide>,
) -> Result<(Vec<OutputDifference>, usize), Failure> {
    let at = |side: Option<&AttemptSide>, path: &str| side.and_then(|side| side.outputs.get(path).copied());
    let paths: BTreeSet<&String> = a.into_iter().chain(b).flat_map(|side| side.outputs.keys()).collect();
    let (mut found, mut same) = (vec![], 0);
    for path in paths {
        let (one, other) = (at(a, path), at(b, path));
        // What was not hashed on both sides is not the same for that.
        if one == other && one != Some(None) {
            same += 1;
            continue;
        }
        let (one, other) = (one.flatten(), other.flatten());
        found.push(OutputDifference {
            path: path.clone(),
            a: one,
            b: other,
            text: text_of(shelf, path, one, other)?,
        });
    }
    Ok((found, same))
}

fn checks(a: Option<&AttemptSide>, b: Option<&AttemptSide>) -> (Vec<CheckDifference>, usize) {
    let one = a.map(|side| named(&side.checks)).unwrap_or_default();
    let other = b.map(|side| named(&side.checks)).unwrap_or_default();
    let mut seen = BTreeSet::new();
    let (mut found, mut same) = (vec![], 0);
    for (name, _) in one.iter().chain(&other).filter(|(name, _)| seen.insert(name.clone())) {
        let find = |rows: &[(String, &Map<String, Value>)]| {
            rows.iter().find(|(it, _)| it == name).map(|(_, row)| (*row).clone())
        };
        let (a, b) = (find(&one), find(&other));
        let (a_state, b_state) = (a.as_ref().map(state), b.as_ref().map(state));
        let (a_findings, b_findings) = (findings(a.as_ref()), findings(b.as_ref()));
        if a_state == b_state && a_findings == b_findings {
            same += 1;
            continue;
        }
        let severity = b.as_ref().or(a.as_ref()).and_then(|row| row.get("severity")).and_then(Value::as_str);
        let severity = severity.unwrap_or("error").to_owned();
        found.push(CheckDifference {
            check: name.clone(),
            severity,
            a: a_state,
            b: b_state,
            a_findings,
            b_findings,
        });
    }
    (found, same)
}

/// Each row by its type with its id or path; those that would have one name are numbered.
fn named(rows: &[Map<String, Value>]) -> Vec<(String, &Map<String, Value>)> {
    let mut seen: Vec<String> = vec![];
    let mut all = vec![];
    for row in rows {
        let member = |name: &str| row.get(name).and_then(Value::as_str);
        let which = member("id").or(member("path"));
        let name = format!(
            "{}{}",
            member("type").unwrap_or("?"),
            which.map(|it| format!(" {it}")).unwrap_or_default()
        );
        let before = seen.iter().filter(|known| **known == name).count();
        seen.push(name.clone());
        all.push((if before > 0 { format!("{name} ({})", before + 1) } else { name }, row));
    }
    all
}

fn state(row: &Map<String, Value>) -> String {
    match (row.get("state").and_then(Value::as_str), row.get("pass").and_then(Value::as_bool)) {
        (Some(state), _) => state.to_owned(),
        (None, Some(pass)) => if pass { "pass" } else { "fail" }.to_owned(),
        (None, None) => "?".to_owned(),
    }
}

fn findings(row: Option<&Map<String, Value>>) -> Vec<String> {
    let all = row.and_then(|row| row.get("findings")).and_then(Value::as_array);
    let message = |found: &Value| found.get("message").and_then(Value::as_str).map(str::to_owned);
    all.into_iter().flatten().filter_map(message).collect()
}
