//! JUnit reports as `json_report` reads them: in other encodings, and with tests that are listed more than once.

use gatewright::model::verdict::{Row, State};

use crate::reports::{JUNIT, judged, report, told};
use crate::support::{text, thresholds};

fn encoded(declared: &str, bytes: impl Fn(&str) -> Vec<u8>) -> Row {
    let report = format!(
        "<?xml version=\"1.0\"{declared}?>\n<testsuite name=\"a\" tests=\"1\" failures=\"1\">\n<testcase name=\"größer\"><failure message=\"zu groß\"/></testcase></testsuite>\n"
    );
    judged(&bytes(&report), None, &[("format", text("junit"))])
}

fn latin(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}

fn utf_16(text: &str, mark: bool, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let mark = mark.then_some(0xfeff);
    mark.into_iter().chain(text.encode_utf16()).flat_map(bytes).collect()
}

#[test]
fn a_report_is_read_in_the_encoding_that_it_declares() {
    let utf_8 = |text: &str| text.as_bytes().to_vec();
    for row in [
        encoded("", utf_8),
        encoded(" encoding='utf-8'", utf_8),
        encoded(" encoding=\"UTF-16\"", utf_8),
        encoded(" encoding=\"ISO-8859-1\"", latin),
        encoded(" encoding='latin1' standalone='yes'", latin),
        encoded(" encoding=\"windows-1252\"", latin),
        encoded(" encoding=\"ISO-8859-15\"", latin),
        encoded(" encoding=\"UTF-16\"", |text| utf_16(text, true, u16::to_le_bytes)),
        encoded(" encoding=\"UTF-16\"", |text| utf_16(text, true, u16::to_be_bytes)),
        encoded(" encoding=\"UTF-16LE\"", |text| utf_16(text, false, u16::to_le_bytes)),
        encoded(" encoding=\"UTF-16BE\"", |text| utf_16(text, false, u16::to_be_bytes)),
    ] {
        assert_eq!(
            told(&row),
            ["0: In `r`, 1 test failed: at most 0 may be so", "3: `größer` failed: `zu groß`"]
        );
    }
}

#[test]
fn a_report_in_an_encoding_that_is_not_read_is_not_judged_and_says_which() {
    for (row, why) in [
        (
            encoded(" encoding=\"Shift_JIS\"", latin),
            "`r` is encoded as `Shift_JIS`, which is not read: UTF-8, UTF-16, ISO-8859-1, ISO-8859-15 and Windows-1252 are",
        ),
        (encoded("", latin), "`r` is not UTF-8 text, and declares no other encoding (first at byte 84)"),
        (encoded(" encoding=\"UTF-8\"", latin), "`r` is declared as `UTF-8` and is none (first at byte 101)"),
        (
            judged(b"\xff\xfe<\0a\0/\0>\0\0\xd8", None, &[("format", text("junit"))]),
            "`r` is not whole UTF-16 text (first at byte 10)",
        ),
        (
            judged(b"\xff\xfe<\0a", None, &[("format", text("junit"))]),
            "`r` is not whole UTF-16 text (first at byte 4)",
        ),
        (
            judged(b"\xff\xfe\0\0<\0\0\0", None, &[("format", text("junit"))]),
            "`r` is encoded as `UTF-32`, which is not read: UTF-8, UTF-16, ISO-8859-1, ISO-8859-15 and Windows-1252 are",
        ),
    ] {
        assert_eq!((row.state, row.findings[0].message.as_str()), (State::NotEnforced, why));
        assert_eq!(row.findings[0].hint.as_deref(), Some("let the tool write UTF-8"));
    }
    // What is all ASCII says the same in nearly every encoding.
    let plain = JUNIT.replace("UTF-8", "Shift_JIS");
    assert_eq!(report("junit", &plain, &[]).figures["total"], 4);
}

#[test]
fn a_test_that_is_listed_more_than_once_ran_once() {
    let five = r#"<testcase classname="a" name="one"/>"#.repeat(5);
    let row = report(
        "junit",
        &format!(r#"<testsuite name="s" tests="5">{five}</testsuite>"#),
        &[("min_tests", thresholds(2, 2, 2))],
    );
    assert_eq!(row.figures["total"], 1);
    assert_eq!(row.figures["repeated"], 4);
    assert_eq!(
        told(&row),
        ["0: Too few tests ran in `r`: 1/2 (depth: standard), 4 of those listed only repeat another"]
    );
    let suite = |attributes: &str, cases: &str, count: u64| {
        format!(r#"<testsuite {attributes} tests="{count}">{cases}</testsuite>"#)
    };
    let total = |suites: &str| {
        let row = report("junit", &format!("<testsuites>{suites}</testsuites>"), &[]);
        (
            row.figures["total"].as_u64().unwrap(),
            row.figures["failures"].as_u64().unwrap(),
            row.figures["skipped"].as_u64().unwrap(),
        )
    };
    let (one, broken, left_out) = (
        r#"<testcase name="one"/>"#,
        r#"<testcase name="one"><failure/></testcase>"#,
        r#"<testcase name="one"><skipped/></testcase>"#,
    );
    // One that failed once has failed, and one that ran once has run.
    assert_eq!(total(&suite("name='s'", &[one, broken, one].concat(), 3)), (1, 1, 0));
    assert_eq!(total(&suite("name='s'", &[left_out, one].concat(), 2)), (1, 0, 0));
    assert_eq!(total(&suite("name='s'", &[left_out, left_out].concat(), 2)), (1, 0, 1));
    assert_eq!(total(&suite("name='s'", one, 1).repeat(2)), (1, 0, 0));
    // Other suites have other tests, and nothing tells tests without a name apart.
    assert_eq!(total(&(suite("name='s'", one, 1) + &suite("name='t'", one, 1))), (2, 0, 0));
    assert_eq!(
        total(&(suite("name='s' hostname='a'", one, 1) + &suite("name='s' hostname='b'", one, 1))),
        (2, 0, 0)
    );
    assert_eq!(total(&suite("name='s'", &"<testcase/>".repeat(2), 2)), (2, 0, 0));
    let other = r#"<testcase name="one" classname="a"/><testcase name="one" classname="b"/>"#;
    assert_eq!(total(&suite("name='s'", other, 2)), (2, 0, 0));
}
