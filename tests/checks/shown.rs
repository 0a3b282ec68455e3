//! Literal text and expressions on the page that a reader sees.

use gatewright::model::contract::{Arg, Validation};
use gatewright::model::verdict::State;

use crate::support::{Repo, check, row, text, texts, thresholds};

fn judged(kind: &str, name: &str, page: &str, pattern: &str, more: &[(&str, Arg)]) -> (bool, Option<u64>) {
    let wanted = match kind {
        "contains_text" => ("patterns", texts(&[pattern])),
        _ => ("pattern", text(pattern)),
    };
    let row = row(check(kind, name, &[&[wanted], more].concat()), &Repo::new(&[(name, page)]));
    let line = row.findings.first().and_then(|it| it.place.as_ref()).and_then(|place| place.1);
    (row.state == State::Pass, line)
}

fn scope(part: &str) -> (&str, Arg) {
    ("scope", text(part))
}

/// Whether the text of `page` contains `word`, and whether it is free of it: never both, never neither.
fn shows(page: &str, word: &str, more: &[(&str, Arg)]) -> bool {
    let more = [&[scope("text")], more].concat();
    let contains = judged("contains_text", "a.md", page, word, &more).0;
    let free = judged("not_contains", "a.md", page, word, &more).0;
    assert_ne!(contains, free, "{page:?} cannot both hold {word:?} and be free of it");
    contains
}

#[test]
fn what_no_reader_sees_is_not_in_the_text() {
    for page in [
        "words <!-- Reviewed --> words\n",
        "<!--\nReviewed\n-->\n",
        "words\n\n    Reviewed\n",
        "```\nReviewed\n```\n",
        "by `Reviewed` name\n",
        "by `` Reviewed\nby `` name\n",
        "[words](Reviewed.md)\n",
        "[words](a.md \"Reviewed\")\n",
        "[words][Reviewed]\n\n[Reviewed]: a.md\n",
        "[Reviewed]: a.md \"Reviewed\"\n",
        "![Reviewed](a.png)\n",
        "<span title=\"Reviewed\">words</span>\n",
        "<div class='Reviewed'>\nwords\n</div>\n",
        "<span hidden>Reviewed</span>\n",
        "<div style=\"display: none\">\n\nReviewed\n\n</div>\n",
        "<template>Reviewed</template>\n",
        "<script>\nReviewed\n</script>\n",
        "words <code>Reviewed</code>\n",
        "# Reviewed\n",
        "---\nReviewed: yes\n---\n",
    ] {
        assert!(!shows(page, "Reviewed", &[]), "{page:?}");
        assert!(!shows(page, "Rev[a-z]+ed", &[("is_regex", Arg::Flag(true))]), "{page:?}");
    }
}

#[test]
fn what_a_reader_sees_is_in_the_text_however_it_is_written() {
    for page in [
        "TO DO later\n",
        "**TO** DO later\n",
        "T**O D**O\n",
        "TO\nDO\n",
        "> TO\n> DO\n",
        "- TO\n  DO\n",
        "TO  \nDO\n",
        "T&#79; DO\n",
        "T&shy;O D&#8203;O\n",
        "T\u{200b}O D\u{ad}O\n",
        "TO&#32;DO\n",
        "[TO](a.md) DO\n",
        "[TO\nDO](a.md)\n",
        "<b>TO</b> <!-- no --> DO\n",
        "<p>\nTO\nDO\n</p>\n",
        "~~TO~~ DO\n",
        "<details>\n\nTO DO\n\n</details>\n",
    ] {
        assert!(shows(page, "TO DO", &[]), "{page:?}");
        assert!(shows(page, r"TO\s+DO", &[("is_regex", Arg::Flag(true))]), "{page:?}");
    }
    for page in ["TO\n\nDO\n", "- TO\n- DO\n", "# TO\nDO\n", "TO `and` DO\n", "TO-DO\n"] {
        assert!(!shows(page, "TO DO", &[]), "{page:?}");
    }
}

#[test]
fn a_hit_is_told_in_the_line_of_the_source() {
    let page = "# One\n\nFirst line\nis TO\nDO, and\nT**O D**O\n";
    assert_eq!(judged("not_contains", "a.md", page, "TO DO", &[scope("text")]), (false, Some(4)));
    let most = [scope("text"), ("max_count", Arg::Count(1))];
    assert_eq!(judged("contains_text", "a.md", page, "TO DO", &most), (false, Some(6)));
    let twice = [scope("text"), ("min_count", Arg::Count(2)), ("max_count", Arg::Count(2))];
    assert!(judged("contains_text", "a.md", page, "TO DO", &twice).0);
}

#[test]
fn code_is_what_stands_in_code() {
    let code = |page: &str, pattern: &str| judged("contains_text", "a.md", page, pattern, &[scope("code")]).0;
    for page in
        ["```sh\ncargo test\n```\n", "    cargo test\n", "run `cargo test` now\n", "<pre>cargo test</pre>\n"]
    {
        assert!(code(page, "cargo test"), "{page:?}");
    }
    for page in [
        "cargo test\n",
        "`cargo` and `test`\n",
        "```sh cargo test\n```\n",
        "<!--\n```\ncargo test\n```\n-->\n",
    ] {
        assert!(!code(page, "cargo test"), "{page:?}");
    }
    assert!(code("```mermaid\ngraph\n```\n", "```mermaid"));
    // A file that becomes no page is all text and all code.
    for part in ["text", "code"] {
        assert!(
            !judged("not_contains", "a.rs", "// ```\nlet a = b.unwrap();\n", ".unwrap()", &[scope(part)]).0
        );
    }
}

#[test]
fn where_no_part_is_named_the_text_counts_as_it_is_written() {
    for page in ["<!-- Reviewed -->\n", "[a](Reviewed)\n", "`Reviewed`\n", "    Reviewed\n"] {
        assert!(judged("contains_text", "a.md", page, "Reviewed", &[]).0, "{page:?}");
        assert!(!judged("not_contains", "a.md", page, "Reviewed", &[]).0, "{page:?}");
    }
    assert!(!judged("contains_text", "a.md", "Re**view**ed\n", "Reviewed", &[]).0);
    for page in ["DRA**FT**\n", "DRA&shy;FT\n", "&#68;RAFT\n", "D<b>RAF</b>T\n", "[DRA](x)FT\n"] {
        assert!(!judged("not_contains", "a.md", page, "DRAFT", &[]).0, "{page:?}");
        assert!(
            !judged("not_contains", "a.html", page, "DRAFT", &[]).0 || !page.contains(['<', '&']),
            "{page:?}"
        );
        assert!(judged("not_contains", "a.rs", page, "DRAFT", &[]).0, "{page:?}");
    }
    assert!(!judged("not_contains", "a.md", "\\[DRAFT\\]\n", "[DRAFT]", &[]).0);
    let whole_word = r"(^|\W)secret(\W|$)";
    for (page, pattern, is_regex) in [
        ("secr<b>e</b>t.\n", "(?i)secr[^x]t", true),
        ("A secr<b>e</b>t here\n", whole_word, true),
        ("$1<b></b>00\n", r"\$100", true),
        ("api<b></b>_key\n", "api_key", false),
        ("Iss<b></b>ue #12\n", "Issue #12", false),
        ("R&amp;D\n", "R&D", false),
        ("s&#101;c|ret\n", "sec|ret", false),
    ] {
        let regex = [("is_regex", Arg::Flag(is_regex))];
        assert!(!judged("not_contains", "a.md", page, pattern, &regex).0, "{page:?} {pattern}");
    }
    // A pattern with markup means what is written.
    for (page, pattern) in [("&lt;script&gt;\n", "<script"), ("\\*\\*a\\*\\*\n", "**"), ("a\nb\n", "^a b$")] {
        let regex = [("is_regex", Arg::Flag(pattern.starts_with('^')))];
        assert!(judged("not_contains", "a.md", page, pattern, &regex).0, "{page:?}");
    }
}

#[test]
fn an_entity_in_html_is_what_it_stands_for_whatever_its_name() {
    for (page, seen) in [
        ("<p>Un caf&eacute;</p>\n", "Un café"),
        ("<p>&lbrack;DRAFT&rbrack;</p>\n", "[DRAFT]"),
        ("<p>&copy; Ada &Lstrok;ukasz, &numero; 4</p>\n", "© Ada Łukasz, № 4"),
        ("<p>Un caf&eacute au lait, &notit;</p>\n", "Un café au lait, ¬it;"),
        ("<p>&#x5b;DRAFT&#93 now</p>\n", "[DRAFT] now"),
        ("<p>don&#146;t</p>\n", "don’t"),
        ("<p>TO&NonBreakingSpace;DO&Tab;it</p>\n", "TO DO it"),
        ("<p>a &CounterClockwiseContourIntegral; b</p>\n", "a ∳ b"),
        // What is no entity stands as it is written.
        ("<p>AT&T &nosuchname; &#xg; &; &#; &</p>\n", "AT&T &nosuchname; &#xg; &; &#; &"),
    ] {
        for name in ["a.md", "a.html"] {
            assert!(judged("contains_text", name, page, seen, &[scope("text")]).0, "{name} {page:?}");
            assert!(!judged("not_contains", name, page, seen, &[]).0, "{name} {page:?}");
        }
    }
    assert!(!free_of_placeholders("a.html", "<p>Some words: &lbrack;insert name&rbrack;</p>\n"));
    assert!(!free_of_placeholders("a.html", "<p>Some words: &Tscr;&Oscr;&Dscr;&Oscr; TO&#68O</p>\n"));
}

fn free_of_placeholders(name: &str, page: &str) -> bool {
    row(check("placeholder_free", name, &[]), &Repo::new(&[(name, page)])).state == State::Pass
}

#[test]
fn signs_that_are_no_markup_are_looked_for_on_the_page_as_well() {
    for (page, pattern) in [
        ("&lt;confidential&gt;\n", "<confidential>"),
        ("\\<confidential\\>\n", "<confidential>"),
        ("&lt;internal use only&gt;\n", "<internal use only>"),
        ("x &lt; 5 and y &gt; 3\n", "x < 5"),
        ("so &#61;&gt; what\n", "=> what"),
        ("It &lt;3 it\n", "<3"),
    ] {
        for name in ["a.md", "a.html"] {
            let page = if name == "a.html" { page.replace('\\', "") } else { page.to_owned() };
            assert!(!judged("not_contains", name, &page, pattern, &[]).0, "{name} {page:?} {pattern}");
        }
    }
    let regex = [("is_regex", Arg::Flag(true))];
    assert!(!judged("not_contains", "a.md", "&lt;confidential&gt;\n", "(?i)<Confidential>", &regex).0);
    assert!(!judged("not_contains", "a.md", "&#50;024-01\n", r"(?P<year>\d{4})-\d", &regex).0);
    // What is a tag, a comment or a quote in the source is meant as one.
    for pattern in ["<b>", "</p", "<my-tag", "<!--", "-->", "<?php", "/>", "> quoted", "class=\"a\">"] {
        let page = pattern.replace('<', "&lt;").replace('>', "&gt;");
        assert!(judged("not_contains", "a.md", &format!("See {page}\n"), pattern, &[]).0, "{pattern}");
    }
}

#[test]
fn the_length_of_lines_is_that_of_the_source() {
    let page = format!("{}\n", "several words in a line\n".repeat(20));
    for part in [&[][..], &[scope("text")]] {
        let long = [part, &[("is_regex", Arg::Flag(true))]].concat();
        assert!(judged("not_contains", "a.md", &page, "^.{100,}$", &long).0);
        assert!(judged("not_contains", "a.md", "a <!-- b --> c <!-- d -->\n", r" \s| $", &long).0);
    }
}

#[test]
fn markup_that_is_shown_may_be_asked_for() {
    for (page, pattern) in [
        ("**Status:** done\n", "**Status:**"),
        ("- [x] Reviewed\n", "- [x] Reviewed"),
        ("| a | b |\n", "| a |"),
    ] {
        assert!(judged("contains_text", "a.md", page, pattern, &[scope("text")]).0, "{page:?}");
    }
    assert!(judged("contains_text", "a.md", "## A *b*\n", "## A", &[scope("heading")]).0);
    assert!(judged("contains_text", "a.md", "## A *b*\n", "A b", &[scope("heading")]).0);
}

#[test]
fn what_html_hides_does_not_count_anywhere() {
    let hidden = |page: &str| {
        [
            format!("<div hidden>\n\n{page}\n\n</div>\n"),
            format!("<div style='display:none'>\n\n{page}\n\n</div>\n"),
            format!("<template>\n\n{page}\n\n</template>\n"),
        ]
    };
    let state = |validation: Validation, page: &str| {
        let page = format!("Words.\n\n{page}\nMore.\n");
        row(validation, &Repo::new(&[("a.md", page.as_str()), ("log.txt", "ran")])).state
    };
    let least = |least| ("thresholds", thresholds(least, least, least));
    for (validation, page) in [
        (check("word_count", "a.md", &[least(5)]), "one two three"),
        (check("contains_headings", "a.md", &[("required_headings", texts(&["## Risks"]))]), "## Risks"),
        (check("checklist", "a.md", &[]), "- [x] Tested"),
        (check("min_sources", "a.md", &[least(1), ("count", text("links"))]), "[a](https://a.org)"),
    ] {
        assert_eq!(state(validation.clone(), page), State::Pass, "{page}");
        for hidden in hidden(page) {
            assert_eq!(state(validation.clone(), &hidden), State::Fail, "{hidden}");
        }
    }
    let evidence = || check("checklist", "a.md", &[("evidence", Arg::Flag(true))]);
    assert_eq!(state(evidence(), "- [x] Tested [log](log.txt)"), State::Pass);
    for hidden in ["<i hidden>[log](log.txt)</i>", "<!-- [log](log.txt) -->", "<i hidden>`log.txt`</i>"] {
        assert_eq!(state(evidence(), &format!("- [x] Tested {hidden}")), State::Fail, "{hidden}");
    }
    let beside = format!("- [x] Tested\n\n{}", hidden("- [x] Also tested")[0]);
    assert_eq!(state(check("checklist", "a.md", &[]), &beside), State::Pass);
    // What is open is not closed by hiding it.
    let open = format!("- [x] Tested\n\n{}", hidden("- [ ] Reviewed")[0]);
    assert_eq!(state(check("checklist", "a.md", &[]), &open), State::Fail);
}

#[test]
fn pages_made_to_be_slow_are_not() {
    let started = std::time::Instant::now();
    for piece in
        ["<div>\n", "<div>\n\n", "<b hidden>a\n\n", "<li>", "</b>", "`a\n", "[^1]: a\n", "[a](b) ", "*a* "]
    {
        let page = piece.repeat(100_000 / piece.len());
        for part in [&[][..], &[scope("text")], &[scope("code")], &[scope("heading")]] {
            judged("not_contains", "a.md", &page, "no such words", part);
            judged("not_contains", "a.html", &page, "no such words", part);
        }
        for (kind, args) in [
            ("placeholder_free", vec![]),
            ("citations_resolve", vec![("style", text("footnotes"))]),
            ("min_sources", vec![("thresholds", thresholds(1, 1, 1)), ("count", text("numbered"))]),
            ("checklist", vec![]),
        ] {
            row(check(kind, "a.md", &args), &Repo::new(&[("a.md", page.as_str())]));
        }
    }
    assert!(started.elapsed() < std::time::Duration::from_secs(60), "{:?}", started.elapsed());
}

#[test]
fn pages_of_marks_are_not_slow() {
    let started = std::time::Instant::now();
    let numbers = [("style", text("numbers"))];
    for (piece, name, kind, args) in [
        ("&nosuch;", "a.html", "placeholder_free", &[][..]),
        ("&a ", "a.html", "placeholder_free", &[]),
        ("X\u{200b}XX\n", "a.md", "placeholder_free", &[]),
        ("${{x}}\n", "a.md", "placeholder_free", &[]),
        ("$a$ [1]–[2] ", "a.md", "citations_resolve", &numbers),
        ("- [1]\n", "a.md", "citations_resolve", &numbers),
    ] {
        let page = format!("{}\n\n# References\n\n{0}", piece.repeat(50_000 / piece.len()));
        row(check(kind, name, args), &Repo::new(&[(name, page.as_str())]));
    }
    assert!(started.elapsed() < std::time::Duration::from_secs(20), "{:?}", started.elapsed());
}

#[test]
fn no_character_that_nobody_sees_hides_a_word_that_must_not_be_there() {
    let hidden = ('\u{1}'..='\u{8}')
        .chain(['\u{b}', '\u{7f}', '\u{85}', '\u{9f}', '\u{ad}', '\u{200b}', '\u{e0041}'])
        .chain('\u{e}'..='\u{1f}')
        .chain('\u{1d173}'..='\u{1d17a}')
        .chain('\u{1bca0}'..='\u{1bca3}')
        .chain('\u{fff0}'..='\u{fffb}');
    for c in hidden {
        for name in ["a.md", "a.txt"] {
            let page = format!("Some words.\n\nx TB{c}D y\n");
            assert!(!judged("not_contains", name, &page, "TBD", &[]).0, "not_contains {c:?} {name}");
            let turned = [("regex", text("T[B]D")), ("must_not_match", Arg::Flag(true))];
            let found = row(check("regex_match", name, &turned), &Repo::new(&[(name, page.as_str())]));
            assert_eq!(found.state, State::Fail, "regex_match {c:?} {name}");
            for page in [page, format!("Some words.\n\nx TBD{c}list\n")] {
                let found = row(check("placeholder_free", name, &[]), &Repo::new(&[(name, page.as_str())]));
                let parts = !page.contains("TBD") || c.is_control();
                assert!(!parts || found.state == State::Fail, "placeholder_free {c:?} {name} {page:?}");
            }
        }
    }
}
