//! `json_report`.

use std::collections::BTreeMap;

use gatewright::model::answers::Answers;
use gatewright::model::contract::{Arg, Contract};
use gatewright::model::depth::Depth;
use gatewright::model::digest::Digest;
use gatewright::model::path::RepoPath;
use gatewright::model::verdict::{Row, State};

use crate::support::{Repo, check, contract, judge, line, plan, text, thresholds};

/// The row of a report that was there before with the bytes `before`, if it was.
pub fn judged(content: &[u8], before: Option<&[u8]>, args: &[(&str, Arg)]) -> Row {
    let contract = Contract { validations: vec![check("json_report", "r", args)], ..contract() };
    let plan = plan(&contract, Depth::Standard);
    let mut evidence = Repo::default().bytes("r", content).evidence(&plan);
    let seen = before.map(|bytes| (RepoPath::new("r").unwrap(), Digest::of(bytes)));
    evidence.before = Some(seen.into_iter().collect::<BTreeMap<_, _>>());
    judge(&plan, &evidence, &Answers::default()).rows.remove(0)
}

pub fn report(format: &str, content: &str, more: &[(&str, Arg)]) -> Row {
    let mut args = vec![("format", text(format))];
    args.extend(more.iter().cloned());
    judged(content.as_bytes(), None, &args)
}

fn coverage(content: &str, percent: u64, branches: bool) -> Row {
    let measure = if branches { "branches" } else { "lines" };
    report("coverage", content, &[("min_percent", Arg::Count(percent)), ("measure", text(measure))])
}

/// Findings, each with its line.
pub fn told(row: &Row) -> Vec<String> {
    let line = |finding: &gatewright::model::verdict::Finding| {
        finding.place.as_ref().and_then(|(_, line)| *line).unwrap_or_default()
    };
    row.findings.iter().map(|finding| format!("{}: {}", line(finding), finding.message)).collect()
}

/// The report is refused for a reason that holds `why`.
fn refused(row: &Row, why: &str) {
    let said = told(row).join(" | ");
    assert_eq!(row.state, State::Fail, "{said}");
    assert!(said.contains("is no whole report: ") && said.contains(why), "{why}: {said}");
}

pub const JUNIT: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="4" failures="1" errors="1">
  <testsuite name="a" tests="3" failures="1" errors="0" skipped="1">
    <testcase classname="a" name="holds"/>
    <testcase classname="a" name="breaks"><failure message="1 is not 2">at a.rs</failure></testcase>
    <testcase classname="a" name="waits"><skipped/></testcase>
  </testsuite>
  <testsuite name="b" tests="1" errors="1"><testcase name="dies"><error/><system-out>&lt;failure/&gt;</system-out></testcase></testsuite>
</testsuites>
"#;

#[test]
fn tests_that_failed_or_were_skipped_are_told_by_name() {
    let row = report("junit", JUNIT, &[]);
    assert_eq!(
        told(&row),
        [
            "0: In `r`, 2 tests failed: at most 0 may be so",
            "5: `a breaks` failed: `1 is not 2`",
            "8: `dies` failed",
            "0: In `r`, 1 test was skipped: at most 0 may be so",
            "6: `a waits` was skipped",
        ]
    );
    let limits =
        [("max_failures", Arg::Count(2)), ("max_skipped", Arg::Count(1)), ("min_tests", thresholds(9, 3, 9))];
    assert_eq!(
        line(&report("junit", JUNIT, &limits)),
        r#"pass json_report r {"format":"junit","total":4,"failures":2,"skipped":1,"depth":"standard"}"#
    );
    let few =
        [("max_failures", Arg::Count(2)), ("max_skipped", Arg::Count(1)), ("min_tests", thresholds(9, 4, 9))];
    assert_eq!(told(&report("junit", JUNIT, &few)), ["0: Too few tests ran in `r`: 3/4 (depth: standard)"]);
}

#[test]
fn a_report_without_tests_does_not_pass_by_accident() {
    for content in ["<testsuites/>", r#"<testsuite tests="0"></testsuite>"#, r#"<testsuites tests="0"/>"#] {
        assert_eq!(
            told(&report("junit", content, &[])),
            ["0: Too few tests ran in `r`: 0/1 (depth: standard)"]
        );
    }
    let skipped = r#"<testsuite tests="1" skipped="1"><testcase name="a"><skipped/></testcase></testsuite>"#;
    let row = report("junit", skipped, &[("max_skipped", Arg::Count(5))]);
    assert_eq!(told(&row), ["0: Too few tests ran in `r`: 0/1 (depth: standard)"]);
}

#[test]
fn suites_of_many_tools_are_understood() {
    for content in [
        // Nested suites that count what is in them, and such that do not.
        r#"<testsuites><testsuite tests="2"><testsuite tests="1"><testcase name="a"/></testsuite><testsuite tests="1"><testcase name="b"/></testsuite></testsuite></testsuites>"#,
        r#"<testsuites><testsuite tests="1"><testcase name="a"/><testsuite tests="1"><testcase name="b"/></testsuite></testsuite></testsuites>"#,
        // Test cases without a suite of their own.
        r#"<testsuites><testcase name="a"/></testsuites>"#,
        "\u{feff}<?xml version='1.0'?>\r\n<testsuite tests='1' failures='0'>\r\n<properties><property name='x' value='&amp;'/></properties><testcase name='a' time='0.1'></testcase></testsuite>\r\n",
    ] {
        assert_eq!(report("junit", content, &[]).state, State::Pass, "{content}");
    }
    let disabled = r#"<testsuite tests="2" disabled="1" skipped="0"><testcase name="a" status="run"/><testcase name="b" status="notrun"/></testsuite>"#;
    assert_eq!(report("junit", disabled, &[]).figures["skipped"], 1);
}

#[test]
fn a_report_that_is_incomplete_or_contradicts_itself_does_not_pass() {
    let suite = |inside: &str| format!("<testsuite {inside}");
    for (content, why) in [
        (String::new(), "no root"),
        ("tests: 3".to_owned(), ""),
        (JUNIT[..300].to_owned(), "it ends within `testsuite`"),
        (suite(r#"tests="2"><testcase name="a"/></testsuite>"#), "says that it has 2 tests, and lists 1"),
        (suite(r#"tests="1" failures="1"><testcase name="a"/></testsuite>"#), "1 failures, and lists 0"),
        (suite(r#"tests="1" skipped="0"><testcase name="a"><skipped/></testcase></testsuite>"#), "0 skipped, and lists 1"),
        (suite(r#"tests="1" failures="0" errors="0"><testcase name="a"><error/></testcase></testsuite>"#), "0 failures, and lists 1"),
        (suite(r#"><testcase name="a"/></testsuite>"#), "does not say how many tests"),
        (suite(r#"tests="-1"><testcase name="a"/></testsuite>"#), "no count"),
        (suite(r#"tests="99999999999999999999"></testsuite>"#), "no count"),
        (suite(r#"tests="1" tests="1"><testcase name="a"/></testsuite>"#), "no XML"),
        (suite(r#"tests="1"><testcase name="a"/></testsuit>"#), "no XML"),
        (suite(r#"tests="1"><testcase name="a"/></testsuite><testsuite tests="0"/>"#), "more than one root"),
        (suite(r#"tests="1"><testcase name="a"/></testsuite> more"#), "outside of its root"),
        (r#"<testsuites tests="5"><testsuite tests="1"><testcase name="a"/></testsuite></testsuites>"#.to_owned(), "5 tests, and lists 1"),
        ("<html><body/></html>".to_owned(), "its root is `html`"),
        ("<testcase name='a'/>".to_owned(), "its root is `testcase`"),
        ("<a>".repeat(100_000), "its root is `a`"),
        ("<testsuites>".repeat(100_000), "nests elements too deeply"),
        (r#"<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><testsuite tests="1"><testcase name="&b;"/></testsuite>"#.to_owned(), "declares entities"),
        (suite(r#"tests="1"><testcase name="&b;"/></testsuite>"#), "no XML"),
    ] {
        refused(&report("junit", &content, &[]), why);
    }
    assert_eq!(
        judged(b"<testsuites>\xff</testsuites>", None, &[("format", text("junit"))]).state,
        State::NotEnforced
    );
}

#[test]
fn a_report_from_before_the_attempt_does_not_pass() {
    let content = br#"<testsuite tests="1"><testcase name="a"/></testsuite>"#;
    let format = [("format", text("junit"))];
    assert_eq!(judged(content, None, &format).state, State::Pass);
    assert_eq!(judged(content, Some(b"other"), &format).state, State::Pass);
    let old = judged(content, Some(content), &format);
    assert_eq!(
        (old.state, told(&old)),
        (
            State::Fail,
            vec!["0: `r` has the same bytes as when the attempt began: its figures are old".to_owned()]
        )
    );
    assert_eq!(old.figures["total"], 1);
    let stale_ok = [("format", text("junit")), ("stale_ok", Arg::Flag(true))];
    assert_eq!(judged(content, Some(content), &stale_ok).state, State::Pass);
    let nobody_knows =
        crate::support::row(check("json_report", "r", &format), &Repo::default().bytes("r", content));
    assert_eq!(nobody_knows.state, State::NotEnforced);
    let gone = crate::support::row(check("json_report", "r", &format), &Repo::default());
    assert_eq!(line(&gone), "fail json_report r {} `r` is missing, so nothing was reported");
}

fn sarif(run: &str) -> String {
    format!(
        r#"{{"version": "2.1.0", "runs": [{{"tool": {{"driver": {{"name": "t", "rules": [{{"id": "quiet", "defaultConfiguration": {{"level": "note"}}}}]}}}}, {run}}}]}}"#
    )
}

#[test]
fn findings_of_a_tool_are_told_and_suppressed_ones_count_as_skipped() {
    let results = r#""results": [
{"ruleId": "loud", "message": {"text": "bad"}, "locations": [{"physicalLocation": {"artifactLocation": {"uri": "a.c"}, "region": {"startLine": 7}}}]},
{"ruleId": "quiet", "message": {"text": "fine"}},
{"ruleId": "loud", "level": "note", "message": {"text": "fine"}},
{"ruleId": "x", "kind": "pass"},
{"ruleId": "x", "kind": "review", "message": {"text": "look"}},
{"ruleId": "x", "level": "error", "baselineState": "absent"},
{"ruleId": "x", "level": "error", "suppressions": [{"kind": "inSource"}]},
{"ruleId": "x", "level": "error", "suppressions": [{"kind": "external", "status": "rejected"}]}]"#;
    let row = report("sarif", &sarif(results), &[]);
    assert_eq!(
        told(&row),
        [
            "0: In `r`, 3 findings are open: at most 0 may be so",
            "2: `loud at a.c:7` is open: `bad`",
            "6: `x` is open: `look`",
            "9: `x` is open",
            "0: In `r`, 1 finding is suppressed: at most 0 may be so",
            "8: `x` is suppressed",
        ]
    );
    let clean = report("sarif", &sarif(r#""results": []"#), &[]);
    assert_eq!(line(&clean), r#"pass json_report r {"format":"sarif","total":0,"failures":0,"skipped":0}"#);
}

/// A report without findings, with parts of runs beside them.
fn beside(parts: &str) -> String {
    let whole = sarif(r#""results": []"#);
    format!("{}, \"inlineExternalProperties\": {parts}}}", &whole[..whole.len() - 1])
}

#[test]
fn parts_of_a_run_beside_it_that_hold_no_results_hide_none() {
    for parts in ["[]", r#"[{"results": []}]"#, r#"[{"artifacts": [{"location": {"uri": "a.c"}}]}]"#] {
        assert_eq!(report("sarif", &beside(parts), &[]).state, State::Pass, "{parts}");
    }
}

#[test]
fn a_tool_that_did_not_look_to_the_end_has_found_nothing_out() {
    for (content, why) in [
        (String::new(), "it is empty"),
        ("{}".to_owned(), "no SARIF of version 2.1.0"),
        (r#"{"version": "2.1.0", "runs": []}"#.to_owned(), "no run"),
        (sarif(r#""x": 1"#), "no list of results"),
        (sarif(r#""results": null"#), "no list of results"),
        (sarif(r#""results": [], "results": []"#), "stands there twice"),
        (
            sarif(r#""results": [], "invocations": [{"executionSuccessful": false}]"#),
            "did not come to its end",
        ),
        (
            sarif(
                r#""results": [], "invocations": [{"executionSuccessful": true, "toolExecutionNotifications": [{"level": "error"}]}]"#,
            ),
            "an error of its tool",
        ),
        (sarif(r#""results": [], "externalPropertyFileReferences": {"results": []}"#), "other files"),
        (sarif(r#""results": [], "externalPropertyFileReferences": {"invocations": []}"#), "other files"),
        (beside(r#"[{"results": [{"level": "error"}]}]"#), "apart from itself"),
        (beside(r#"[{}, {"invocations": [{"executionSuccessful": false}]}]"#), "apart from itself"),
        ("[".repeat(100_000), "cannot be read"),
    ] {
        refused(&report("sarif", &content, &[]), why);
    }
}

const LCOV: &str = "TN:\nSF:a.rs\nFN:1,main\nFNDA:1,main\nDA:1,1\nDA:2,0\nDA:3,5\nBRDA:1,0,0,1\nBRDA:1,0,1,-\nBRF:2\nBRH:1\nLF:3\nLH:2\nend_of_record\n";
const COBERTURA: &str = r#"<?xml version="1.0"?>
<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">
<coverage lines-valid="3" lines-covered="2" line-rate="0.66" branches-valid="2" branches-covered="1"><packages><package><classes>
<class filename="a.py"><methods><method><lines><line number="1" hits="1"/></lines></method></methods>
<lines><line number="1" hits="1" branch="true" condition-coverage="50% (1/2)"/><line number="2" hits="0"/><line number="3" hits="5"/></lines></class>
</classes></package></packages></coverage>"#;
const PYTHON: &str = r#"{"totals": {"covered_lines": 2, "num_statements": 3, "covered_branches": 1, "num_branches": 2},
"files": {"a.py": {"summary": {"covered_lines": 2, "num_statements": 3, "covered_branches": 1, "num_branches": 2}}}}"#;
const ISTANBUL: &str = r#"{"total": {"lines": {"total": 3, "covered": 2, "skipped": 0, "pct": 66.66}, "branches": {"total": 2, "covered": 1}},
"/a.js": {"lines": {"total": 3, "covered": 2}, "branches": {"total": 2, "covered": 1}}}"#;

#[test]
fn coverage_is_the_same_whatever_tool_wrote_it() {
    for content in [LCOV, COBERTURA, PYTHON, ISTANBUL] {
        assert_eq!(
            line(&coverage(content, 66, false)),
            r#"pass json_report r {"format":"coverage","total":3,"covered":2,"percent":66.66}"#
        );
        let short = coverage(content, 67, false);
        assert_eq!(told(&short), ["0: Too little is covered in `r`: 2 of 3 lines, 66.66 % and not 67 %"]);
        assert_eq!(coverage(content, 50, true).state, State::Pass, "{content}");
        assert_eq!(coverage(content, 51, true).state, State::Fail, "{content}");
    }
}

#[test]
fn coverage_that_is_incomplete_or_contradicts_itself_does_not_pass() {
    let changed = |content: &str, from: &str, to: &str| content.replacen(from, to, 1);
    for (content, why) in [
        (String::new(), "it is empty"),
        ("TN:\n".to_owned(), "measures no lines"),
        (changed(LCOV, "end_of_record\n", ""), "`end_of_record` is missing"),
        (changed(LCOV, "LF:3\nLH:2\n", ""), "`LF` and `LH` are missing"),
        (changed(LCOV, "LH:2", "LH:3"), "says that 3 of 3 are covered, and lists 2 of 3"),
        (changed(LCOV, "LH:2", "LH:9"), "says that 9 of 3"),
        (changed(LCOV, "LF:3", "LF:many"), "`LF:many` is no line"),
        (changed(LCOV, "DA:2,0", "DA:2"), "`DA:2` is no line"),
        (changed(LCOV, "SF:a.rs\n", ""), "is no line"),
        (changed(LCOV, "DA:2,0", "SF:b.rs"), "begins within another"),
        ("hello".to_owned(), "`hello` is no line"),
        (
            changed(COBERTURA, r#"lines-covered="2""#, r#"lines-covered="3""#),
            "says that 3 of 3 are covered, and lists 2 of 3",
        ),
        (changed(COBERTURA, r#"lines-valid="3" "#, ""), "no totals"),
        (changed(COBERTURA, r#"hits="0""#, ""), "no `hits`"),
        (changed(COBERTURA, "</coverage>", ""), "it ends within `coverage`"),
        (changed(COBERTURA, ".dtd\"", ".dtd\" [<!ENTITY a \"b\">]"), "declares entities"),
        ("<testsuites/>".to_owned(), "its root is `testsuites`"),
        (
            changed(PYTHON, "\"num_statements\": 3", "\"num_statements\": 2"),
            "says that 2 of 2 are covered, and lists 2 of 3",
        ),
        (changed(PYTHON, "\"files\"", "\"file\""), "lists no files"),
        (changed(PYTHON, "\"covered_lines\": 2,", ""), "its total does not say"),
        (changed(PYTHON, "\"totals\"", "\"sums\""), "neither a report of coverage.py"),
        (changed(ISTANBUL, "\"covered\": 2", "\"covered\": 2.5"), "its total does not say"),
        (
            changed(ISTANBUL, "\"/a.js\": {\"lines\": {\"total\": 3", "\"/a.js\": {\"lines\": {\"total\": 4"),
            "lists 2 of 4",
        ),
        (r#"{"total": {"lines": {"total": 0, "covered": 0}}}"#.to_owned(), "measures no lines"),
        ("[]".to_owned(), "neither a report of coverage.py"),
        ("[".repeat(100_000), "cannot be read"),
    ] {
        refused(&coverage(&content, 1, false), why);
    }
}

#[test]
fn reports_made_to_be_slow_are_not() {
    const MIB: usize = 1 << 20;
    let started = std::time::Instant::now();
    for content in [
        "<testsuites>".to_owned() + &"<testcase name=''/>\n".repeat(MIB / 10) + "</testsuites>",
        format!("<testsuites {}/>", (0..50_000).map(|n| format!("a{n}='' ")).collect::<String>()),
        "<".repeat(4 * MIB),
        "<testsuites>".to_owned() + &"&amp;".repeat(MIB),
        "<testsuites><!--".to_owned() + &"-".repeat(4 * MIB),
        "<testsuites a='".to_owned() + &"&#65;".repeat(MIB) + "'/>",
    ] {
        report("junit", &content, &[]);
    }
    coverage(&("SF:a\n".to_owned() + &"DA:1,1\n".repeat(MIB) + "LF:1\nLH:1\nend_of_record\n"), 1, false);
    report("sarif", &sarif(&format!("\"results\": [{{}}{}]", ",{}".repeat(MIB))), &[]);
    assert!(started.elapsed() < std::time::Duration::from_secs(60), "{:?}", started.elapsed());
}

#[test]
fn a_failure_in_another_dialect_of_junit_does_not_pass() {
    let suite = |inside: &str| format!(r#"<testsuite tests="1">{inside}</testsuite>"#);
    for inside in [
        r#"<testcase name="a"/><error message="the setup broke"/>"#,
        r#"<failure/><testcase name="a"/>"#,
        r#"<testcase name="a" status="failed"/>"#,
        r#"<testcase name="a" status="ERROR"/>"#,
        r#"<testcase name="a" result="Failure"/>"#,
        r#"<testcase name="a" success="false"/>"#,
        r#"<testcase name="a" status="what"/>"#,
        r#"<testcase name="a"><Failure/></testcase>"#,
        r#"<testcase name="a"><x:failure/></testcase>"#,
        r#"<testcase name="a"><failed/></testcase>"#,
        r#"<testcase name="a"><result><failure/></result></testcase>"#,
        r#"<properties><testcase name="a"/></properties>"#,
    ] {
        let row = report("junit", &suite(inside), &[]);
        assert_eq!(row.state, State::Fail, "{inside}: {}", line(&row));
    }
    for inside in [
        r#"<testcase name="a" status="passed" result="completed"/>"#,
        r#"<testcase name="a" status="run" success="True"/>"#,
        r#"<testcase name="a" result="Success"><flakyFailure/><system-err/></testcase>"#,
    ] {
        assert_eq!(report("junit", &suite(inside), &[]).state, State::Pass, "{inside}");
    }
}

#[test]
fn what_is_listed_twice_is_covered_once() {
    let lcov = "SF:a.rs\nDA:1,1\nDA:1,1\nDA:1,0\nDA:2,0\nLF:4\nLH:2\nend_of_record\n";
    assert_eq!(coverage(lcov, 0, false).figures["total"], 2);
    let twice =
        "SF:a.rs\nDA:1,1\nDA:2,0\nLF:2\nLH:1\nend_of_record\nSF:a.rs\nDA:1,1\nLF:1\nLH:1\nend_of_record\n";
    let row = coverage(twice, 51, false);
    assert_eq!(
        (row.state, row.figures["total"].as_u64(), row.figures["covered"].as_u64()),
        (State::Fail, Some(2), Some(1))
    );
    let line = r#"<line number="1" hits="1"/>"#;
    let xml = format!(
        r#"<coverage lines-valid="4" lines-covered="3"><packages><package><classes><class filename="a"><lines>{line}{line}{line}<line number="2" hits="0"/></lines></class></classes></package></packages></coverage>"#
    );
    let row = coverage(&xml, 51, false);
    assert_eq!((row.state, row.figures["total"].as_u64()), (State::Fail, Some(2)));
}

#[test]
fn a_file_of_coverage_py_that_contradicts_its_own_lines_does_not_pass() {
    let file = |lines: &str| {
        format!(
            r#"{{"totals": {{"covered_lines": 3, "num_statements": 3}}, "files": {{"a.py": {{"summary": {{"covered_lines": 3, "num_statements": 3}}{lines}}}}}}}"#
        )
    };
    assert_eq!(
        coverage(&file(r#", "executed_lines": [1, 2, 3], "missing_lines": []"#), 100, false).state,
        State::Pass
    );
    for lines in
        [r#", "missing_lines": [4]"#, r#", "executed_lines": [1, 2]"#, r#", "executed_lines": [1, 1, 1]"#]
    {
        refused(&coverage(&file(lines), 100, false), "its own lines");
    }
}
