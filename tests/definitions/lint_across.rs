//! What lint sees only across the checks and outputs of a gate.

use std::collections::BTreeMap;

use gatewright::format::definition::{read_contract, read_workflow};
use gatewright::model::path::RepoPath;
use gatewright::rules::known::KnownVariables;
use gatewright::rules::lint::{Weight, lint};

/// The remarks on a gate with these outputs and checks, each by weight and code, with its message.
fn said(outputs: &str, checks: &str) -> Vec<(String, String)> {
    let path = |text: &str| RepoPath::new(text).unwrap();
    let text = r#"{"workflow": "w", "gates": [{"gate": "G1", "contract": "c"}]}"#;
    let workflow = read_workflow(&path("w.json"), text.as_bytes(), &|_| true).unwrap();
    let text = format!(
        r#"{{"gate": "G1", "required_outputs": {{"all_of": [{outputs}]}}, "validations": [{checks}]}}"#
    );
    let contract =
        read_contract(&path("c"), text.as_bytes(), &KnownVariables::always(), &|_| Ok(None)).unwrap();
    let remarks = lint(&workflow, &BTreeMap::from([(contract.gate.clone(), contract)]));
    let mut all = vec![];
    for remark in remarks.into_iter().filter(|remark| remark.code != "packet_template") {
        let explained = !remark.why.is_empty() && remark.hint.is_some();
        assert!(explained || remark.weight == Weight::Note, "{remark:?}");
        all.push((format!("{} {}", remark.weight.as_str(), remark.code), remark.message));
    }
    all
}

fn codes(outputs: &str, checks: &str) -> String {
    said(outputs, checks).into_iter().map(|(code, _)| code).collect::<Vec<_>>().join(", ")
}

const A: &str = r#"{"path": "a.md"}"#;
const WORDS: &str = r#"{"type": "placeholder_free", "target": "a.md"}"#;

#[test]
fn a_gate_whose_only_checks_of_content_warn_is_remarked() {
    let warns = r#"{"type": "word_count", "target": "a.md", "thresholds": 9, "severity": "warning"}"#;
    assert_eq!(codes(A, warns), "warning only_warns");
    assert_eq!(
        codes(A, &format!(r#"{{"type": "file_exists", "target": "a.md"}}, {warns}"#)),
        "warning only_warns"
    );
    assert_eq!(codes(A, &format!("{WORDS}, {warns}")), "");
    assert_eq!(codes(A, r#"{"type": "file_exists", "target": "a.md"}"#), "warning existence_only");
}

#[test]
fn an_output_that_may_not_be_changed_is_remarked() {
    let only = |rest: &str| format!(r#"{WORDS}, {{"type": "only_paths_changed", {rest}}}"#);
    for (outputs, rest, expected) in [
        (A, r#""allow": ["src/"]"#, "warning output_not_allowed"),
        (A, r#""allow": ["src/", "*.md"]"#, ""),
        (A, r#""deny": ["a.md"]"#, "warning output_not_allowed"),
        (A, r#""allow": ["**/*.md"], "deny": ["docs/"]"#, ""),
        (A, r#""allow": ["a.md"], "deny": ["*.md"]"#, "warning output_not_allowed"),
        // Where a variable decides, nobody knows yet.
        (
            r#"{"path": "a.md", "required": false}, {"path": "{artifact_path}/a.md"}"#,
            r#""allow": ["src/"]"#,
            "note never_required, warning optional_and_checked",
        ),
        (r#"{"path": "docs/{slug}/a.md"}, {"path": "a.md"}"#, r#""allow": ["docs/", "a.md"]"#, ""),
        (
            r#"{"path": "docs/{slug}/a.md"}, {"path": "a.md"}"#,
            r#""allow": ["src/", "a.md"]"#,
            "warning output_not_allowed",
        ),
        // What lies below a directory may all be allowed.
        (r#"{"path": "a.md"}, {"path": "images/"}"#, r#""allow": ["a.md", "images/*.png"]"#, ""),
        (r#"{"path": "a.md"}, {"path": "images/*.png"}"#, r#""allow": ["a.md", "images/"]"#, ""),
    ] {
        assert_eq!(codes(outputs, &only(rest)), expected, "{outputs} {rest}");
    }
    let said = said(A, &only(r#""allow": ["src/"]"#));
    assert_eq!(
        said[0].1,
        "`a.md` is a required output, and `allow` of `only_paths_changed` does not have it"
    );
}

/// Holds what is said of checks beside one that asks for content.
fn beside(checks: &str, expected: &str) {
    let checks = format!("{WORDS}, {checks}");
    assert_eq!(codes(A, &checks), expected, "{checks}");
}

#[test]
fn bounds_of_two_checks_of_one_file_that_cross_are_remarked() {
    for (checks, expected) in [
        (
            r#"{"type": "word_count", "target": "a.md", "thresholds": 90},
               {"type": "word_count", "target": "a.md", "thresholds": 1, "max_words": 50}"#,
            "error bounds_cross",
        ),
        (
            r#"{"type": "word_count", "target": "a.md", "thresholds": 1, "max_words": 50, "severity": "warning"},
               {"type": "word_count", "target": "a.md", "thresholds": 90}"#,
            "warning bounds_cross",
        ),
        (
            r#"{"type": "word_count", "target": "a.md", "thresholds": {"quick": 1, "standard": 2, "deep": 90}},
               {"type": "word_count", "target": "a.md", "thresholds": 1, "max_words": 50, "when": {"depth": ["quick"]}}"#,
            "",
        ),
        (
            r#"{"type": "file_exists", "target": "a.md", "min_size": 90}, {"type": "file_exists", "target": "a.md", "max_size": 50}"#,
            "error bounds_cross",
        ),
        (
            r#"{"type": "contains_text", "target": "a.md", "patterns": ["x"], "min_count": 3},
               {"type": "contains_text", "target": "a.md", "patterns": ["x"], "max_count": 2}"#,
            "error bounds_cross",
        ),
        (
            r#"{"type": "contains_text", "target": "a.md", "patterns": ["x"], "min_count": 3},
               {"type": "contains_text", "target": "a.md", "patterns": ["y"], "max_count": 2}"#,
            "",
        ),
        (
            r#"{"type": "csv_shape", "target": "a.md", "columns": ["x"], "min_rows": 3},
               {"type": "csv_shape", "target": "a.md", "columns": ["y"], "max_rows": 2}"#,
            "error bounds_cross",
        ),
    ] {
        beside(checks, expected);
    }
    let two = format!(
        r#"{WORDS}, {{"type": "word_count", "target": "a.md", "thresholds": 90}},
           {{"type": "word_count", "target": "a.md", "thresholds": 1, "max_words": 50}}"#
    );
    assert_eq!(
        said(A, &two)[0].1,
        "it contradicts `word_count` (check 2): `thresholds` there wants at least 90 and `max_words` here at most 50"
    );
}

#[test]
fn bounds_of_two_kinds_of_checks_cross_where_one_does_not_fit_into_the_other() {
    for (checks, expected) in [
        // So many words do not fit into so few bytes.
        (
            r#"{"type": "word_count", "target": "a.md", "thresholds": 100}, {"type": "file_exists", "target": "a.md", "max_size": 198}"#,
            "error bounds_cross",
        ),
        (
            r#"{"type": "word_count", "target": "a.md", "thresholds": 100}, {"type": "file_exists", "target": "a.md", "max_size": 199}"#,
            "",
        ),
        // And so many sources no shorter ones.
        (
            r#"{"type": "min_sources", "target": "a.md", "thresholds": 50, "count": "urls"}, {"type": "file_exists", "target": "a.md", "max_size": 300}"#,
            "error bounds_cross",
        ),
        (
            r#"{"type": "word_count", "target": "a.md", "thresholds": 90},
               {"type": "word_count", "target": "b.md", "thresholds": 1, "max_words": 50}"#,
            "note undeclared_target",
        ),
    ] {
        beside(checks, expected);
    }
}

#[test]
fn a_heading_that_is_a_placeholder_is_remarked_where_none_may_be_there() {
    let headings = |heading: &str| {
        format!(
            r###"{{"type": "contains_headings", "target": "a.md", "required_headings": ["## Goal", "{heading}"]}}"###
        )
    };
    let free = |more: &str| format!(r#"{{"type": "placeholder_free", "target": "a.md"{more}}}"#);
    for (more, heading, expected) in [
        ("", "## TBD", "warning placeholder_wanted"),
        ("", "TBD list", "warning placeholder_wanted"),
        ("", "## Tobedone", ""),
        (r#", "allow": ["TBD list"]"#, "## TBD list", ""),
        (r#", "also": "Chapter [A-Z]""#, "# Chapter N", "warning placeholder_wanted"),
    ] {
        assert_eq!(codes(A, &format!("{}, {}", free(more), headings(heading))), expected, "{more} {heading}");
    }
    let text = r#"{"type": "contains_text", "target": "a.md", "patterns": ["TBD"], "scope": "text"}"#;
    assert_eq!(codes(A, &format!("{text}, {}", free(""))), "warning placeholder_wanted");
    let code = r#"{"type": "contains_text", "target": "a.md", "patterns": ["TBD"], "scope": "code"}"#;
    assert_eq!(codes(A, &format!("{code}, {}", free(""))), "");
    let forbids = r#"{"type": "not_contains", "target": "a.md", "pattern": "Goal"}"#;
    assert_eq!(
        codes(A, &format!("{WORDS}, {}, {forbids}", headings("## Risks"))),
        "error wanted_and_forbidden"
    );
}
