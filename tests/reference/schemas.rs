//! The JSON Schemas as `gatewright schema` prints them.

use gatewright::cli::commands::schema::ALL;

/// Every schema as a file under `schemas`.
pub fn files() -> Vec<(String, String)> {
    let file = |(name, make): &(&str, fn() -> serde_json::Value)| {
        (
            format!("schemas/{name}.schema.json"),
            format!("{}\n", serde_json::to_string_pretty(&make()).unwrap()),
        )
    };
    ALL.iter().map(file).collect()
}
