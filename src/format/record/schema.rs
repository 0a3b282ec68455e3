//! JSON Schemas of records, generated from the types that read and write them.

use schemars::schema_for;
use serde_json::Value;

use crate::format::record::run::RunDoc;
use crate::model::attempt::Attempt;

/// The schema of RUN.json, format 1.
pub fn run() -> Value {
    titled(schema_for!(RunDoc).into(), "gatewright run record, format 1")
}

/// The schema of `attempt-<n>.json`, format 1.
pub fn attempt() -> Value {
    titled(schema_for!(Attempt).into(), "gatewright attempt record, format 1")
}

fn titled(mut schema: Value, title: &str) -> Value {
    schema["title"] = Value::from(title);
    schema
}
