//! in-toto links: what a step began with and what it brought.

use serde_json::json;

use crate::format::attest::artifacts::{Step, told};
use crate::format::attest::dsse;

/// The payload of the step's link. No command stands in it: who did the work is declared, and nobody ran it for in-toto.
pub fn payload(step: &Step) -> Vec<u8> {
    dsse::payload(&json!({
        "_type": "link",
        "name": step.gate,
        "materials": told(&step.materials),
        "products": told(&step.all_products()),
        "byproducts": {},
        "command": [],
        "environment": {},
    }))
}

/// The name of its file, for a key that has this name.
pub fn file_name(gate: &str, keyid: &str) -> String {
    format!("{gate}.{}.link", keyid.get(..8).unwrap_or(keyid))
}
