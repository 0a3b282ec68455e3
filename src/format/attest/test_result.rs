//! The predicate test-result v0.1 of in-toto: how a judged attempt's checks came out, failures too.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::format::attest::attempt::Attested;
use crate::format::attest::statement::{Said, file};

/// Its type.
pub const TYPE: &str = "https://in-toto.io/attestation/test-result/v0.1";

/// How the checks of the attempt came out. What could not be checked, and what was waived, did not pass: they stand among what
/// failed, and so does a gate that is WAIVED.
pub fn said(of: &Attested<'_>) -> Said {
    let (mut passed, mut warned, mut failed) = (vec![], vec![], vec![]);
    let mut seen = BTreeMap::new();
    for row in &of.attempt.validations {
        let name = unique(&mut seen, name(row));
        match row.get("state").and_then(Value::as_str) {
            Some("pass") => passed.push(name),
            Some("warn") => warned.push(name),
            _ if row.get("severity").and_then(Value::as_str) == Some("warning") => warned.push(name),
            _ => failed.push(name),
        }
    }
    let result = match (of.passed(), warned.is_empty()) {
        (false, _) => "FAILED",
        (true, false) => "WARNED",
        (true, true) => "PASSED",
    };
    let predicate = json!({
        "result": result,
        "configuration": [
            file(of.contract.path.as_str(), of.contract.sha256),
            file(&of.file, of.sha256),
        ],
        "passedTests": passed,
        "warnedTests": warned,
        "failedTests": failed,
    });
    Said { name: "test-result", predicate_type: TYPE, predicate }
}

/// The name of a check: its id or its type, and where it looked.
fn name(row: &Map<String, Value>) -> String {
    let text = |member: &str| row.get(member).and_then(Value::as_str);
    let check = text("id").or_else(|| text("type")).unwrap_or("check");
    match text("path") {
        Some(path) => format!("{check} {path}"),
        None => check.to_owned(),
    }
}

fn unique(seen: &mut BTreeMap<String, usize>, name: String) -> String {
    let times = seen.entry(name.clone()).or_default();
    *times += 1;
    if *times == 1 { name } else { format!("{name} ({times})") }
}
