//! The files of a step as in-toto has them, and rules that name a file and no other.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::model::digest::Digest;

/// What a step of a layout, a gate, began with and brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The gate.
    pub gate: String,
    /// The file of the attempt that passed. It is a product that no other step, of whatever run, can have.
    pub record: (String, Digest),
    /// Every file that was there before.
    pub materials: Files,
    /// Every file among the outputs.
    pub products: Files,
}

/// Digests by path.
pub type Files = BTreeMap<String, Digest>;

impl Step {
    /// What it brought, its own record among it.
    pub fn all_products(&self) -> Files {
        let mut all = self.products.clone();
        all.insert(self.record.0.clone(), self.record.1);
        all
    }
}

/// Files in the form of a link.
pub fn told(files: &Files) -> Value {
    let told: Map<String, Value> =
        files.iter().map(|(path, sha256)| (path.clone(), json!({ "sha256": sha256 }))).collect();
    Value::Object(told)
}

/// `path` as a pattern that nothing else matches.
pub fn literally(path: &str) -> String {
    let mut pattern = String::with_capacity(path.len());
    for c in path.chars() {
        match c {
            '*' | '?' | '[' => pattern.extend(['[', c, ']']),
            other => pattern.push(other),
        }
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_matches_the_path_that_it_was_made_of() {
        assert_eq!(literally("a/b.md"), "a/b.md");
        assert_eq!(literally("a[1]*?.md"), "a[[]1][*][?].md");
    }
}
