//! `json_report` with `max_age`: a report says itself when it was made, and is judged by the time that is evidence.

use std::collections::BTreeMap;

use gatewright::model::answers::Answers;
use gatewright::model::contract::{Arg, Contract};
use gatewright::model::depth::Depth;
use gatewright::model::verdict::{Row, State};

use crate::support::{Repo, check, contract, judge, plan, text};

const NOW: &str = "2026-01-20T12:00:00Z";

fn judged_at(format: &str, content: &str, now: Option<&str>) -> Row {
    let mut args = vec![
        ("format", text(format)),
        ("max_age", Arg::Count(24 * 3600)),
        ("min_percent", Arg::Count(1)),
        ("max_failures", Arg::Count(9)),
    ];
    args.retain(|(name, _)| {
        (format == "coverage") == (*name == "min_percent") || matches!(*name, "format" | "max_age")
    });
    let contract = Contract { validations: vec![check("json_report", "r", &args)], ..contract() };
    let plan = plan(&contract, Depth::Standard);
    let mut evidence = Repo::default().bytes("r", content.as_bytes()).evidence(&plan);
    evidence.before = Some(BTreeMap::new());
    evidence.now = now.map(|now| now.parse().unwrap());
    judge(&plan, &evidence, &Answers::default()).rows.remove(0)
}

fn judged(format: &str, content: &str) -> Row {
    judged_at(format, content, Some(NOW))
}

fn junit(root: &str, suite: &str) -> String {
    format!(
        r#"<testsuites {root}><testsuite tests="1" {suite}><testcase name="a"/></testsuite></testsuites>"#
    )
}

fn said(row: &Row) -> &str {
    row.findings.first().map_or("", |finding| finding.message.as_str())
}

#[test]
fn a_report_is_as_old_as_it_says() {
    for (stamp, state) in [
        ("2026-01-20T11:59:59Z", State::Pass),
        ("2026-01-19T12:00:00Z", State::Pass),
        ("2026-01-19T11:59:59Z", State::Fail),
        ("2026-01-20T12:01:00Z", State::Pass),
        ("2026-01-20T12:01:01Z", State::Fail),
        ("2026-01-20T13:30:00+02:00", State::Pass),
        ("2026-01-19T12:30:00", State::Pass),
        ("yesterday", State::NotEnforced),
        ("", State::NotEnforced),
    ] {
        let row = judged("junit", &junit("", &format!("timestamp=\"{stamp}\"")));
        assert_eq!(row.state, state, "{stamp}: {row:#?}");
    }
    let old = judged("junit", &junit("", "timestamp=\"2026-01-17T06:00:00Z\""));
    assert_eq!(said(&old), "`r` is too old: it was made 3d6h ago");
    assert_eq!(old.findings[0].place, Some(("r".to_owned(), Some(1))));
    assert_eq!(
        (&old.figures["written"], &old.figures["judged"]),
        (&"2026-01-17T06:00:00.000Z".into(), &"2026-01-20T12:00:00.000Z".into())
    );
    let future = judged("junit", &junit("", "timestamp=\"2026-01-20T14:00:00\""));
    assert_eq!(
        said(&future),
        "`r` says that it was made 2h later than it is judged; a time without a zone is taken for UTC"
    );
}

#[test]
fn of_several_parts_the_oldest_counts_and_none_may_be_silent() {
    let fresh = "timestamp=\"2026-01-20T11:00:00Z\"";
    let stale = "timestamp=\"2026-01-10T11:00:00Z\"";
    assert_eq!(judged("junit", &junit(fresh, "")).state, State::Pass);
    assert_eq!(judged("junit", &junit("", "")).state, State::NotEnforced);
    assert_eq!(judged("junit", &junit(fresh, stale)).state, State::Fail);
    let suite = |stamp: &str| format!(r#"<testsuite tests="1" {stamp}><testcase name="a"/></testsuite>"#);
    let two = |one: &str, other: &str| format!("<testsuites>{}{}</testsuites>", suite(one), suite(other));
    assert_eq!(judged("junit", &two(fresh, fresh)).state, State::Pass);
    assert_eq!(judged("junit", &two(fresh, stale)).state, State::Fail);
    assert_eq!(judged("junit", &two(fresh, "")).state, State::NotEnforced);
}

#[test]
fn every_format_has_its_own_place_for_the_time() {
    let sarif = |calls: &str| {
        format!(
            r#"{{"version": "2.1.0", "runs": [{{"tool": {{"driver": {{"name": "t"}}}}, {calls} "results": []}}]}}"#
        )
    };
    let cobertura = |stamp: &str| {
        format!(
            r#"<coverage lines-valid="1" lines-covered="1" {stamp}><packages><package name="p"><classes><class filename="a"><lines><line number="1" hits="1"/></lines></class></classes></package></packages></coverage>"#
        )
    };
    let python = |meta: &str| {
        format!(
            r#"{{{meta} "files": {{"a": {{"summary": {{"covered_lines": 1, "num_statements": 1}}}}}}, "totals": {{"covered_lines": 1, "num_statements": 1}}}}"#
        )
    };
    let of = |format: &str, content: String| judged(format, &content).state;
    assert_eq!(
        of(
            "sarif",
            sarif(r#""invocations": [{"executionSuccessful": true, "endTimeUtc": "2026-01-20T11:00:00Z"}],"#)
        ),
        State::Pass
    );
    assert_eq!(
        of(
            "sarif",
            sarif(r#""invocations": [{"executionSuccessful": true, "endTimeUtc": "2026-01-02T11:00:00Z"}],"#)
        ),
        State::Fail
    );
    assert_eq!(of("sarif", sarif("")), State::NotEnforced);
    assert_eq!(of("coverage", cobertura("timestamp=\"1768906800\"")), State::Pass);
    assert_eq!(of("coverage", cobertura("timestamp=\"1768906800000\"")), State::Pass);
    assert_eq!(of("coverage", cobertura("timestamp=\"1700000000\"")), State::Fail);
    assert_eq!(of("coverage", cobertura("")), State::NotEnforced);
    assert_eq!(
        of("coverage", python(r#""meta": {"timestamp": "2026-01-20T11:00:00.123456"},"#)),
        State::Pass
    );
    assert_eq!(of("coverage", python("")), State::NotEnforced);
    let lcov = judged("coverage", "SF:a\nDA:1,1\nLF:1\nLH:1\nend_of_record\n");
    assert_eq!(lcov.state, State::NotEnforced);
    assert_eq!(said(&lcov), "`r` does not say when it was made: LCOV tracefiles hold no time");
    assert!(lcov.findings[0].hint.is_some());
}

#[test]
fn without_a_moment_nothing_is_young() {
    let row = judged_at("junit", &junit("timestamp=\"2026-01-20T11:00:00Z\"", ""), None);
    assert_eq!(
        (row.state, said(&row)),
        (State::NotEnforced, "nobody says when `r` is judged, so its age is not known")
    );
}

#[test]
fn what_is_wrong_beside_the_age_is_still_told() {
    let broken = r#"<testsuite tests="2"><testcase name="a"/></testsuite>"#;
    let row = judged("junit", broken);
    assert_eq!((row.state, row.findings.len()), (State::Fail, 2), "{row:#?}");
}
