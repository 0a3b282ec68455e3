//! What is legal and yet worth a word.

use std::collections::BTreeMap;

use gatewright::format::definition::{read_contract, read_workflow};
use gatewright::model::path::RepoPath;
use gatewright::rules::known::KnownVariables;
use gatewright::rules::lint::{Remark, Weight, lint};

use crate::corpus::samples;

/// Lints gates `G1`, `G2` … with these contracts, given without their `gate`.
fn remarks(gate: &str, contracts: &[&str]) -> Vec<Remark> {
    let path = |text: &str| RepoPath::new(text).unwrap();
    let gates: Vec<String> =
        (1..=contracts.len()).map(|at| format!(r#"{{"gate": "G{at}", "contract": "c"{gate}}}"#)).collect();
    let text = format!(r#"{{"workflow": "w", "gates": [{}]}}"#, gates.join(","));
    let workflow = read_workflow(&path("w.json"), text.as_bytes(), &|_| true).unwrap();
    let read = |text: &str| {
        read_contract(&path("c"), text.as_bytes(), &KnownVariables::always(), &|_| Ok(None)).unwrap()
    };
    let contracts: BTreeMap<_, _> = workflow
        .gates
        .iter()
        .zip(contracts)
        .map(|(gate, rest)| (gate.id.clone(), read(&format!(r#"{{"gate": "{}", {rest}}}"#, gate.id))))
        .collect();
    lint(&workflow, &contracts)
}

fn codes(contracts: &[&str]) -> Vec<String> {
    let remarks = remarks("", contracts).into_iter().filter(|remark| remark.code != "packet_template");
    remarks.map(|remark| format!("{} {}", remark.gate, remark.code)).collect()
}

const SOUND: &str = r#""required_outputs": {"all_of": [{"path": "{slug}.md"}]},
    "validations": [{"type": "contains_text", "target": "{slug}.md", "patterns": ["done"]}]"#;

#[test]
fn a_sound_contract_earns_no_remark() {
    assert_eq!(codes(&[SOUND]), [""; 0]);
}

#[test]
fn each_weakness_is_remarked_once() {
    for (contract, expected) in [
        (r#""required_outputs": {"all_of": [{"path": "a"}]}"#, "existence_only"),
        (
            r#""required_outputs": {"all_of": [{"path": "a", "required": false}, {"path": "b"}]},
               "validations": [{"type": "contains_text", "target": "b", "patterns": ["x"]}]"#,
            "never_required",
        ),
        (
            r#""required_outputs": {"all_of": [{"path": "a", "optional_for_depth": ["quick"]}]},
               "validations": [{"type": "contains_text", "target": "a", "patterns": ["x"]}]"#,
            "optional_and_checked",
        ),
        (
            r#""required_outputs": {"all_of": [{"path": "a", "optional_for_depth": ["quick"]}]},
               "validations": [{"type": "contains_text", "target": "a", "patterns": ["x"], "severity": "warning"}]"#,
            "never_passes",
        ),
        (
            r#""required_outputs": {"any_of": [{"path": "a"}, {"path": "a"}]},
               "validations": [{"type": "contains_text", "target": "a", "patterns": ["x"]}]"#,
            "declared_twice",
        ),
        (
            r#""validations": [{"type": "contains_text", "target": "a", "patterns": ["x"]}]"#,
            "undeclared_target",
        ),
        (
            r#""required_outputs": {"all_of": [{"path": "app/[id]/page.tsx"}, {"path": "app/[[]id]/x.tsx"}]},
               "validations": [{"type": "contains_text", "target": "app/i/page.tsx", "patterns": ["x"]}]"#,
            "bracket_glob",
        ),
    ] {
        assert_eq!(codes(&[contract]), [format!("G1 {expected}")], "{contract}");
    }
}

/// Lints one gate whose output is `a`, with these checks, in a workflow with the parameters `tone` (formal or plain) and `size`.
pub fn of_checks(checks: &str) -> Vec<Remark> {
    let path = |text: &str| RepoPath::new(text).unwrap();
    let text = r#"{"workflow": "w", "params": {"tone": {"enum": ["formal", "plain"]}, "size": {"type": "integer"}},
        "gates": [{"gate": "G1", "contract": "c"}]}"#;
    let workflow = read_workflow(&path("w.json"), text.as_bytes(), &|_| true).unwrap();
    let text = format!(
        r#"{{"gate": "G1", "required_outputs": {{"all_of": [{{"path": "a"}}]}}, "validations": [
            {{"type": "placeholder_free", "target": "a"}}, {checks}]}}"#
    );
    let contract =
        read_contract(&path("c"), text.as_bytes(), &KnownVariables::of(&workflow), &|_| Ok(None)).unwrap();
    let remarks = lint(&workflow, &BTreeMap::from([(contract.gate.clone(), contract)]));
    remarks.into_iter().filter(|remark| remark.code != "packet_template").collect()
}

/// Holds that these checks earn these remarks and no other, each with why it matters and how to mend it.
pub fn said_of(checks: &str, expected: &str) {
    let said = of_checks(checks);
    let codes: Vec<String> =
        said.iter().map(|remark| format!("{} {}", remark.weight.as_str(), remark.code)).collect();
    assert_eq!(codes.join(", "), expected, "{checks}");
    for remark in said {
        assert!(!remark.why.is_empty() && remark.hint.is_some(), "{remark:?}");
    }
}

const WANTS: &str = r#"{"type": "contains_text", "target": "a", "patterns": ["[DRAFT] one"]}"#;

#[test]
fn a_condition_that_holds_in_no_run_is_an_error() {
    for (checks, expected) in [
        (r#"{"type": "word_count", "target": "a", "thresholds": 5, "when": {"params": {"tone": "casual"}}}"#.to_owned(), "error never_asked"),
        (r#"{"type": "word_count", "target": "a", "thresholds": 5, "when": {"params": {"size": "big"}}}"#.to_owned(), "error never_asked"),
        (
            r#"{"type": "word_count", "target": "a", "thresholds": 5, "when": {"depth": ["quick"], "params": {"depth": "deep"}}}"#.to_owned(),
            "error never_asked",
        ),
        (r#"{"type": "word_count", "target": "a", "thresholds": 5, "when": {"params": {"tone": ["casual", "plain"], "size": 3}}}"#.to_owned(), ""),
    ] {
        said_of(&checks, expected);
    }
}

#[test]
fn bounds_that_cross_and_numbers_that_ask_for_nothing_are_remarked() {
    for (checks, expected) in [
        (r#"{"type": "file_exists", "target": "a", "min_size": 9, "max_size": 3}"#.to_owned(), "error bounds_cross"),
        (
            r#"{"type": "word_count", "target": "a", "thresholds": {"quick": 1, "standard": 2, "deep": 30}, "max_words": 20}"#.to_owned(),
            "error bounds_cross",
        ),
        (r#"{"type": "contains_text", "target": "a", "patterns": ["x"], "min_count": 3, "max_count": 2}"#.to_owned(), "error bounds_cross"),
        (r#"{"type": "file_exists", "target": "a", "max_size": 0}"#.to_owned(), "warning empty_wanted"),
        (r#"{"type": "min_regex_count", "target": "a", "regex": "x", "min_count": 0}"#.to_owned(), "warning asks_nothing"),
        (
            r#"{"type": "min_sources", "target": "a", "thresholds": {"quick": 0, "standard": 1, "deep": 2}}"#.to_owned(),
            "warning asks_nothing",
        ),
        (
            r#"{"type": "min_sources", "target": "a", "thresholds": {"quick": 3, "standard": 2, "deep": 2}}"#.to_owned(),
            "warning threshold_falls",
        ),
    ] {
        said_of(&checks, expected);
    }
}

#[test]
fn a_variable_where_none_is_replaced_is_remarked() {
    for (checks, expected) in [
        (
            r###"{"type": "contains_headings", "target": "a", "required_headings": ["## {slug}"]}"###,
            "warning literal_variable",
        ),
        (r#"{"type": "not_contains", "target": "a", "pattern": "{tone}"}"#, "warning literal_variable"),
        (r#"{"type": "regex_match", "target": "a", "regex": "x{3}"}"#, ""),
        (r#"{"type": "command", "argv": ["tools/check", "{slug}"]}"#, ""),
    ] {
        said_of(checks, expected);
    }
}

#[test]
fn a_text_that_is_wanted_and_forbidden_is_remarked_where_both_look_at_it() {
    for (checks, expected) in [
        (format!(r#"{WANTS}, {{"type": "not_contains", "target": "a", "pattern": "[DRAFT]"}}"#), "error wanted_and_forbidden"),
        (
            format!(r#"{WANTS}, {{"type": "not_contains", "target": "a", "pattern": "[DRAFT]", "severity": "warning"}}"#),
            "warning wanted_and_forbidden",
        ),
        (format!(r#"{WANTS}, {{"type": "not_contains", "target": "a", "pattern": "DRAFT", "scope": "heading"}}"#), ""),
        (format!(r#"{WANTS}, {{"type": "not_contains", "target": "a", "pattern": "draft"}}"#), ""),
        (format!(r#"{WANTS}, {{"type": "not_contains", "target": "b", "pattern": "[DRAFT]", "missing_ok": true}}"#), "note undeclared_target"),
        (
            format!(r#"{WANTS}, {{"type": "not_contains", "target": "a", "pattern": "[DRAFT]", "when": {{"depth": ["deep"]}}}}"#),
            "error wanted_and_forbidden",
        ),
        (
            r#"{"type": "contains_text", "target": "a", "patterns": ["[DRAFT]"], "when": {"depth": ["quick"]}},
               {"type": "not_contains", "target": "a", "pattern": "[DRAFT]", "when": {"depth": ["deep"]}}"#.to_owned(),
            "",
        ),
        (
            r###"{"type": "contains_headings", "target": "a", "required_headings": ["## Draft one"]},
               {"type": "not_contains", "target": "a", "pattern": "Draft", "scope": "heading"}"###.to_owned(),
            "error wanted_and_forbidden",
        ),
        (
            r#"{"type": "min_regex_count", "target": "a", "regex": "x+", "min_count": 1},
               {"type": "regex_match", "target": "a", "regex": "x+", "must_not_match": true}"#.to_owned(),
            "error wanted_and_forbidden",
        ),
        (format!(r#"{WANTS}, {{"type": "regex_match", "target": "a", "regex": "D[A-Z]+T", "must_not_match": true}}"#), "error wanted_and_forbidden"),
        (format!(r#"{WANTS}, {{"type": "regex_match", "target": "a", "regex": "^.DRAFT", "must_not_match": true}}"#), "warning anchored_text"),
    ] {
        said_of(&checks, expected);
    }
}

#[test]
fn two_checks_that_cannot_both_hold_are_an_error_and_a_copy_a_warning() {
    for (checks, expected) in [
        (r#"{"type": "file_absent", "target": "a"}"#.to_owned(), "error output_absent, error wanted_and_absent"),
        (r#"{"type": "file_absent", "target": "b"}"#.to_owned(), ""),
        (
            r#"{"type": "file_absent", "target": "d/*.md"}, {"type": "contains_text", "target": "d/x.md", "patterns": ["y"]}"#.to_owned(),
            "note undeclared_target, error wanted_and_absent",
        ),
        (
            r#"{"type": "unchanged", "target": "b"}, {"type": "changed_since_start", "target": "b"}"#.to_owned(),
            "note undeclared_target, error changed_and_unchanged",
        ),
        (
            r#"{"type": "file_exists", "target": "a", "kind": "file"}, {"type": "file_exists", "target": "a", "kind": "directory"}"#.to_owned(),
            "error two_kinds",
        ),
        (
            r#"{"type": "frontmatter_status", "target": "a", "checks": {"status": "final"}},
               {"type": "frontmatter_status", "target": "a", "checks": {"status": {"not": "final"}}}"#.to_owned(),
            "error field_contradicts",
        ),
        (
            r#"{"type": "frontmatter_status", "target": "a", "checks": {"score": 3}},
               {"type": "frontmatter_status", "target": "a", "checks": {"score": {"min": 2}}}"#.to_owned(),
            "",
        ),
        (format!("{WANTS}, {WANTS}"), "warning checked_twice"),
    ] {
        said_of(&checks, expected);
    }
}

#[test]
fn what_an_earlier_gate_makes_is_declared_for_those_that_need_it() {
    let looks = |target: &str| {
        format!(
            r#""required_outputs": {{"all_of": [{{"path": "own"}}]}},
               "validations": [{{"type": "contains_text", "target": "{target}", "patterns": ["x"]}}]"#
        )
    };
    let (first, third) = (SOUND.to_owned(), looks("{slug}.md"));
    let second = looks("own")
        .replace(r#""path": "own""#, r#""path": "second""#)
        .replace(r#""target": "own""#, r#""target": "second""#);
    assert_eq!(codes(&[&first, &second, &third]), [""; 0]);
    assert_eq!(codes(&[&third]), ["G1 undeclared_target"]);
}

#[test]
fn an_output_that_reads_as_required_and_is_not_is_a_warning() {
    for (output, weight) in [
        (r#"{"path": "a", "required": false}"#, Weight::Note),
        (r#"{"path": "a", "required_for_depth": []}"#, Weight::Warning),
        (r#"{"path": "a", "optional_for_depth": ["quick", "standard", "deep"]}"#, Weight::Warning),
    ] {
        let contract = format!(
            r#""required_outputs": {{"all_of": [{output}]}},
               "validations": [{{"type": "contains_text", "target": "a", "patterns": ["x"]}}]"#
        );
        let remarks = remarks("", &[&contract]);
        let never = remarks.iter().find(|remark| remark.code == "never_required").unwrap();
        assert_eq!(never.weight, weight, "{output}");
    }
}

#[test]
fn a_target_below_an_output_or_among_its_matches_is_declared() {
    for (output, target, declared) in [
        ("images", "images/a.png", true),
        ("images/", "images", true),
        ("images", "images-2/a.png", false),
        ("{slug}/*.md", "{slug}/a.md", true),
        ("{slug}/*.md", "{slug}/b/a.md", false),
        ("{slug}/**/*.md", "{slug}/b/a.md", true),
    ] {
        let contract = format!(
            r#""required_outputs": {{"all_of": [{{"path": "{output}"}}]}},
               "validations": [{{"type": "contains_text", "target": "{target}", "patterns": ["x"]}}]"#
        );
        assert_eq!(codes(&[&contract]).is_empty(), declared, "{output} {target}");
    }
}

#[test]
fn an_output_of_two_gates_is_remarked_at_the_later_one() {
    assert_eq!(codes(&[SOUND, SOUND]), ["G2 shared_output"]);
}

#[test]
fn who_may_judge_his_own_work_is_named() {
    let remarks = remarks(r#", "producers": ["x", "y"], "judges": ["y"]"#, &[SOUND]);
    assert_eq!(
        (remarks[1].code, remarks[1].message.as_str()),
        ("self_judged", "`y` may both do the work and finish it")
    );
}

#[test]
fn the_packet_of_every_gate_is_named() {
    let sample = samples("good").into_iter().find(|sample| sample.name == "visual-essay.json").unwrap();
    let there = |path: &RepoPath| path.as_str() == "flows/visual-essay/G2.md.j2";
    let workflow =
        read_workflow(&RepoPath::new("flows/visual-essay.json").unwrap(), &sample.bytes, &there).unwrap();
    let said: Vec<_> =
        lint(&workflow, &BTreeMap::new()).into_iter().map(|remark| (remark.weight, remark.message)).collect();
    let built_in = (Weight::Note, "the packet is the built-in one".to_owned());
    let own = (Weight::Note, "the packet comes from `flows/visual-essay/G2.md.j2`".to_owned());
    assert_eq!(said, [built_in.clone(), own, built_in]);
}

#[test]
fn a_check_that_holds_whatever_is_there_is_remarked() {
    for (check, expected) in [
        (r#"{"type": "regex_match", "target": "a", "regex": ".*"}"#, "warning asks_nothing"),
        (r#"{"type": "regex_match", "target": "a", "regex": ""}"#, "warning asks_nothing"),
        (r#"{"type": "regex_match", "target": "a", "regex": "x?"}"#, "warning asks_nothing"),
        (r#"{"type": "regex_match", "target": "a", "regex": "^\\w*$"}"#, "note anchored_text"),
        (r#"{"type": "regex_match", "target": "a", "regex": "(?m)^done$"}"#, ""),
        (
            r#"{"type": "contains_text", "target": "a", "is_regex": true, "patterns": ["a*"]}"#,
            "warning asks_nothing",
        ),
        (r#"{"type": "command", "argv": ["true"]}"#, "warning asks_nothing"),
        (r#"{"type": "command", "argv": ["tools/x"], "stdout_matches": ""}"#, "warning asks_nothing"),
        (r#"{"type": "links", "target": "a", "ignore": ["b/", "**"]}"#, "warning asks_nothing"),
        (r#"{"type": "git_clean", "ignore": ["**/*"]}"#, "warning asks_nothing"),
        (r#"{"type": "git_clean", "ignore": ["docs/**"]}"#, ""),
        (r#"{"type": "only_paths_changed", "allow": ["**"]}"#, "warning asks_nothing"),
        (r#"{"type": "only_paths_changed", "allow": ["**"], "deny": ["src/"]}"#, ""),
    ] {
        said_of(check, expected);
    }
}

#[test]
fn an_anchor_that_means_the_whole_text_is_told_and_forbidding_with_one_is_a_warning() {
    let check = |regex: &str, more: &str| {
        format!(r#"{{"type": "regex_match", "target": "a", "regex": "{regex}"{more}}}"#)
    };
    for regex in ["^SOON", "SOON$", r"(?i)^SOON", r"(?s-m)SOON\\\\$"] {
        said_of(&check(regex, r#", "must_not_match": true"#), "warning anchored_text");
        said_of(&check(regex, ""), "note anchored_text");
    }
    for regex in ["(?m)^SOON", "(?im)SOON$", r"costs 5\\$", "SOON", "[^a]b"] {
        said_of(&check(regex, r#", "must_not_match": true"#), "");
    }
    // There a line is meant anyway.
    said_of(r#"{"type": "min_regex_count", "target": "a", "regex": "^a", "min_count": 1}"#, "");
}

#[test]
fn a_target_of_which_only_is_said_what_it_must_not_hold_is_remarked() {
    let with = |checks: &str| {
        codes(&[&format!(
            r#""required_outputs": {{"all_of": [{{"path": "a.md"}}, {{"path": "b.md"}}]}}, "validations": [{checks}]"#
        )])
    };
    let forbids = r#"{"type": "not_contains", "target": "a.md", "pattern": "x"}"#;
    let regex = r#"{"type": "regex_match", "target": "a.md", "regex": "y", "must_not_match": true}"#;
    let elsewhere = r#"{"type": "contains_text", "target": "b.md", "patterns": ["z"]}"#;
    let warns = r#"{"type": "contains_text", "target": "a.md", "patterns": ["z"], "severity": "warning"}"#;
    for checks in [
        forbids.to_owned(),
        regex.to_owned(),
        format!("{forbids}, {regex}"),
        format!("{forbids}, {elsewhere}"),
        format!("{forbids}, {warns}"),
        format!(r#"{forbids}, {{"type": "file_exists", "target": "a.md"}}"#),
        r#"{"type": "not_contains", "target": "all_required", "pattern": "x"}"#.to_owned(),
    ] {
        assert_eq!(with(&checks), ["G1 only_forbids"], "{checks}");
    }
    let both = r#"{"type": "not_contains", "target": "all_required", "pattern": "x"}, {"type": "placeholder_free", "target": "a.md"}"#;
    assert_eq!(with(both), ["G1 only_forbids"]);
    assert_eq!(with(&format!("{both}, {elsewhere}")), [""; 0]);
    // What may be missing may be empty, and what the gate does not make is there already.
    for quiet in [
        r#"{"type": "not_contains", "target": "a.md", "pattern": "x", "missing_ok": true}"#,
        r#"{"type": "not_contains", "target": "src/**/*.rs", "pattern": "dbg!"}"#,
    ] {
        assert!(!with(quiet).contains(&"G1 only_forbids".to_owned()), "{quiet}");
    }
    for wanting in [
        r#"{"type": "word_count", "target": "a.md", "thresholds": 9}"#,
        r#"{"type": "placeholder_free", "target": "all_required"}"#,
        r#"{"type": "file_exists", "target": "a.md", "min_size": 9}"#,
        r#"{"type": "regex_match", "target": "a.md", "regex": "z"}"#,
        r#"{"type": "command", "argv": ["sh", "test.sh"]}"#,
    ] {
        assert_eq!(with(&format!("{forbids}, {wanting}")), [""; 0], "{wanting}");
    }
}
