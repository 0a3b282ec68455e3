//! in-toto layouts: which step has to bring what, signed by whom.

use serde_json::{Map, Value, json};

use crate::format::attest::artifacts::{Step, literally};
use crate::format::attest::dsse;
use crate::format::attest::keyid::Named;

/// What is inspected at the end: the files as they are where somebody verifies.
pub const INSPECTION: &str = "files-as-they-are";

/// The payload of the layout of a run whose `steps` stand in the order in which they passed, to be believed until `expires`
/// (`2027-01-15T08:00:00Z`).
pub fn payload(steps: &[Step], key: &Named, expires: &str, readme: &str) -> Vec<u8> {
    let mut keys = Map::new();
    keys.insert(
        key.securesystemslib.clone(),
        json!({
            "keyid": key.securesystemslib,
            "keytype": "ed25519",
            "scheme": "ed25519",
            "keyval": { "public": key.hex },
        }),
    );
    let step = |(at, step): (usize, &Step)| told(step, &steps[..at], key);
    dsse::payload(&json!({
        "_type": "layout",
        "steps": steps.iter().enumerate().map(step).collect::<Vec<_>>(),
        "inspect": [inspection(steps)],
        "keys": keys,
        "expires": expires,
        "readme": readme,
    }))
}

fn told(step: &Step, earlier: &[Step], key: &Named) -> Value {
    json!({
        "_type": "step",
        "name": step.gate,
        "pubkeys": [key.securesystemslib],
        "threshold": 1,
        "expected_command": [],
        "expected_materials": materials(step, earlier),
        "expected_products": products(step),
    })
}

/// What an earlier step has brought has to be as that step left it. What was there before any of them may be as it was.
fn materials(step: &Step, earlier: &[Step]) -> Vec<Vec<String>> {
    let mut rules: Vec<Vec<String>> = vec![];
    for path in step.materials.keys() {
        let (path, pattern) = (path.clone(), literally(path));
        let from = earlier.iter().rev().find(|earlier| earlier.products.contains_key(&path));
        rules.push(rule(&["REQUIRE", &path]));
        rules.push(match from {
            Some(from) => rule(&["MATCH", &pattern, "WITH", "PRODUCTS", "FROM", &from.gate]),
            None => rule(&["ALLOW", &pattern]),
        });
    }
    rules.push(rule(&["DISALLOW", "*"]));
    rules
}

/// Without REQUIRE the link of another step, with other files, would do as well.
fn products(step: &Step) -> Vec<Vec<String>> {
    let mut rules = vec![];
    for (path, sha256) in &step.all_products() {
        let pattern = literally(path);
        rules.push(rule(&["REQUIRE", path]));
        rules.push(match step.materials.get(path) {
            None => rule(&["CREATE", &pattern]),
            Some(before) if before != sha256 => rule(&["MODIFY", &pattern]),
            Some(_) => rule(&["MATCH", &pattern, "WITH", "MATERIALS", "FROM", &step.gate]),
        });
    }
    rules.push(rule(&["DISALLOW", "*"]));
    rules
}

/// Every output has to be there as the last step that brought it left it; what else lies there is nobody's business. in-toto inspects
/// by running a command: this one does nothing.
fn inspection(steps: &[Step]) -> Value {
    let mut last = std::collections::BTreeMap::new();
    for step in steps {
        last.extend(step.products.keys().map(|path| (path, &step.gate)));
    }
    let mut rules = vec![];
    for (path, gate) in last {
        let pattern = literally(path);
        rules.push(rule(&["REQUIRE", path]));
        rules.push(rule(&["MATCH", &pattern, "WITH", "PRODUCTS", "FROM", gate]));
        rules.push(rule(&["DISALLOW", &pattern]));
    }
    rules.push(rule(&["ALLOW", "*"]));
    json!({
        "_type": "inspection",
        "name": INSPECTION,
        "run": ["true"],
        "expected_materials": rules,
        "expected_products": [["ALLOW", "*"]],
    })
}

fn rule(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}
