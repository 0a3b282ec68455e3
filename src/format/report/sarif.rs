//! SARIF 2.1.0 (OASIS): one run of the tool, a result for each finding.

use serde_json::{Value, json};

use crate::model::audit::{Found, Weight};
use crate::model::digest::Digest;
use crate::rules::audit::audited::Audited;
use crate::rules::audit::catalogue::RULES;
use crate::rules::audit::rule::Rule;

/// The log, pretty printed, with a line end.
pub fn of(runs: &[Audited], version: &str) -> String {
    let rules: Vec<Value> = RULES.iter().map(|rule| described(rule)).collect();
    let results: Vec<Value> = runs
        .iter()
        .flat_map(|run| run.findings.iter().map(|(rule, found)| result(run, rule, found)))
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "gatewright", "semanticVersion": version, "rules": rules } },
            "columnKind": "utf16CodeUnits",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn described(rule: &Rule) -> Value {
    json!({
        "id": rule.id,
        "shortDescription": { "text": rule.title },
        "fullDescription": { "text": rule.why },
        "help": { "text": rule.mend },
        "defaultConfiguration": { "level": level(rule.weight) },
    })
}

/// What could not be checked is no failure in SARIF's words (3.27.9): its kind says so, and its level is `none`.
fn level(weight: Weight) -> &'static str {
    match weight {
        Weight::Error => "error",
        Weight::Warning => "warning",
        Weight::NotEnforced => "none",
        Weight::Note => "note",
    }
}

/// Where a finding lies that is about no file: code scanning refuses a whole log for one result without a place.
const NO_FILE: &str = "gatewright.json";

fn result(run: &Audited, rule: &Rule, found: &Found) -> Value {
    let kind = if rule.weight == Weight::NotEnforced { "open" } else { "fail" };
    let index = RULES.iter().position(|other| other.id == rule.id);
    let (file, logical) = (found.file.as_deref().unwrap_or(NO_FILE), logical(run, found));
    let location = json!({
        "logicalLocations": [{ "fullyQualifiedName": logical, "kind": "member" }],
        "physicalLocation": { "artifactLocation": { "uri": escaped(file), "uriBaseId": "%SRCROOT%" } },
    });
    // What it is about, and not how it is said: the same finding is the same in the next upload.
    let same = Digest::of(format!("{}\n{logical}\n{file}", rule.id).as_bytes());
    json!({
        "ruleId": rule.id,
        "ruleIndex": index,
        "kind": kind,
        "level": level(rule.weight),
        "message": { "text": found.said() },
        "locations": [location],
        "partialFingerprints": { "gatewright/v1": same.to_string() },
        "properties": {
            "run": run.run,
            "level": run.level.as_str(),
            "commit": found.commit,
            "expected": found.expected,
            "found": found.found,
        },
    })
}

/// Run, gate, attempt and member, joined by `/`.
fn logical(run: &Audited, found: &Found) -> String {
    let attempt = found.attempt.map(|attempt| format!("attempt-{attempt}"));
    let parts = [Some(run.run.clone()), found.gate.clone(), attempt, found.field.clone()];
    parts.into_iter().flatten().collect::<Vec<_>>().join("/")
}

/// A path as a relative URI reference (RFC 3986): what may not stand there is escaped.
fn escaped(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=@".contains(&byte);
    path.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_becomes_a_reference() {
        assert_eq!(escaped("runs/a b/ü#?.json"), "runs/a%20b/%C3%BC%23%3F.json");
    }
}
