//! A finding of an audit as members of JSON.

use serde_json::{Value, json};

use crate::model::audit::Found;
use crate::rules::audit::rule::Rule;

/// The rule, what it found, and where.
pub fn members(rule: &Rule, found: &Found) -> Value {
    json!({
        "rule": rule.id,
        "weight": rule.weight.as_str(),
        "message": found.message,
        "file": found.file,
        "field": found.field,
        "gate": found.gate,
        "attempt": found.attempt,
        "commit": found.commit,
        "expected": found.expected,
        "found": found.found,
    })
}
