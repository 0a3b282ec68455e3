//! `contains_headings`, and the headings a Markdown text has.

use gatewright::model::contract::Arg;
use gatewright::model::verdict::{Row, State};
use gatewright::rules::markdown::{Heading, headings};
use proptest::prelude::*;

use crate::support::{Repo, check, line, row, texts};

fn judged(entries: &[&str], content: &str) -> Row {
    let validation = check("contains_headings", "a.md", &[("required_headings", texts(entries))]);
    row(validation, &Repo::new(&[("a.md", content)]))
}

fn has(entry: &str, content: &str) -> bool {
    judged(&[entry], content).state == State::Pass
}

#[test]
fn an_entry_matches_at_its_level_and_at_a_word_boundary() {
    for (entry, content, matches) in [
        ("## Layer 1", "## Layer 1", true),
        ("## Layer 1", "## Layer 1: Intro", true),
        ("## Layer 1", "## Layer 1 — Intro", true),
        ("## Layer 1", "## Layer 10", false),
        ("## Layer 1", "## Layer 1_b", false),
        ("## Layer 1", "## Layer 1b", false),
        ("## Layer 1", "# Layer 1", false),
        ("## Layer 1", "### Layer 1", false),
        ("## Layer 1", "## layer 1", false),
        ("## Layer 1", "## The Layer 1", false),
        ("## Layer 1", "Layer 1\n---", true),
        ("# Layer 1", "Layer 1\n===", true),
        ("# Layer 1", "Layer 1\n---", false),
        ("## Layer 1", "##   Layer   1   ##", true),
        ("## Layer 1", "   ## Layer 1", true),
        ("## Layer 1", "##Layer 1", false),
        ("## Layer 1", "## **Layer** `1`: [Intro](x)", true),
        ("## **Layer** `1` ##", "## Layer 1", true),
        ("## Layer", "## Layer&nbsp;1", true),
        ("## a & b", "## a &amp; b", true),
        ("Layer 1", "#### Layer 1", true),
        ("Layer 1", "Layer 1", false),
        ("## Layer 1:", "## Layer 1:Intro", true),
        ("## Caf", "## Cafe\u{301}", false),
        ("## Cafe", "## Cafe\u{301}", false),
        ("##", "## Any", false),
        ("##", "##", true),
        ("#hash", "# #hash tag", true),
        ("####### Seven", "####### Seven", false),
    ] {
        assert_eq!(has(entry, content), matches, "{entry:?} in {content:?}");
    }
}

#[test]
fn what_looks_like_a_heading_and_is_none_does_not_count() {
    for content in [
        "```\n## Layer 1\n```\n",
        "~~~md\n## Layer 1\n~~~\n",
        "```\n## Layer 1\n",
        "    ## Layer 1\n",
        "text\n\n\t## Layer 1\n",
        "<!--\n## Layer 1\n-->\n",
        "<div>\n## Layer 1\n</div>\n",
        "<h2>Layer 1</h2>\n",
        "> ## Layer 1\n",
        "> Layer 1\n> ---\n",
        "- ## Layer 1\n",
        "1. item\n   ## Layer 1\n",
        "\\## Layer 1\n",
        "Layer 1\n\n---\n",
        "---\n## Layer 1\n---\ntext\n",
        "---\ntitle: x\nLayer 1\n---\ntext\n",
        "+++\n## Layer 1\n+++\ntext\n",
        "+++\n\n## Layer 1\n+++\ntext\n",
        "## ![Layer 1](x.png)\n",
        "## ![`Layer` 1][x]\n\n[x]: x.png\n",
        "[Layer 1]: x\n---\n",
        "`## Layer 1`\n",
        "see ## Layer 1\n",
    ] {
        assert!(!has("## Layer 1", content), "{content:?}");
    }
}

#[test]
fn a_rule_at_the_beginning_is_no_front_matter() {
    assert!(has("## Layer 1", "---\n\n## Layer 1\n\n---\n"));
    assert!(has("## Layer 1", "---\ntitle: x\n---\n## Layer 1\n"));
    assert!(has("## Layer 1", "text\n\n---\n## Layer 1\n\n---\n"));
    assert!(has("## title: x", "---\n\ntitle: x\n---\n"));
    assert!(has("## Layer 1", "+++\ntitle = 1\n+++\n## Layer 1\n"));
    assert!(has("## Layer 1", "+++\nnever closed\n---\n...\n\n## Layer 1\n"));
    assert!(has("## Layer 1", "## ![a picture](x.png) Layer 1\n"));
    assert!(has("## Layer 1", "---\nnever closed\n\n## Layer 1\n"));
}

#[test]
fn every_missing_entry_is_named_with_what_comes_near() {
    let content = "# Title\n\n### Layer 1\n\n```\n## Layer 2\n```\n";
    let row = judged(&["# Title", "## Layer 1", "## Layer 2", "## Layer 3"], content);
    assert_eq!(row.figures["missing"], serde_json::json!(["## Layer 1", "## Layer 2", "## Layer 3"]));
    let said: Vec<_> = row
        .findings
        .iter()
        .map(|finding| {
            let line = finding.place.as_ref().unwrap().1;
            (finding.message.as_str(), line, finding.hint.as_deref())
        })
        .collect();
    assert_eq!(
        said,
        [
            (
                "Missing heading in `a.md`: `## Layer 1`",
                Some(3),
                Some("line 3 has it at level 3; write it with `##`")
            ),
            (
                "Missing heading in `a.md`: `## Layer 2`",
                Some(6),
                Some(
                    "line 6 looks like it, and stands in a code block, HTML, a quote or a list, or goes on with the same word"
                )
            ),
            (
                "Missing heading in `a.md`: `## Layer 3`",
                None,
                Some("write the line `## Layer 3` and its section")
            ),
        ]
    );
    assert_eq!(
        row.findings[0].expected.as_deref(),
        Some("a heading of level 2 that is or begins with `Layer 1`")
    );
}

#[test]
fn lines_are_counted_over_front_matter_and_carriage_returns() {
    let found = headings("---\r\na: b\r\n---\r\n\r\n# One\r\n\r\nTwo\r\nlines\r\n---\r\n").unwrap();
    let heading = |level, text: &str, line| Heading { level, text: text.to_owned(), line };
    assert_eq!(found, [heading(1, "One", 5), heading(2, "Two lines", 7)]);
}

/// A block of a document and the heading it is, if it is one.
fn block() -> impl Strategy<Value = (String, Option<(u8, String)>)> {
    let words = "[A-C]( [1-3]{1,2}){0,2}";
    let decorated = prop_oneof![Just(("", "")), Just(("**", "**")), Just(("`", "`")), Just(("_", "_"))];
    let heading = (1..=6u8, words, decorated, prop_oneof![Just(""), Just(" #"), Just(" ####")]).prop_map(
        |(level, text, (open, close), tail)| {
            let hashes = "#".repeat(level.into());
            (format!("{hashes} {open}{text}{close}{tail}\n"), Some((level, text)))
        },
    );
    let underlined = (words, any::<bool>()).prop_map(|(text, first)| {
        let line = if first { "===" } else { "-----" };
        (format!("{text}\n{line}\n"), Some((if first { 1 } else { 2 }, text)))
    });
    let hidden = (1..=6usize, words, 0..6usize).prop_map(|(level, text, how)| {
        let line = format!("{} {text}", "#".repeat(level));
        let hidden = match how {
            0 => format!("```\n{line}\n```\n"),
            1 => format!("    {line}\n"),
            2 => format!("<!-- x\n{line}\n-->\n"),
            3 => format!("> {line}\n"),
            4 => format!("- {line}\n"),
            _ => format!("text {line}\n"),
        };
        (hidden, None)
    });
    prop_oneof![2 => heading, 1 => underlined, 2 => hidden]
}

/// Word for word, without regard for the implementation: the entry's words are the heading's first words.
fn oracle(entry: &str, there: &[(u8, String)]) -> bool {
    let level = entry.chars().take_while(|&c| c == '#').count();
    let words: Vec<&str> = entry.trim_start_matches('#').split_whitespace().collect();
    there.iter().any(|(of, text)| {
        (level == 0 || level == usize::from(*of))
            && text.split_whitespace().collect::<Vec<_>>().starts_with(&words)
    })
}

proptest! {
    #![proptest_config(crate::support::cases(500))]

    #[test]
    fn the_parser_and_the_matcher_agree_with_what_was_written(
        blocks in prop::collection::vec(block(), 0..12),
        level in 0..=6usize,
        text in "[A-C]( [1-3]{1,2}){0,2}",
    ) {
        let document: String = blocks.iter().map(|(text, _)| format!("{text}\n")).collect();
        let written: Vec<(u8, String)> = blocks.into_iter().filter_map(|(_, heading)| heading).collect();
        let found: Vec<(u8, String)> =
            headings(&document).unwrap().into_iter().map(|heading| (heading.level, heading.text)).collect();
        prop_assert_eq!(&found, &written, "{}", document);
        let entry = format!("{} {text}", "#".repeat(level));
        prop_assert_eq!(has(entry.trim(), &document), oracle(&entry, &written), "{} in {}", entry, document);
    }

    #[test]
    fn headings_lie_on_the_lines_they_name(document in "([#=\\-> \n]|a|~~~\n|\r\n|---\n){0,60}") {
        let lines: Vec<&str> = document.split('\n').collect();
        let mut last = 0;
        for heading in headings(&document).unwrap() {
            prop_assert!((1..=6).contains(&heading.level));
            prop_assert!(heading.line > last, "{:?}", document);
            last = heading.line;
            let line = lines[last as usize - 1];
            let first = heading.text.chars().next();
            prop_assert!(first.is_none_or(|c| line.contains(c)), "{:?} not in {:?} of {:?}", first, line, document);
        }
    }
}

#[test]
fn headings_may_be_asked_for_in_their_order() {
    let page = "# A\n## Two\ntext\n## One\ntext\n## Three\n";
    let asked = |list: &[&str]| {
        let args = [("required_headings", texts(list)), ("in_order", Arg::Flag(true))];
        let row = row(check("contains_headings", "a.md", &args), &Repo::new(&[("a.md", page)]));
        row.findings
            .iter()
            .map(|finding| (finding.message.clone(), finding.place.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(asked(&["## Two", "## One", "## Three"]), []);
    let place = Some(("a.md".to_owned(), Some(2)));
    assert_eq!(
        asked(&["## One", "## Two"]),
        [("Heading out of order in `a.md`: `## Two`".to_owned(), place)]
    );
    assert_eq!(asked(&["## One", "## Nine"]).len(), 1, "what is nowhere is missing and not out of order");
}

#[test]
fn a_section_may_have_to_say_something() {
    let page = "## One\n\n```\ncode code code\n```\n### Below\nthree words here\n## Two\none\n# Three\n";
    let asked = |list: &[&str], least: u64| {
        let args = [("required_headings", texts(list)), ("min_words", Arg::Count(least))];
        let row = row(check("contains_headings", "a.md", &args), &Repo::new(&[("a.md", page)]));
        row.findings.iter().map(|finding| finding.message.clone()).collect::<Vec<_>>()
    };
    assert_eq!(asked(&["## One"], 3), [""; 0]);
    assert_eq!(
        asked(&["## One", "## Two", "Three"], 4),
        [
            "Too few words below `One` in `a.md`: 3/4",
            "Too few words below `Two` in `a.md`: 1/4",
            "Too few words below `Three` in `a.md`: 0/4"
        ]
    );
}

#[test]
fn other_headings_may_be_unwanted() {
    let page = "# A\n## One\n### Below\n## Extra\n";
    let args = [("required_headings", texts(&["## One"])), ("no_others", Arg::Flag(true))];
    let row = row(check("contains_headings", "a.md", &args), &Repo::new(&[("a.md", page)]));
    assert_eq!(
        line(&row),
        r#"fail contains_headings a.md {"missing":[]} Another heading in `a.md`: `Extra`"#
    );
}

#[test]
fn each_entry_has_a_heading_of_its_own() {
    let one = judged(&["## Risks", "## Risks and costs"], "# A\n\n## Risks and costs\n");
    assert_eq!((one.state, one.findings.len()), (State::Fail, 1));
    assert_eq!(one.findings[0].message, "Missing heading in `a.md`: `## Risks and costs`");
    assert_eq!(
        one.findings[0].hint.as_deref(),
        Some("line 3 stands for another entry already; write a heading for each")
    );
    assert_eq!(
        judged(&["## Risks", "## Risks and costs"], "## Risks and costs\n## Risks\n").state,
        State::Pass
    );
    assert_eq!(judged(&["## Risks", "## Risks"], "## Risks\n").state, State::Pass);
}

#[test]
fn that_headings_of_html_do_not_count_is_said() {
    let validation = check("contains_headings", "a.html", &[("required_headings", texts(&["## Risks"]))]);
    let found = row(validation, &Repo::new(&[("a.html", "<h1>A</h1>\n<h2 id='r'>Risks</h2>\n")]));
    assert_eq!(found.state, State::Fail);
    assert_eq!(
        found.findings[0].hint.as_deref(),
        Some(
            "`a.html` is HTML, and only headings of Markdown are looked for; ask for `<h2` and its text with `contains_text`"
        )
    );
}
