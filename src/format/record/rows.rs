//! Result rows of checks as they stand in attempt files and RUN.json.

use serde_json::{Map, Value, json};

use crate::model::attempt::Attempt;
use crate::model::contract::Severity;
use crate::model::verdict::{Finding, Row, State};
use crate::model::waiver::Waiver;
use crate::rules::secrets::mask;

/// The rows of an attempt as RUN.json's index has them: each with its gate and attempt before it.
pub fn labelled(attempt: &Attempt) -> Vec<Map<String, Value>> {
    let label = |row: &Map<String, Value>| {
        let mut labelled = Map::new();
        labelled.insert("gate".to_owned(), json!(attempt.gate));
        labelled.insert("attempt".to_owned(), json!(attempt.attempt));
        labelled.extend(row.iter().map(|(name, value)| (name.clone(), value.clone())));
        labelled
    };
    attempt.validations.iter().map(label).collect()
}

/// A row on disk: the ancestor's members `type`, `path`, figures, `description`, `pass`, and ours beside them.
pub fn to_json(row: &Row) -> Map<String, Value> {
    let mut map = Map::new();
    map.insert("type".to_owned(), json!(row.check));
    map.insert("version".to_owned(), json!(row.version));
    if let Some(id) = &row.id {
        map.insert("id".to_owned(), json!(id));
    }
    if let Some(path) = &row.path {
        map.insert("path".to_owned(), json!(path));
    }
    if let Some(template) = row.template.as_ref().filter(|template| Some(*template) != row.path.as_ref()) {
        map.insert("template".to_owned(), json!(template));
    }
    for (name, value) in &row.figures {
        map.insert(name.clone(), masked(value));
    }
    if row.severity == Severity::Warning {
        map.insert("severity".to_owned(), json!("warning"));
    }
    map.insert("state".to_owned(), json!(row.state.as_str()));
    map.insert("pass".to_owned(), json!(row.state == State::Pass));
    map.insert("description".to_owned(), json!(row.description));
    if let Some(waiver) = &row.waiver {
        map.insert("waived".to_owned(), waived(waiver));
    }
    if !row.findings.is_empty() {
        map.insert("findings".to_owned(), row.findings.iter().map(finding).collect());
    }
    map
}

/// By whom, why and until when.
fn waived(waiver: &Waiver) -> Value {
    let Waiver { waived, principal } = waiver;
    json!({
        "by": waived.by,
        "principal": principal,
        "at": waived.at,
        "until": waived.until,
        "reason": mask(&waived.reason),
    })
}

/// Figures may quote what was found: known token shapes do not enter a record.
fn masked(value: &Value) -> Value {
    match value {
        Value::String(text) => json!(mask(text)),
        Value::Array(items) => items.iter().map(masked).collect(),
        Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), masked(value))).collect(),
        other => other.clone(),
    }
}

fn finding(finding: &Finding) -> Value {
    let mut map = Map::new();
    map.insert("message".to_owned(), json!(mask(&finding.message)));
    if let Some((file, line)) = &finding.place {
        map.insert("file".to_owned(), json!(file));
        if let Some(line) = line {
            map.insert("line".to_owned(), json!(line));
        }
    }
    for (name, value) in [("expected", &finding.expected), ("found", &finding.found), ("hint", &finding.hint)]
    {
        if let Some(value) = value {
            map.insert(name.to_owned(), json!(mask(value)));
        }
    }
    Value::Object(map)
}
