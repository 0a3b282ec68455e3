//! Texts made to cost time: each is judged in the time of its test run, where the square of its size would take minutes.

use gatewright::model::contract::Arg;
use gatewright::model::verdict::State;
use gatewright::rules::markdown::headings;

use crate::support::{Repo, check, row, text, texts, thresholds};

const MIB: usize = 1 << 20;

fn sources(content: String) -> State {
    let validation = check("min_sources", "a", &[("thresholds", thresholds(1, 1, 1))]);
    row(validation, &Repo::default().bytes("a", content.as_bytes())).state
}

#[test]
fn deep_nesting_is_refused_before_it_is_walked() {
    for content in [
        ">".repeat(MIB / 2) + "a\n" + &"b\n".repeat(MIB / 4),
        "* ".repeat(MIB / 4) + "a\n" + &"b\n".repeat(MIB / 4),
        "1. ".repeat(MIB / 6) + "a\n" + &"b\n".repeat(MIB / 4),
        "\t> ".repeat(MIB / 6) + "a\n" + &"b\n".repeat(MIB / 4),
    ] {
        let why = headings(&content).unwrap_err();
        assert_eq!(why, "line 1 nests quotes or lists more than 256 deep");
        assert_eq!(sources(content), State::NotEnforced);
    }
}

#[test]
fn lists_that_nest_line_by_line_are_bounded_too() {
    let staircase: String = (0..1_024).map(|level| " ".repeat(2 * level) + "- a\n").collect();
    assert!(headings(&(staircase + &"b\n".repeat(MIB / 4))).is_err());
}

#[test]
fn link_titles_that_never_end_are_refused() {
    for opening in ["[](b \"", "[](b '", "[](b ("] {
        let content = opening.to_owned() + &"x\n".repeat(MIB / 2);
        assert!(headings(&content).unwrap_err().contains("too long to look for links"), "{opening}");
    }
    let returns = "[](b \"".to_owned() + &"&\r".repeat(MIB / 2);
    assert_eq!(sources(returns), State::NotEnforced);
}

#[test]
fn long_ordinary_texts_are_parsed() {
    let item = "- A line with *some* markup and a [link](https://example.org/a \"title\").\n";
    let paragraph = "Words and `code` and [links](https://example.org/b) in a paragraph.\n\n";
    let table = "| a | [b](https://example.org/c) | `d` |\n";
    let content = "## Start\n\n".to_owned()
        + &item.repeat(1_000)
        + "\n"
        + &paragraph.repeat(MIB / 2 / paragraph.len())
        + &table.repeat(500)
        + "\n## End\n";
    assert_eq!(headings(&content).unwrap().len(), 2);
    let nested: String = (0..20).map(|level| "  ".repeat(level) + "- item\n").collect();
    assert_eq!(headings(&(nested + &"> ".repeat(20) + "a\n\n# End\n")).unwrap().len(), 1);
    let ruler = "-".repeat(400) + "\n" + &"- ".repeat(100) + "\n\n# End\n";
    assert_eq!(headings(&ruler).unwrap().len(), 1);
}

#[test]
fn markup_that_never_closes_costs_no_more_than_its_length() {
    for unit in
        ["[", "![", "*a ", "**_", "`a ", "<a ", "<!--", "[a](", "[a]: b\n", "\\", "&#", "# a\n", "<div>\n"]
    {
        headings(&unit.repeat(MIB / 4 / unit.len())).unwrap();
    }
}

fn count(regex: &str, min_count: u64, content: &str) -> (State, u64, bool) {
    let args = [("regex", text(regex)), ("min_count", Arg::Count(min_count))];
    let row = row(check("min_regex_count", "a", &args), &Repo::new(&[("a", content)]));
    (row.state, row.figures["actual_count"].as_u64().unwrap(), row.figures.contains_key("at_least"))
}

#[test]
fn counting_in_one_long_line_stops_at_its_budget() {
    // Each search runs to the end of the line before it settles for one letter.
    let line = "A".repeat(MIB);
    let (state, counted, at_least) = count("(?:.*[^A]|A)", MIB as u64, &line);
    assert_eq!((state, at_least), (State::NotEnforced, true));
    assert!((100..1_000).contains(&counted), "{counted}");
    let (state, _, at_least) = count("(?:.*[^A]|A)", 100, &line);
    assert_eq!((state, at_least), (State::Pass, true));
}

#[test]
fn counting_in_lines_of_ordinary_length_is_exact() {
    let content = "a line of words with <img and <img in it\n".repeat(MIB / 41);
    let expected = 2 * (MIB / 41) as u64;
    assert_eq!(count("<img", 5, &content), (State::Pass, expected, false));
    assert_eq!(count("<img", u64::MAX, &content), (State::Fail, expected, false));
}

#[test]
fn a_mebibyte_of_addresses_is_counted() {
    let content: String = (0..MIB / 20).map(|n| format!("https://a.org/{n:05} ")).collect();
    let validation = check("min_sources", "a", &[("thresholds", thresholds(1, 1, 1))]);
    let row = row(validation, &Repo::new(&[("a", &content)]));
    assert_eq!(row.figures["count"], MIB / 20);
    assert_eq!(sources("https:// ".repeat(MIB / 9)), State::Fail);
    assert_eq!(sources("://".repeat(MIB / 3)), State::Fail);
}

#[test]
fn words_of_a_definition_cannot_drive_a_terminal() {
    let wicked = "x\u{1b}]0;owned\u{7}\u{202e}\n";
    for validation in [
        check("contains_text", "a", &[("patterns", texts(&[wicked]))]),
        check("contains_headings", "a", &[("required_headings", texts(&[wicked]))]),
        check("regex_match", "a", &[("regex", text(wicked))]),
        check("min_regex_count", "a", &[("regex", text(wicked)), ("min_count", Arg::Count(1))]),
        check("command", "", &[("argv", texts(&[wicked]))]),
    ] {
        let contract = gatewright::model::contract::Contract {
            validations: vec![validation],
            ..crate::support::contract()
        };
        let plan = crate::support::plan(&contract, gatewright::model::depth::Depth::Quick);
        let row = crate::support::verdict(&contract, &Repo::new(&[("a", "text")])).rows.remove(0);
        let mut said = vec![plan.said().remove(0).words];
        for finding in row.findings {
            said.extend(
                [Some(finding.message), finding.expected, finding.found, finding.hint].into_iter().flatten(),
            );
        }
        for sentence in said {
            assert!(!sentence.chars().any(gatewright::model::path::is_treacherous), "{sentence:?}");
        }
    }
}
