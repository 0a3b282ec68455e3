//! The catalogue as people read it: every check in words, and its manual.

use gatewright::model::contract::{Arg, Condition, Contract, Severity};
use gatewright::model::depth::Depth;
use gatewright::model::params::ParamValue;
use gatewright::rules::checks::catalogue::{self, CHECKS, Cost, Reads, TargetRule};
use gatewright::rules::checks::frame::manual::manual;

use crate::support::{check, contract, optional, output, plan, text, texts, thresholds, warning};

fn conditions() -> Arg {
    let value = |text: &str| ParamValue::String(text.to_owned());
    Arg::Conditions(
        [
            ("score", Condition::Min(8)),
            ("status", Condition::Is(value("PASS"))),
            ("verdict", Condition::Not(value("REJECTED"))),
        ]
        .map(|(field, condition)| (field.to_owned(), condition))
        .into(),
    )
}

/// Parameters with which each check has something to say.
fn args(name: &str) -> Vec<(&'static str, Arg)> {
    match name {
        "min_file_count" => vec![("pattern", text("*.md")), ("thresholds", thresholds(1, 4, 6))],
        "min_sources" => vec![("thresholds", thresholds(1, 8, 15))],
        "min_sources_any_of" => vec![
            ("targets", texts(&["a.md", "b.md"])),
            ("thresholds", thresholds(1, 8, 15)),
            ("count", text("numbered")),
            ("unique", text("url")),
            ("min_hosts", thresholds(1, 3, 5)),
            ("section", text("## Sources")),
        ],
        "contains_headings" => vec![("required_headings", texts(&["## Layer 1", "Notes"]))],
        "contains_text" => vec![("patterns", texts(&["as const", "Tier"]))],
        "file_exists" => vec![("kind", text("file")), ("min_size", Arg::Count(10))],
        "frontmatter_status" | "json_value" => vec![("checks", conditions())],
        "json_schema" => vec![("schema", text("schemas/{slug}.json"))],
        "csv_shape" => vec![
            ("columns", texts(&["id", "score"])),
            ("exact", Arg::Flag(true)),
            ("min_rows", thresholds(1, 8, 15)),
            ("max_rows", Arg::Count(99)),
            ("unique", texts(&["id"])),
            ("not_empty", texts(&["score"])),
        ],
        "hash_equals" => vec![("sums", text("data/SHA256SUMS"))],
        "json_report" => {
            vec![("format", text("junit")), ("max_failures", Arg::Count(1)), ("max_age", Arg::Count(86_400))]
        }
        "citations_resolve" => vec![("style", text("numbers")), ("heading", text("## Sources"))],
        "placeholder_free" => vec![("also", text("Chapter N"))],
        "differs_from_template" => {
            vec![("template", text("t/{slug}.md")), ("min_new_words", thresholds(1, 8, 15))]
        }
        "word_count" => vec![("thresholds", thresholds(1, 8, 15)), ("max_words", Arg::Count(99))],
        "not_contains" => vec![("pattern", text("[DRAFT]")), ("missing_ok", Arg::Flag(true))],
        "regex_match" => vec![("regex", text("Tier [1-4]")), ("must_not_match", Arg::Flag(true))],
        "min_regex_count" => vec![("regex", text("<img")), ("min_count", Arg::Count(5))],
        "checklist" => vec![("section", text("## Done")), ("evidence", Arg::Flag(true))],
        "only_paths_changed" => vec![("allow", texts(&["src/{slug}"])), ("deny", texts(&["*.lock"]))],
        "git_clean" => vec![("ignore", texts(&["scratch"]))],
        "links" => vec![
            ("ignore", texts(&["docs/{slug}"])),
            ("min_links", Arg::Count(2)),
            ("online", Arg::Flag(true)),
            ("ignore_urls", text("^http:")),
        ],
        "url_reachable" => vec![
            ("url_pattern", text(r"\.jpg$")),
            ("max_failures", Arg::Count(1)),
            ("sample_size", Arg::Count(5)),
        ],
        "command" => vec![("argv", texts(&["cargo", "test"])), ("stdout_matches", text("ok"))],
        _ => vec![],
    }
}

#[test]
fn every_check_says_what_it_asks() {
    let mut said = String::new();
    for kind in CHECKS {
        let targets: &[&str] = match kind.target {
            TargetRule::Any => &["r/{slug}.md", "r/*.md", "x.md", "any_of", "all_required"],
            TargetRule::Path => &["r/{slug}", "x.md"],
            TargetRule::Place => &["r/{slug}.md", "r/*.md"],
            TargetRule::None => &[""],
        };
        for target in targets {
            let contract = Contract {
                all_of: vec![output("a.md"), optional("o.md"), output("b/*.md")],
                any_of: vec![output("x.md"), output("y.md"), output("z.md")],
                validations: vec![check(kind.name, target, &args(kind.name))],
                ..contract()
            };
            let plan = plan(&contract, Depth::Standard);
            let last = plan.said().pop().unwrap();
            assert_eq!((last.index, last.severity), (Some(0), Severity::Error));
            said.push_str(&format!("{} {target}\n    {}\n", kind.name, last.words));
        }
    }
    insta::assert_snapshot!(said);
}

#[test]
fn outputs_that_no_check_asks_for_are_said_first() {
    let contract = Contract {
        all_of: vec![output("a.md"), optional("o.md")],
        any_of: vec![output("x.md"), output("y.md")],
        validations: vec![warning(check("dir_exists", "d", &[]))],
        ..contract()
    };
    let all = plan(&contract, Depth::Standard).said();
    let said: Vec<_> =
        all.iter().map(|said| (said.index, said.check.as_str(), said.severity, said.words.clone())).collect();
    assert_eq!(
        said,
        [
            (None, "file_exists", Severity::Error, "The required output `a.md` exists".to_owned()),
            (
                None,
                "file_exists_any_of",
                Severity::Error,
                "At least one of these exists: `x.md`, `y.md`".to_owned()
            ),
            (Some(0), "dir_exists", Severity::Warning, "`d` is a directory".to_owned()),
        ]
    );
}

#[test]
fn every_entry_of_the_catalogue_is_complete() {
    for kind in CHECKS {
        let name = kind.name;
        assert!(std::ptr::eq(catalogue::find(name).unwrap(), *kind), "{name} is listed twice");
        assert!(kind.version >= 1 && kind.summary.ends_with('.'), "{name}");
        for doc in
            kind.params.iter().map(|param| param.doc).chain(kind.figures.iter().map(|figure| figure.doc))
        {
            assert!(doc.ends_with('.') && doc.len() > 10, "{name}: {doc}");
        }
        assert!(
            kind.reads != Reads::Nothing || matches!(kind.cost, Cost::Probe(_) | Cost::Git(_) | Cost::People),
            "{name}"
        );
        let manual = serde_json::to_value(manual(kind)).unwrap();
        assert!(manual.as_object().unwrap().values().all(|value| !value.is_null()), "{name}");
    }
    assert!(catalogue::find("file_exists_any_of").is_none());
}

#[test]
fn examples_use_the_declared_parameters_and_all_that_are_needed() {
    for kind in CHECKS {
        let example: serde_json::Value = serde_json::from_str(kind.example).unwrap();
        let example = example.as_object().unwrap();
        assert_eq!(example["type"], kind.name);
        assert_eq!(example.contains_key("target"), kind.target != TargetRule::None, "{}", kind.name);
        for param in kind.params.iter().filter(|param| param.required) {
            assert!(example.contains_key(param.name), "{}: {}", kind.name, param.name);
        }
        for key in example.keys() {
            let common = ["type", "target", "severity", "description"].contains(&key.as_str());
            assert!(common || kind.params.iter().any(|param| param.name == key), "{}: {key}", kind.name);
        }
    }
}
