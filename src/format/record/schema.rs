//! JSON Schemas of records, generated from the types that read and write them.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

use crate::format::record::run::RunDoc;
use crate::model::attempt::Attempt;

/// The schema of RUN.json, format 1.
pub fn run() -> Value {
    titled(written::<RunDoc>(), "gatewright run record, format 1")
}

/// The schema of `attempt-<n>.json`, format 1.
pub fn attempt() -> Value {
    titled(written::<Attempt>(), "gatewright attempt record, format 1")
}

/// The schema of what is written: a member that is always there is required, also where it may be `null`.
fn written<T: JsonSchema>() -> Value {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>().into()
}

fn titled(mut schema: Value, title: &str) -> Value {
    schema["title"] = Value::from(title);
    schema
}
