//! SARIF 2.1.0: what a tool found in the code, and what of it was suppressed.

use serde_json::Value;

use crate::rules::checks::contents::data::{Format, read as read_value};
use crate::rules::checks::contents::located::line_of;
use crate::rules::checks::reports::figures::{Fault, Item, Tally};

/// The findings of `text`: results of level `error` or `warning`, or that wait for a decision. What is suppressed counts as skipped;
/// what only informs, or has gone since a baseline, does not count.
///
/// # Errors
/// It is no SARIF of version 2.1.0, or a run has no results, did not come to its end, or keeps its results elsewhere.
pub fn read(text: &str) -> Result<Tally, Fault> {
    let value = read_value(text, Format::Json)
        .map_err(|unread| Fault { line: unread.line, why: format!("it cannot be read: {}", unread.why) })?;
    if value.get("version").and_then(Value::as_str) != Some("2.1.0") {
        return Err(Fault::whole("it is no SARIF of version 2.1.0"));
    }
    let runs = value.get("runs").and_then(Value::as_array).filter(|runs| !runs.is_empty());
    let runs = runs.ok_or_else(|| Fault::whole("it holds no run of a tool (`runs`)"))?;
    let apart = value.get("inlineExternalProperties").and_then(Value::as_array).into_iter().flatten();
    for (at, part) in apart.enumerate() {
        if ["results", "invocations"].iter().any(|kept| holds(part.get(kept))) {
            let line = line_of(text, Format::Json, &format!("/inlineExternalProperties/{at}"));
            let why = "a run keeps its results apart from itself (`inlineExternalProperties`)".to_owned();
            return Err(Fault { line, why });
        }
    }
    let mut tally = Tally::default();
    for (at, run) in runs.iter().enumerate() {
        whole(run).map_err(|why| Fault { line: line_of(text, Format::Json, &format!("/runs/{at}")), why })?;
        for (index, result) in run.get("results").and_then(Value::as_array).into_iter().flatten().enumerate()
        {
            let pointer = format!("/runs/{at}/results/{index}");
            add(&mut tally, run, result, &|| line_of(text, Format::Json, &pointer));
        }
    }
    Ok(tally)
}

/// Whether something stands there: a list without anything in it is nothing.
fn holds(value: Option<&Value>) -> bool {
    value.is_some_and(|value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty()))
}

/// Whether a run says all that the tool found.
fn whole(run: &Value) -> Result<(), String> {
    if run.pointer("/tool/driver/name").and_then(Value::as_str).is_none() {
        return Err("a run does not name its tool".to_owned());
    }
    let elsewhere = |kept: &str| run.pointer(&format!("/externalPropertyFileReferences/{kept}")).is_some();
    if elsewhere("results") || elsewhere("invocations") {
        return Err("a run keeps its results in other files".to_owned());
    }
    if !run.get("results").is_some_and(Value::is_array) {
        return Err("a run has no list of results, so its tool did not look".to_owned());
    }
    let invocations = run.get("invocations").and_then(Value::as_array).into_iter().flatten();
    for invocation in invocations {
        if invocation.get("executionSuccessful") == Some(&Value::Bool(false)) {
            return Err("a run says that its tool did not come to its end".to_owned());
        }
        let told =
            invocation.get("toolExecutionNotifications").and_then(Value::as_array).into_iter().flatten();
        if told.clone().any(|note| note.get("level").and_then(Value::as_str) == Some("error")) {
            return Err("a run tells of an error of its tool".to_owned());
        }
    }
    Ok(())
}

fn add(tally: &mut Tally, run: &Value, result: &Value, line: &dyn Fn() -> Option<u64>) {
    let text = |pointer: &str| result.pointer(pointer).and_then(Value::as_str);
    tally.total += 1;
    let counts = match text("/kind").unwrap_or("fail") {
        "pass" | "informational" | "notApplicable" => false,
        "fail" => !matches!(level(run, result).as_str(), "note" | "none"),
        _ => true,
    };
    if !counts || text("/baselineState") == Some("absent") {
        return;
    }
    let suppressions =
        result.get("suppressions").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let accepted = |one: &Value| matches!(one.get("status").and_then(Value::as_str), None | Some("accepted"));
    let suppressed = !suppressions.is_empty() && suppressions.iter().all(accepted);
    let item = || {
        let place = text("/locations/0/physicalLocation/artifactLocation/uri").unwrap_or_default();
        let at = result.pointer("/locations/0/physicalLocation/region/startLine").and_then(Value::as_u64);
        let rule = text("/ruleId").or(text("/rule/id")).unwrap_or("a rule without a name");
        let place = at.map_or(place.to_owned(), |line| format!("{place}:{line}"));
        let name = if place.is_empty() { rule.to_owned() } else { format!("{rule} at {place}") };
        Item { line: line(), name, why: text("/message/text").unwrap_or_default().to_owned() }
    };
    if suppressed { tally.skipped.add(item) } else { tally.failures.add(item) }
}

/// The level of a result: its own, else what its rule says, else `warning`.
fn level(run: &Value, result: &Value) -> String {
    let rules = run.pointer("/tool/driver/rules").and_then(Value::as_array);
    let by_index = || {
        let index = result.get("ruleIndex").or_else(|| result.pointer("/rule/index"))?.as_u64()?;
        rules?.get(usize::try_from(index).ok()?)
    };
    let by_id = || {
        let id = result.get("ruleId").or_else(|| result.pointer("/rule/id"))?;
        rules?.iter().find(|rule| rule.get("id") == Some(id))
    };
    let own = result.get("level").and_then(Value::as_str);
    let of_rule = || {
        let rule = by_index().or_else(by_id)?;
        rule.pointer("/defaultConfiguration/level")?.as_str()
    };
    own.or_else(of_rule).unwrap_or("warning").to_owned()
}
