//! Where two JSON values first differ, as a JSON path, for messages that name the field.

use serde_json::Value;

/// The first place where a value differs from what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Such as `gates[2].status`; empty for the whole value.
    pub path: String,
    /// What should stand there, shortened; `nothing` where there should be nothing.
    pub expected: String,
    /// What stands there, likewise.
    pub found: String,
}

/// The first difference in the order of `expected`; `None` when both are equal.
pub fn first(expected: &Value, found: &Value) -> Option<Difference> {
    let mut path = String::new();
    descend(expected, found, &mut path)
}

fn descend(expected: &Value, found: &Value, path: &mut String) -> Option<Difference> {
    if expected == found {
        return None;
    }
    match (expected, found) {
        (Value::Object(want), Value::Object(have)) => {
            let missing = want.iter().map(|(name, value)| (name, Some(value), have.get(name)));
            let extra = have.iter().filter(|(name, _)| !want.contains_key(*name));
            missing.chain(extra.map(|(name, value)| (name, None, Some(value)))).find_map(
                |(name, want, have)| {
                    step(want, have, path, &if path.is_empty() { name.clone() } else { format!(".{name}") })
                },
            )
        }
        (Value::Array(want), Value::Array(have)) => (0..want.len().max(have.len()))
            .find_map(|i| step(want.get(i), have.get(i), path, &format!("[{i}]"))),
        _ => Some(here(path, Some(expected), Some(found))),
    }
}

fn step(want: Option<&Value>, have: Option<&Value>, path: &mut String, piece: &str) -> Option<Difference> {
    let length = path.len();
    path.push_str(piece);
    let difference = match (want, have) {
        (Some(want), Some(have)) => descend(want, have, path),
        (None, None) => None,
        (want, have) => Some(here(path, want, have)),
    };
    path.truncate(length);
    difference
}

fn here(path: &str, expected: Option<&Value>, found: Option<&Value>) -> Difference {
    Difference { path: path.to_owned(), expected: shorten(expected), found: shorten(found) }
}

fn shorten(value: Option<&Value>) -> String {
    let Some(value) = value else { return "nothing".to_owned() };
    let text = value.to_string();
    if text.chars().count() <= 100 { text } else { text.chars().take(99).chain(['…']).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_first_difference_names_its_path() {
        let want = json!({"gates": [{"status": "FAIL"}, {"status": "PASS"}]});
        let have = json!({"gates": [{"status": "FAIL"}, {"status": "RUNNING"}]});
        let difference = first(&want, &have).unwrap();
        assert_eq!(difference.path, "gates[1].status");
        assert_eq!((difference.expected.as_str(), difference.found.as_str()), ("\"PASS\"", "\"RUNNING\""));
    }

    #[test]
    fn members_too_many_and_too_few_are_differences() {
        assert_eq!(first(&json!({}), &json!({"a": 1})).unwrap().path, "a");
        assert_eq!(first(&json!([1]), &json!([])).unwrap().found, "nothing");
        assert_eq!(first(&json!({"a": 1, "b": 2}), &json!({"b": 2, "a": 1})), None);
    }
}
