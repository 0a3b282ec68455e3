//! Rules that hold whatever is there, and rules that hold for nothing.

use crate::lint::{of_checks, said_of};

#[test]
fn a_least_of_0_is_remarked_wherever_one_can_be_given() {
    for check in [
        r#"{"type": "word_count", "target": "a", "thresholds": 0}"#,
        r#"{"type": "contains_text", "target": "a", "patterns": ["x"], "min_count": 0}"#,
        r#"{"type": "min_sources", "target": "a", "thresholds": 2, "min_hosts": 0}"#,
        r#"{"type": "file_exists", "target": "a", "min_size": 0}"#,
        r#"{"type": "differs_from_template", "target": "a", "template": "b", "min_new_words": {"quick": 0, "standard": 5, "deep": 9}}"#,
        r#"{"type": "json_report", "target": "a", "format": "junit", "min_tests": 0}"#,
        r#"{"type": "links", "target": "a", "min_links": 0}"#,
        r#"{"type": "review", "target": "a", "min_findings": 0}"#,
    ] {
        let said = of_checks(check);
        let told: Vec<_> =
            said.iter().filter(|it| it.code == "asks_nothing").map(|it| it.weight.as_str()).collect();
        assert_eq!(told, ["warning"], "{check}: {said:?}");
    }
}

#[test]
fn a_least_of_0_that_lets_a_text_have_none_is_only_noted() {
    for check in [
        r#"{"type": "csv_shape", "target": "a", "columns": ["b"], "min_rows": 0}"#,
        r#"{"type": "checklist", "target": "a", "min_items": 0}"#,
        r#"{"type": "contains_text", "target": "a", "patterns": ["x"], "min_count": 0, "max_count": 3}"#,
    ] {
        said_of(check, "note asks_nothing");
    }
}

#[test]
fn any_least_that_falls_with_the_depth_is_remarked() {
    said_of(
        r#"{"type": "csv_shape", "target": "a", "columns": ["b"], "min_rows": {"quick": 9, "standard": 5, "deep": 5}}"#,
        "warning threshold_falls",
    );
}

#[test]
fn an_expression_that_forbids_every_text_is_an_error() {
    for (check, expected) in [
        (
            r#"{"type": "regex_match", "target": "a", "regex": "x*", "must_not_match": true}"#,
            "error never_holds",
        ),
        (
            r#"{"type": "not_contains", "target": "a", "is_regex": true, "pattern": "x?"}"#,
            "error never_holds",
        ),
        (
            r#"{"type": "not_contains", "target": "a", "is_regex": true, "pattern": "x?", "severity": "warning"}"#,
            "warning never_holds",
        ),
        (r#"{"type": "placeholder_free", "target": "a", "also": "x|"}"#, "error never_holds"),
        (r#"{"type": "not_contains", "target": "a", "pattern": "x?"}"#, ""),
        (r#"{"type": "placeholder_free", "target": "a", "also": "x+"}"#, ""),
    ] {
        said_of(check, expected);
    }
}

#[test]
fn one_expression_of_several_and_addresses_that_are_all_ignored_ask_for_nothing() {
    for (check, expected) in [
        (
            r#"{"type": "contains_text", "target": "a", "is_regex": true, "patterns": ["b+", "a*"]}"#,
            "warning asks_nothing",
        ),
        (r#"{"type": "links", "target": "a", "online": true, "ignore_urls": ".*"}"#, "warning asks_nothing"),
        (r#"{"type": "links", "target": "a", "online": true, "ignore_urls": "//example"}"#, ""),
    ] {
        said_of(check, expected);
    }
}

#[test]
fn a_count_of_matches_that_are_all_empty_never_holds() {
    for regex in ["", "^", r"\\b", "x{0}"] {
        let check =
            format!(r#"{{"type": "min_regex_count", "target": "a", "regex": "{regex}", "min_count": 2}}"#);
        let said = of_checks(&check);
        assert!(said.iter().any(|it| it.code == "never_matches"), "{check}: {said:?}");
    }
    said_of(r#"{"type": "min_regex_count", "target": "a", "regex": "x*", "min_count": 2}"#, "");
}
