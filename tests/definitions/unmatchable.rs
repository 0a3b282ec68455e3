//! Expressions that no text matches.

use crate::lint::of_checks;

#[test]
fn an_expression_that_no_text_matches_is_an_error() {
    for check in [
        r#"{"type": "regex_match", "target": "a", "regex": "a^"}"#,
        r#"{"type": "regex_match", "target": "a", "regex": "$a", "must_not_match": true}"#,
        r#"{"type": "min_regex_count", "target": "a", "regex": "a^b", "min_count": 2}"#,
        r#"{"type": "contains_text", "target": "a", "is_regex": true, "patterns": ["b", "[a&&c]"]}"#,
        r#"{"type": "not_contains", "target": "a", "is_regex": true, "pattern": "(done)$ x"}"#,
        r#"{"type": "placeholder_free", "target": "a", "also": "x^"}"#,
    ] {
        let said = of_checks(check);
        let told = said.iter().filter(|it| it.code == "never_matches" && it.weight.as_str() == "error");
        assert_eq!(told.count(), 1, "{check}: {said:?}");
    }
    let fine = of_checks(r#"{"type": "regex_match", "target": "a", "regex": "^a|b$"}"#);
    assert!(fine.iter().all(|it| it.code != "never_matches"), "{fine:?}");
}
