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
    all(expected, found, 1).pop()
}

/// The differences in the order of `expected`, `most` at most.
pub fn all(expected: &Value, found: &Value, most: usize) -> Vec<Difference> {
    let mut search = Search { path: String::new(), found: vec![], most };
    search.descend(expected, found);
    search.found
}

struct Search {
    path: String,
    found: Vec<Difference>,
    most: usize,
}

impl Search {
    fn descend(&mut self, expected: &Value, found: &Value) {
        if expected == found || self.found.len() >= self.most {
            return;
        }
        match (expected, found) {
            (Value::Object(want), Value::Object(have)) => {
                for (name, value) in want {
                    self.member(name, Some(value), have.get(name));
                }
                for (name, value) in have.iter().filter(|(name, _)| !want.contains_key(*name)) {
                    self.member(name, None, Some(value));
                }
            }
            (Value::Array(want), Value::Array(have)) => {
                for i in 0..want.len().max(have.len()) {
                    self.step(want.get(i), have.get(i), &format!("[{i}]"));
                }
            }
            _ => self.note(Some(expected), Some(found)),
        }
    }

    fn member(&mut self, name: &str, want: Option<&Value>, have: Option<&Value>) {
        let piece = if self.path.is_empty() { name.to_owned() } else { format!(".{name}") };
        self.step(want, have, &piece);
    }

    fn step(&mut self, want: Option<&Value>, have: Option<&Value>, piece: &str) {
        let length = self.path.len();
        self.path.push_str(piece);
        match (want, have) {
            (Some(want), Some(have)) => self.descend(want, have),
            (None, None) => {}
            (want, have) => self.note(want, have),
        }
        self.path.truncate(length);
    }

    fn note(&mut self, want: Option<&Value>, have: Option<&Value>) {
        if self.found.len() < self.most {
            self.found.push(here(&self.path, want, have));
        }
    }
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
    fn all_differences_are_told_up_to_so_many() {
        let want = json!({"a": 1, "b": [1, 2], "c": {"d": 1}});
        let have = json!({"a": 2, "b": [1], "c": {"d": 1, "e": 2}});
        let paths = |most| all(&want, &have, most).into_iter().map(|it| it.path).collect::<Vec<_>>();
        assert_eq!(paths(9), ["a", "b[1]", "c.e"]);
        assert_eq!(paths(2), ["a", "b[1]"]);
    }

    #[test]
    fn members_too_many_and_too_few_are_differences() {
        assert_eq!(first(&json!({}), &json!({"a": 1})).unwrap().path, "a");
        assert_eq!(first(&json!([1]), &json!([])).unwrap().found, "nothing");
        assert_eq!(first(&json!({"a": 1, "b": 2}), &json!({"b": 2, "a": 1})), None);
    }
}
