//! What a file says that something is measured by, such as a schema: part by part, and in one spelling.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// Members of schemas that are for people where they are texts.
const TEXTS: [&str; 3] = ["$comment", "description", "title"];
/// Members of schemas whose values are data, whatever stands in them.
const DATA: [&str; 4] = ["const", "default", "enum", "examples"];

/// Its parts: each member, and each entry of its lists, with its place before it, but no texts for people. `None` where the bytes are no JSON object.
pub fn parts(bytes: &[u8]) -> Option<BTreeSet<String>> {
    let Ok(Value::Object(whole)) = serde_json::from_slice(bytes) else { return None };
    let mut all = BTreeSet::new();
    inner_parts("", &whole, &mut all);
    Some(all)
}

fn inner_parts(place: &str, whole: &Map<String, Value>, all: &mut BTreeSet<String>) {
    for (name, value) in whole.iter().filter(|(name, value)| !is_text(name, value)) {
        let place = if place.is_empty() { name.clone() } else { format!("{place}.{name}") };
        match value {
            Value::Object(inner) if !inner.is_empty() => inner_parts(&place, inner, all),
            Value::Array(entries) => {
                let entries = entries.iter().map(|entry| spelled(&without_texts(entry)));
                all.extend(entries.map(|entry| format!("`{place}`: {entry}")));
            }
            other => {
                all.insert(format!("`{place}`: {other}"));
            }
        }
    }
}

fn is_text(name: &str, value: &Value) -> bool {
    TEXTS.contains(&name) && value.is_string()
}

fn spelled(value: &Value) -> String {
    serde_json_canonicalizer::to_string(value).unwrap_or_else(|_| value.to_string())
}

fn without_texts(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let kept = members.iter().filter(|(name, value)| !is_text(name, value));
            let inner = |name: &str, value: &Value| match DATA.contains(&name) {
                true => value.clone(),
                false => without_texts(value),
            };
            Value::Object(kept.map(|(name, value)| (name.clone(), inner(name, value))).collect())
        }
        Value::Array(entries) => Value::Array(entries.iter().map(without_texts).collect()),
        other => other.clone(),
    }
}

/// The bytes in one spelling: of JSON however it is set, without texts for people, of others with line ends of one byte.
pub fn plainly(bytes: &[u8]) -> Vec<u8> {
    if let Ok(json) = serde_json::from_slice::<Value>(bytes) {
        return spelled(&without_texts(&json)).into_bytes();
    }
    let at_end = |at: usize| bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n');
    (0..bytes.len()).filter(|at| !at_end(*at)).map(|at| bytes[at]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_schema_a_property_counts_whatever_it_is_called() {
        let of = |text: &str| parts(text.as_bytes()).unwrap();
        let one = r#"{"title": "x", "properties": {"title": {"type": "string"}}, "required": ["title"]}"#;
        assert_eq!(of(one), of(&one.replace("\"x\"", "\"y\"")));
        assert_eq!(of(one).difference(&of(&one.replace("\"string\"", "\"null\""))).count(), 1);
        assert!(parts(b"# Title").is_none());
    }

    #[test]
    fn one_spelling_has_neither_blanks_of_json_nor_line_ends_of_two_bytes() {
        assert_eq!(plainly(br#"{"b": 1, "a": 2}"#), plainly(b"{\"a\":2,\r\n\"b\":1}\n"));
        assert_eq!(plainly(b"a\r\nb\rc"), b"a\nb\rc");
        assert_eq!(plainly(br#"{"items": {"title": "x"}}"#), plainly(br#"{"items": {}}"#));
        assert_ne!(plainly(br#"{"const": {"title": "x"}}"#), plainly(br#"{"const": {}}"#));
    }
}
