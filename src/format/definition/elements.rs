//! What a workflow or a contract asks, element by element: for telling what one version asks and another does not, however it is spelled.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::model::ids::GateId;
use crate::model::path::RepoPath;

/// Members that people read, and nothing is judged by.
const WORDS: [&str; 8] = ["$schema", "description", "hint", "message", "name", "notes", "reason", "version"];
/// Members of which it matters that they are not there.
const ABSENCES: [&str; 3] = ["blocking", "extends", "remove"];

/// The elements of the definition: each member, and each entry of its lists, with its place before it. Of the gates of a workflow only the one called
/// `gate` counts. `None` where the bytes are no JSON object.
pub fn elements(bytes: &[u8], gate: &GateId) -> Option<BTreeSet<String>> {
    let Ok(Value::Object(whole)) = serde_json::from_slice(bytes) else { return None };
    let mut all = BTreeSet::new();
    let absent = ABSENCES.iter().filter(|name| !whole.contains_key(**name));
    all.extend(absent.map(|name| format!("no `{name}`")));
    members("", &whole, gate, &mut all);
    Some(all)
}

/// The contract that the workflow in these bytes names for the gate.
pub fn contract_of(bytes: &[u8], gate: &GateId) -> Option<RepoPath> {
    let whole: Value = serde_json::from_slice(bytes).ok()?;
    let id = |entry: &Value| entry.get("gate").and_then(Value::as_str).and_then(|id| GateId::new(id).ok());
    let mut gates = whole.get("gates")?.as_array()?.iter();
    let own = gates.find(|entry| id(entry).is_some_and(|id| id.same(gate)))?;
    RepoPath::new(own.get("contract")?.as_str()?).ok()
}

fn members(place: &str, whole: &Map<String, Value>, gate: &GateId, all: &mut BTreeSet<String>) {
    for (name, value) in whole.iter().filter(|(name, _)| !WORDS.contains(&name.as_str())) {
        let place = if place.is_empty() { name.clone() } else { format!("{place}.{name}") };
        match value {
            Value::Object(inner) => members(&place, inner, gate, all),
            Value::Array(entries) => {
                let entries = entries.iter().filter(|entry| !is_other_gate(&place, entry, gate));
                all.extend(entries.map(|entry| format!("`{place}`: {}", plain(entry))));
            }
            other => {
                all.insert(format!("`{place}`: {other}"));
            }
        }
    }
}

fn is_other_gate(place: &str, entry: &Value, gate: &GateId) -> bool {
    let id = entry.get("gate").and_then(Value::as_str).and_then(|id| GateId::new(id).ok());
    place == "gates" && id.is_some_and(|id| !id.same(gate))
}

/// An entry in one spelling, without the words in it.
fn plain(entry: &Value) -> String {
    let mut entry = entry.clone();
    if let Some(members) = entry.as_object_mut() {
        members.retain(|name, _| !WORDS.contains(&name.as_str()));
    }
    serde_json_canonicalizer::to_string(&entry).unwrap_or_else(|_| entry.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> BTreeSet<String> {
        elements(text.as_bytes(), &GateId::new("G1").unwrap()).unwrap()
    }

    #[test]
    fn what_is_spelled_otherwise_asks_the_same() {
        let one = r#"{"gate": "G1", "notes": "x", "validations": [{"type": "word_count", "min": 3, "message": "m"}]}"#;
        let other =
            r#"{ "validations": [{"min": 3, "type": "word_count"}], "gate": "G1", "description": "y" }"#;
        assert_eq!(of(one), of(other));
        assert_ne!(of(one), of(&one.replace('3', "2")));
        assert!(elements(b"[]", &GateId::new("G1").unwrap()).is_none());
    }

    #[test]
    fn what_is_taken_away_by_adding_a_member_is_an_element_that_is_missing() {
        let plain = of(r#"{"gate": "G1"}"#);
        for weaker in [r#"{"gate": "G1", "blocking": false}"#, r#"{"gate": "G1", "remove": ["a"]}"#] {
            assert_eq!(plain.difference(&of(weaker)).count(), 1, "{weaker}");
        }
    }

    #[test]
    fn of_a_workflow_the_other_gates_ask_nothing() {
        let one = r#"{"workflow": "w", "gates": [{"gate": "G1", "needs": []}, {"gate": "G2"}]}"#;
        assert_eq!(of(one), of(&one.replace(r#", {"gate": "G2"}"#, "")));
        assert_ne!(of(one), of(&one.replace("\"needs\": []", "\"max_attempts\": 2")));
    }
}
