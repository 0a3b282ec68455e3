//! What a contract's definition means.

use gatewright::format::definition::{read_contract, read_contract_of};
use gatewright::model::contract::{Arg, Contract, PathTemplate, Severity, TargetSpec};
use gatewright::model::depth::Depth;
use gatewright::model::failure::Failure;
use gatewright::model::ids::GateId;
use gatewright::model::path::RepoPath;
use gatewright::rules::known::KnownVariables;

use crate::corpus::samples;

fn read(name: &str) -> Contract {
    let sample =
        samples("good").into_iter().find(|sample| sample.name == format!("{name}.contract.json")).unwrap();
    read_contract(
        &sample.file(),
        &sample.bytes,
        &KnownVariables::always().and(["audience".to_owned()]),
        &|_| Ok(None),
    )
    .unwrap()
}

fn refused(text: &str) -> Failure {
    let file = RepoPath::new("contracts/x.contract.json").unwrap();
    read_contract(&file, text.as_bytes(), &KnownVariables::always(), &|_| Ok(None)).unwrap_err()
}

#[test]
fn the_ancestors_contracts_load_as_they_are() {
    let (first, second, third) = (read("G1"), read("G2"), read("G3"));
    assert_eq!((first.all_of.len(), first.any_of.len(), first.blocking), (0, 2, true));
    assert_eq!(first.validations[0].target, TargetSpec::AnyOf);
    assert_eq!(second.all_of[0].path, PathTemplate("{artifact_path}/research/CITATIONS.md".to_owned()));
    let required: Vec<bool> = Depth::ALL.iter().map(|depth| second.all_of[1].is_required(*depth)).collect();
    assert_eq!(required, [false, true, true]);
    let Arg::Thresholds(thresholds) = &second.validations[1].args["thresholds"] else { panic!() };
    assert_eq!(thresholds.values().copied().collect::<Vec<_>>(), [3, 8, 15]);
    assert_eq!(third.validations[2].severity, Severity::Warning);
    let Arg::Texts(headings) = &third.validations[1].args["required_headings"] else { panic!() };
    assert_eq!((headings.len(), headings[5].as_str()), (6, "## Layer 6"));
}

#[test]
fn every_check_of_the_catalogue_can_be_written() {
    let contract = read("everything");
    let mut written: Vec<&str> =
        contract.validations.iter().map(|validation| validation.check.as_str()).collect();
    written.dedup();
    let known: Vec<&str> =
        gatewright::rules::checks::catalogue::CHECKS.iter().map(|kind| kind.name).collect();
    assert_eq!(written, known);
    assert!(!contract.blocking);
    assert_eq!(contract.skills[0].inject, ["Weighing"]);
    assert_eq!(contract.skills[1].name, "style.md");
}

#[test]
fn the_example_of_every_check_is_a_validation() {
    for kind in gatewright::rules::checks::catalogue::CHECKS {
        let file = RepoPath::new("contracts/x.contract.json").unwrap();
        let outputs = r#"{"all_of": [{"path": "a"}], "any_of": [{"path": "b"}]}"#;
        let text =
            format!(r#"{{"gate": "G1", "required_outputs": {outputs}, "validations": [{}]}}"#, kind.example);
        let read = read_contract(&file, text.as_bytes(), &KnownVariables::always(), &|_| Ok(None));
        assert_eq!(read.unwrap().validations[0].check, kind.name);
    }
}

#[test]
fn an_exit_code_or_a_time_that_cannot_be_is_refused() {
    for (key, value) in
        [("expect_exit", 256), ("expect_exit", -1), ("timeout_seconds", 0), ("timeout_seconds", 86_401)]
    {
        let failure = refused(&format!(
            r#"{{"gate": "G1", "validations": [{{"type": "command", "argv": ["true"], "{key}": {value}}}]}}"#
        ));
        assert_eq!(failure.problems[0].code, "bad_number", "{key} {value}");
    }
}

#[test]
fn a_plain_number_is_a_threshold_for_every_depth() {
    let contract = read("everything");
    let counts = contract.validations.iter().find(|it| it.check == "min_file_count").unwrap();
    let Arg::Thresholds(thresholds) = &counts.args["thresholds"] else { panic!() };
    assert!(thresholds.len() == 3 && thresholds.values().all(|count| *count == 2));
}

#[test]
fn a_contract_for_another_gate_is_refused_and_the_place_shown() {
    let sample = samples("good").into_iter().find(|sample| sample.name == "G2.contract.json").unwrap();
    let read = |gate: &str| {
        read_contract_of(
            &GateId::new(gate).unwrap(),
            &sample.file(),
            &sample.bytes,
            &KnownVariables::always(),
            &|_| Ok(None),
        )
    };
    assert!(read("G2").is_ok() && read("g2").is_ok());
    let failure = read("G3").unwrap_err();
    assert_eq!((failure.problems[0].code, failure.problems[0].line), ("gate_mismatch", 2));
}

#[test]
fn a_variable_that_the_workflow_does_not_declare_is_refused() {
    let sample =
        samples("good").into_iter().find(|sample| sample.name == "everything.contract.json").unwrap();
    let failure =
        read_contract(&sample.file(), &sample.bytes, &KnownVariables::always(), &|_| Ok(None)).unwrap_err();
    assert_eq!(
        failure.problems.iter().map(|problem| problem.code).collect::<Vec<_>>(),
        ["unknown_variable"; 2]
    );
    assert_eq!(failure.problems[0].hints, ["allowed: artifact_path, depth, slug"]);
}

#[test]
fn every_entry_is_looked_at_even_when_one_is_wrong() {
    let failure = refused(
        r#"{"gate": "G1", "validations": [
            {"type": "file_exists", "target": "{a}"},
            {"type": "command", "argv": ["{b}", "{c}"]},
            {"type": "min_sources_any_of", "targets": ["{d}", "/e"], "thresholds": 1}]}"#,
    );
    let codes: Vec<&str> = failure.problems.iter().map(|problem| problem.code).collect();
    assert_eq!(
        codes,
        ["unknown_variable", "unknown_variable", "unknown_variable", "unknown_variable", "bad_path"]
    );
}

#[test]
fn a_regular_expression_that_would_take_too_much_memory_is_refused() {
    let failure = refused(
        r#"{"gate": "G1", "validations": [{"type": "regex_match", "target": "x", "regex": "(\\w{500}){500}"}]}"#,
    );
    assert_eq!(failure.problems[0].code, "bad_regex");
}

#[test]
fn a_contract_in_which_nothing_can_fail_the_gate_is_refused_and_the_place_shown() {
    let validation =
        |severity: &str| format!(r#"{{"type": "file_exists", "target": "a", "severity": "{severity}"}}"#);
    let contract = |outputs: &str, validations: &[String]| {
        format!(
            "{{\"gate\": \"G1\", \"required_outputs\": {outputs},\n\"validations\": [{}]}}",
            validations.join(",")
        )
    };
    let optional = r#"{"all_of": [{"path": "a", "required": false}]}"#;
    for outputs in ["{}", optional] {
        let failure = refused(&contract(outputs, &[validation("warning"), validation("warning")]));
        let problem = &failure.problems[0];
        assert_eq!((problem.code, problem.line, problem.column), ("empty_contract", 2, 16));
    }
    let file = RepoPath::new("contracts/x.contract.json").unwrap();
    for text in [
        contract("{}", &[validation("warning"), validation("error")]),
        contract(r#"{"all_of": [{"path": "a"}]}"#, &[validation("warning")]),
        contract(r#"{"any_of": [{"path": "a"}]}"#, &[validation("warning")]),
    ] {
        read_contract(&file, text.as_bytes(), &KnownVariables::always(), &|_| Ok(None)).unwrap();
    }
}

#[test]
fn keys_that_all_checks_share_are_refused_where_they_make_no_sense() {
    let one = r#""type": "contains_text", "patterns": ["A"], "target""#;
    for (entry, code) in [
        (format!(r#"{{{one}: "a.md", "level": "error", "severity": "warning"}}"#), "level_twice"),
        (format!(r#"{{{one}: "a.md", "level": "fatal"}}"#), "unknown_value"),
        (format!(r#"{{{one}: "a.md", "id": "x"}}, {{{one}: "b.md", "id": "X"}}"#), "duplicate_id"),
        (format!(r#"{{{one}: "a.md", "id": "two words"}}"#), "bad_name"),
        (
            r#"{"type": "contains_text", "target": "a.md", "patterns": ["a", "("], "is_regex": true}"#
                .to_owned(),
            "bad_regex",
        ),
        (r#"{"type": "frontmatter_status", "target": "a.md", "checks": {}}"#.to_owned(), "bad_condition"),
        (
            r#"{"type": "frontmatter_status", "target": "a.md", "checks": {"a": {}}}"#.to_owned(),
            "bad_condition",
        ),
        (
            r#"{"type": "frontmatter_status", "target": "a.md", "checks": {"a": {"min": 1, "not": 2}}}"#
                .to_owned(),
            "bad_condition",
        ),
        (
            r#"{"type": "not_contains", "target": "a.md", "pattern": "(", "is_regex": true}"#.to_owned(),
            "bad_regex",
        ),
        (format!(r#"{{{one}: "a.md", "min_matches": 2}}"#), "no_glob"),
        (format!(r#"{{{one}: "*.md", "min_matches": 0}}"#), "bad_number"),
        (r#"{"type": "file_absent", "target": "*.md", "min_matches": 1}"#.to_owned(), "contradiction"),
        (format!(r#"{{{one}: "*.md", "mostly": 101}}"#), "bad_number"),
        (format!(r#"{{{one}: "a.md", "mostly": 50}}"#), "idle_share"),
        (r#"{"type": "file_exists", "target": "*.md", "mostly": 50}"#.to_owned(), "idle_share"),
        (r#"{"type": "file_exists", "target": "all_required", "mostly": 50}"#.to_owned(), "idle_share"),
        (r#"{"type": "unchanged", "target": "*.md", "mostly": 50}"#.to_owned(), "idle_share"),
        (r#"{"type": "approval", "mostly": 50}"#.to_owned(), "idle_share"),
        (r#"{"type": "command", "argv": ["true"], "mostly": 50}"#.to_owned(), "idle_share"),
        (format!(r#"{{{one}: "a.md", "when": {{}}}}"#), "empty_when"),
        (format!(r#"{{{one}: "a.md", "when": {{"depth": []}}}}"#), "empty_when"),
        (format!(r#"{{{one}: "a.md", "when": {{"params": {{"audiense": "x"}}}}}}"#), "unknown_param"),
        (format!(r#"{{{one}: "a.md", "when": {{"day": "monday"}}}}"#), "empty_when"),
    ] {
        let outputs = r#"{"all_of": [{"path": "out.md"}]}"#;
        let failure =
            refused(&format!(r#"{{"gate": "G1", "required_outputs": {outputs}, "validations": [{entry}]}}"#));
        assert_eq!(failure.problems[0].code, code, "{entry}: {failure:?}");
    }
}
