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
            r#""required_outputs": {"all_of": [{"path": "a", "required": false}]},
               "validations": [{"type": "contains_text", "target": "a", "patterns": ["x"]}]"#,
            "never_required",
        ),
        (
            r#""required_outputs": {"all_of": [{"path": "a", "optional_for_depth": ["quick"]}]},
               "validations": [{"type": "contains_text", "target": "a", "patterns": ["x"], "severity": "warning"}]"#,
            "cannot_fail",
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
