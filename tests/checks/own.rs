//! What programs of own checks print: whatever it is, it becomes findings that are harmless, or none.

use std::collections::BTreeMap;
use std::time::Duration;

use gatewright::model::answers::Probe;
use gatewright::model::contract::Validation;
use gatewright::model::own_check::{OwnAsked, OwnCheck};
use gatewright::model::path::{RepoPath, is_treacherous};
use gatewright::model::verdict::{Finding, State};
use gatewright::rules::checks::own::printed::{MOST, printed};
use proptest::prelude::*;
use serde_json::json;

use crate::support::{Repo, check, row};

fn own() -> Validation {
    let folder = RepoPath::new("checks/a").unwrap();
    let check_itself = OwnCheck {
        name: "a".to_owned(),
        version: 7,
        description: "all is well".to_owned(),
        argv: vec!["true".to_owned()],
        params: None,
        timeout: Duration::from_secs(1),
        takes_target: true,
        folder,
        files: BTreeMap::new(),
    };
    let own = OwnAsked { check: check_itself, params: serde_json::Map::new() };
    Validation { own: Some(own), ..check("checks/a", "a.md", &[]) }
}

fn texts_of(finding: &Finding) -> Vec<&str> {
    let place = finding.place.as_ref().map(|(path, _)| path.as_str());
    [
        Some(finding.message.as_str()),
        finding.expected.as_deref(),
        finding.found.as_deref(),
        finding.hint.as_deref(),
        place,
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Lines that are nearly findings.
fn line() -> impl Strategy<Value = String> {
    let text = ".*";
    let key = prop::sample::select(vec!["message", "path", "line", "expected", "found", "hint", "level"]);
    let value = prop_oneof![
        text.prop_map(|text| json!(text)),
        any::<i64>().prop_map(|number| json!(number)),
        any::<bool>().prop_map(|flag| json!(flag)),
        Just(json!(null)),
        Just(json!(["x"])),
    ];
    let object = prop::collection::vec((key, value), 0..6).prop_map(|members| {
        let members = members.into_iter().map(|(key, value)| (key.to_owned(), value));
        serde_json::Value::Object(members.collect()).to_string()
    });
    prop_oneof![object, Just("{\"message\": \"x\"}".to_owned()), ".*".prop_map(|text| text)]
}

proptest! {
    #[test]
    fn whatever_is_printed_becomes_bounded_and_harmless(lines in prop::collection::vec(line(), 0..8)) {
        let text = lines.join("\n");
        let all = printed(&text);
        prop_assert!(all.findings.len() <= MOST);
        for finding in &all.findings {
            for text in texts_of(finding) {
                prop_assert!(!text.chars().any(is_treacherous), "{text:?}");
                prop_assert!(text.chars().count() <= 6_000);
            }
            prop_assert!(!finding.message.trim().is_empty());
        }
        prop_assert_eq!(text.trim().is_empty(), all.findings.is_empty() && all.unlike.is_none());
    }

    #[test]
    fn nothing_but_silence_with_nought_passes(code in -5_i32..300, stdout in ".{0,40}", stderr in ".{0,40}") {
        let probe = Probe::Exited { code, stdout: stdout.clone(), stderr };
        let row = row(own(), &Repo::new(&[("a.md", "x")]).probe(0, probe));
        prop_assert_eq!(row.state == State::Pass, code == 0 && stdout.trim().is_empty());
        prop_assert_eq!(row.state == State::Fail, code == 1);
        prop_assert_eq!(row.findings.is_empty(), row.state == State::Pass);
    }
}

#[test]
fn its_row_names_the_check_with_its_own_version() {
    let probe = Probe::Exited { code: 0, stdout: String::new(), stderr: String::new() };
    let row = row(own(), &Repo::new(&[("a.md", "x")]).probe(0, probe));
    assert_eq!((row.check.as_str(), row.version, row.path.as_deref()), ("checks/a", 7, Some("a.md")));
}

#[test]
fn what_was_not_run_or_took_too_long_is_not_enforced() {
    for probe in [None, Some(Probe::NotRun("it is not trusted".to_owned())), Some(Probe::TimedOut(1))] {
        let repo = Repo::new(&[("a.md", "x")]);
        let repo = match probe {
            Some(probe) => repo.probe(0, probe),
            None => repo,
        };
        assert_eq!(row(own(), &repo).state, State::NotEnforced);
    }
}
