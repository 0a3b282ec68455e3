//! The three contracts that real runs of the ancestor were judged by, over small evidence at every depth.

use std::collections::BTreeMap;

use gatewright::model::contract::{Contract, Output};
use gatewright::model::depth::Depth;
use gatewright::model::verdict::Verdict;

use crate::support::{Repo, check, contract, line, output, text, texts, thresholds, verdict_at, warning};

const SPEC: &str = "orchestration/skills/visual-essay-invocation/specs/{slug}.md";
const RESEARCH: [&str; 6] = ["CITATIONS", "SYNTHESIS", "FIGURES", "QUOTES", "TIMELINE", "VISUALS"];

fn intake() -> Contract {
    Contract {
        any_of: vec![
            output("orchestration/projects/{slug}/INTAKE-APPROVAL.md"),
            output("{artifact_path}/research/INTAKE.md"),
        ],
        validations: vec![check("file_exists", "any_of", &[])],
        ..contract()
    }
}

fn research() -> Contract {
    let all_of = RESEARCH.map(|name| {
        let always = output(&format!("{{artifact_path}}/research/{name}.md"));
        if name != "SYNTHESIS" {
            return always;
        }
        Output {
            required_for: Some(vec![Depth::Standard, Depth::Deep]),
            optional_for: vec![Depth::Quick],
            ..always
        }
    });
    Contract {
        all_of: all_of.to_vec(),
        validations: vec![
            check("file_exists", "all_required", &[]),
            check(
                "min_sources",
                "{artifact_path}/research/CITATIONS.md",
                &[("thresholds", thresholds(3, 8, 15))],
            ),
        ],
        ..contract()
    }
}

fn spec() -> Contract {
    let layers: Vec<String> = (1..=6).map(|layer| format!("## Layer {layer}")).collect();
    let layers: Vec<&str> = layers.iter().map(String::as_str).collect();
    Contract {
        all_of: vec![output(SPEC)],
        validations: vec![
            check("file_exists", "all_required", &[]),
            check("contains_headings", SPEC, &[("required_headings", texts(&layers))]),
            warning(check("not_contains", SPEC, &[("pattern", text("[DRAFT]"))])),
        ],
        ..contract()
    }
}

fn by_depth(contract: &Contract, repo: &Repo) -> BTreeMap<Depth, Verdict> {
    Depth::ALL.into_iter().map(|depth| (depth, verdict_at(contract, depth, repo))).collect()
}

fn passing(contract: &Contract, repo: &Repo) -> Vec<Depth> {
    by_depth(contract, repo)
        .into_iter()
        .filter(|(_, verdict)| verdict.passes())
        .map(|(depth, _)| depth)
        .collect()
}

#[test]
fn intake_passes_with_either_document() {
    for path in ["orchestration/projects/robot/INTAKE-APPROVAL.md", "essays/robot/research/INTAKE.md"] {
        assert_eq!(passing(&intake(), &Repo::new(&[(path, "yes")])), Depth::ALL);
    }
    let none = verdict_at(&intake(), Depth::Standard, &Repo::default());
    assert_eq!(
        none.failure_reason().unwrap(),
        "None of required files exist: orchestration/projects/robot/INTAKE-APPROVAL.md, essays/robot/research/INTAKE.md"
    );
}

fn package(sources: usize) -> Repo {
    let citations: String = (1..=sources).map(|n| format!("### Source {n}\n\nText.\n\n")).collect();
    RESEARCH.iter().fold(Repo::default(), |repo, name| {
        repo.bytes(&format!("essays/robot/research/{name}.md"), citations.as_bytes())
    })
}

#[test]
fn research_needs_more_sources_the_deeper_it_is() {
    use Depth::{Deep, Quick, Standard};
    assert_eq!(passing(&research(), &package(2)), []);
    assert_eq!(passing(&research(), &package(3)), [Quick]);
    assert_eq!(passing(&research(), &package(8)), [Quick, Standard]);
    assert_eq!(passing(&research(), &package(15)), [Quick, Standard, Deep]);
    let unfinished = package(15).without("essays/robot/research/SYNTHESIS.md");
    assert_eq!(passing(&research(), &unfinished), [Quick]);
}

#[test]
fn an_empty_package_fails_with_the_ancestors_reason() {
    let reason = verdict_at(&research(), Depth::Standard, &Repo::default()).failure_reason().unwrap();
    assert_eq!(
        reason,
        "Missing: essays/robot/research/CITATIONS.md; Missing: essays/robot/research/SYNTHESIS.md; \
         Missing: essays/robot/research/FIGURES.md; Missing: essays/robot/research/QUOTES.md; \
         Missing: essays/robot/research/TIMELINE.md; Missing: essays/robot/research/VISUALS.md; \
         Insufficient sources: 0/8 (depth: standard), `essays/robot/research/CITATIONS.md` is missing"
    );
}

#[test]
fn a_spec_needs_its_six_layers_and_a_draft_only_warns() {
    let path = "orchestration/skills/visual-essay-invocation/specs/robot.md";
    let layers: String = (1..=6).map(|layer| format!("## Layer {layer}: Name\n\nText.\n\n")).collect();
    assert_eq!(passing(&spec(), &Repo::new(&[(path, &layers)])), Depth::ALL);

    let draft = verdict_at(&spec(), Depth::Quick, &Repo::new(&[(path, &format!("{layers}[DRAFT]\n"))]));
    assert!(draft.passes());
    assert_eq!(
        line(draft.rows.last().unwrap()),
        format!(
            "warn not_contains {path} {{\"pattern\":\"[DRAFT]\",\"found\":true}} Found forbidden pattern: `[DRAFT]`"
        )
    );

    let fenced = Repo::new(&[(path, &format!("```\n{layers}```\n"))]);
    assert_eq!(passing(&spec(), &fenced), []);
    assert_eq!(passing(&spec(), &Repo::default()), []);
}
