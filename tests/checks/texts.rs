//! Checks that read texts: literal text, regular expressions, sources; and what all of them do with odd files.

use gatewright::model::contract::{Arg, Contract, Validation};
use gatewright::model::evidence::{FileSeen, Observed};
use gatewright::model::verdict::State;

use crate::support::{
    Repo, check, contract, file, line, output, row, rows, text, texts, thresholds, verdict,
};

/// Every check that reads a text, asked so that the text `good` passes it.
fn readers(target: &str) -> Vec<Validation> {
    vec![
        check("contains_text", target, &[("patterns", texts(&["good"]))]),
        check("not_contains", target, &[("pattern", text("[DRAFT]"))]),
        check("regex_match", target, &[("regex", text("go+d"))]),
        check("regex_match", target, &[("regex", text("DRAFT")), ("must_not_match", Arg::Flag(true))]),
        check("min_regex_count", target, &[("regex", text("o")), ("min_count", Arg::Count(2))]),
        check("min_sources", target, &[("thresholds", thresholds(0, 0, 0))]),
        check("contains_headings", target, &[("required_headings", texts(&["# good"]))]),
    ]
}

const GOOD: &str = "# good\n";

#[test]
fn what_cannot_be_read_as_text_never_passes() {
    for validation in readers("a") {
        let state = |repo: Repo| row(validation.clone(), &repo).state;
        let name = &validation.check;
        assert_eq!(state(Repo::new(&[("a", GOOD)])), State::Pass, "{name}");
        assert_eq!(state(Repo::default()), State::Fail, "{name}: missing");
        assert_eq!(state(Repo::new(&[("a/b", GOOD)])), State::Fail, "{name}: a directory");
        assert_eq!(
            state(Repo::default().bytes("a", b"# good\xff\n")),
            State::NotEnforced,
            "{name}: not UTF-8"
        );
        let refused = Observed::Refused("a device".to_owned());
        assert_eq!(state(Repo::default().odd("a", refused)), State::NotEnforced, "{name}: refused");
        let large = Observed::File(FileSeen { size: 1 << 40, ..file(b"", false) });
        assert_eq!(state(Repo::default().odd("a", large)), State::NotEnforced, "{name}: too large");
    }
}

#[test]
fn a_directory_is_told_how_to_be_named() {
    let row = row(readers("d").remove(0), &Repo::new(&[("d/a.md", "")]));
    assert_eq!(row.findings[0].message, "`d` is a directory and this check reads files");
    assert_eq!(row.findings[0].hint.as_deref(), Some("name the files, for example `d/**/*.md`"));
}

#[test]
fn every_match_of_a_glob_has_its_row_and_no_match_fails() {
    for validation in readers("d/*.md") {
        let name = validation.check.clone();
        let repo = Repo::new(&[("d/a.md", GOOD), ("d/b.md", GOOD), ("d/c.txt", "")]);
        let found = rows(validation.clone(), &repo);
        let paths: Vec<_> = found.iter().map(|row| row.path.as_deref().unwrap()).collect();
        assert_eq!(paths, ["d/a.md", "d/b.md"], "{name}");
        assert!(found.iter().all(|row| row.template.as_deref() == Some("d/*.md")), "{name}");
        assert_eq!(row(validation, &Repo::new(&[("d/c.txt", "")])).state, State::Fail, "{name}");
    }
}

#[test]
fn a_missing_alternative_is_looked_for_at_its_first_existing_sibling() {
    for validation in readers("a.md") {
        let name = validation.check.clone();
        let contract = Contract {
            any_of: vec![output("x.md"), output("a.md"), output("b.md"), output("c.md")],
            validations: vec![validation],
            ..contract()
        };
        let last = |repo: &Repo| verdict(&contract, repo).rows.pop().unwrap();
        let found = last(&Repo::new(&[("b.md", GOOD), ("c.md", "[DRAFT]")]));
        assert_eq!((found.state, found.path.as_deref()), (State::Pass, Some("b.md")), "{name}");
        assert_eq!(found.figures["instead_of"], "a.md", "{name}");
        let own = last(&Repo::new(&[("a.md", GOOD), ("b.md", "[DRAFT]")]));
        assert_eq!((own.state, own.path.as_deref()), (State::Pass, Some("a.md")), "{name}");
        assert!(!own.figures.contains_key("instead_of"), "{name}");
        let none = last(&Repo::default());
        assert_eq!((none.state, none.path.as_deref()), (State::Fail, Some("a.md")), "{name}");
    }
}

#[test]
fn a_path_that_is_no_alternative_has_no_siblings() {
    for validation in readers("other.md") {
        let contract = Contract { any_of: vec![output("a.md")], validations: vec![validation], ..contract() };
        assert!(!verdict(&contract, &Repo::new(&[("a.md", GOOD)])).passes());
    }
}

#[test]
fn sets_of_outputs_are_judged_one_by_one() {
    for (all, any) in readers("all_required").into_iter().zip(readers("any_of")) {
        let name = all.check.clone();
        let outputs = vec![output("a.md"), output("b.md")];
        let all = Contract { all_of: outputs.clone(), validations: vec![all], ..contract() };
        let any = Contract { any_of: outputs, validations: vec![any], ..contract() };
        let both = Repo::new(&[("a.md", GOOD), ("b.md", GOOD)]);
        let one_bad = both.clone().bytes("b.md", b"\xff");
        let one = both.clone().without("b.md");
        assert!(verdict(&all, &both).passes() && verdict(&any, &both).passes(), "{name}");
        assert!(!verdict(&all, &one_bad).passes() && !verdict(&any, &one_bad).passes(), "{name}");
        assert!(!verdict(&all, &one).passes() && verdict(&any, &one).passes(), "{name}");
        assert!(!verdict(&any, &Repo::default()).passes(), "{name}");
    }
}

#[test]
fn literal_text_is_found_as_it_stands() {
    let wanted = || check("contains_text", "a", &[("patterns", texts(&["a.b", "[x]", "ü"]))]);
    assert_eq!(
        line(&row(wanted(), &Repo::new(&[("a", "aXb [x] Ü")]))),
        "fail contains_text a {\"patterns\":[\"a.b\",\"[x]\",\"ü\"],\"missing\":[\"a.b\",\"ü\"]} \
         `a` does not contain `a.b` | `a` does not contain `ü`"
    );
    assert_eq!(row(wanted(), &Repo::new(&[("a", "a.b[x]ü")])).state, State::Pass);
}

#[test]
fn forbidden_text_is_told_with_its_line() {
    let forbidden = || check("not_contains", "a", &[("pattern", text("[DRAFT]"))]);
    let found = row(forbidden(), &Repo::new(&[("a", "one\ntwo [DRAFT]\nthree\n")]));
    assert_eq!(
        line(&found),
        r#"fail not_contains a {"pattern":"[DRAFT]","found":true} Found forbidden pattern: `[DRAFT]`"#
    );
    assert_eq!(found.findings[0].place, Some(("a".to_owned(), Some(2))));
    assert_eq!(
        line(&row(forbidden(), &Repo::new(&[("a", "[draft]")]))),
        r#"pass not_contains a {"pattern":"[DRAFT]","found":false}"#
    );
}

#[test]
fn a_missing_file_holds_no_forbidden_text_only_where_the_contract_says_so() {
    let forbidden = |missing_ok| {
        check("not_contains", "a", &[("pattern", text("x")), ("missing_ok", Arg::Flag(missing_ok))])
    };
    assert_eq!(
        line(&row(forbidden(false), &Repo::default())),
        r#"fail not_contains a {"pattern":"x","found":false} `a` is missing, so nothing shows that it does not contain `x`"#
    );
    assert_eq!(
        line(&row(forbidden(true), &Repo::default())),
        r#"pass not_contains a {"pattern":"x","found":false,"missing_ok":true}"#
    );
    let refused = Repo::default().odd("a", Observed::Refused("a symbolic link".to_owned()));
    assert_eq!(row(forbidden(true), &refused).state, State::NotEnforced);
}

#[test]
fn expressions_of_the_ancestor_work() {
    for (regex, content, matches) in [
        (r"<img[\s\n]", "<p>\n<img\nsrc=x>", true),
        (r"<img[\s\n]", "<image>", false),
        (r"[\u{1F300}-\u{1F9FF}\u{2600}-\u{26FF}\u{2700}-\u{27BF}]", "rocket \u{1F680}", true),
        (r"[\u{1F300}-\u{1F9FF}\u{2600}-\u{26FF}\u{2700}-\u{27BF}]", "plain", false),
        (r#">([^{<"]*\\u[0-9a-fA-F]{4})"#, r"<p>caf\u00e9</p>", true),
        (r"width:\s*[`'\x22]\$\{.*\}%[`'\x22]", "width: `${x}%`", true),
        (r"src=\{IMAGES\.", "src={IMAGES.one}", true),
        (
            r#"https://upload\.wikimedia\.org/[^"]+\.(jpg|png)"#,
            "\"https://upload.wikimedia.org/a.png\"",
            true,
        ),
        ("sources|bibliography|works.cited", "Works-cited", false),
    ] {
        let state = |name: &str, args: &[(&str, Arg)]| {
            row(check(name, "a", args), &Repo::new(&[("a", content)])).state == State::Pass
        };
        assert_eq!(state("regex_match", &[("regex", text(regex))]), matches, "{regex}");
        let turned = [("regex", text(regex)), ("must_not_match", Arg::Flag(true))];
        assert_eq!(state("regex_match", &turned), !matches, "{regex}");
        let once = [("regex", text(regex)), ("min_count", Arg::Count(1))];
        assert_eq!(state("min_regex_count", &once), matches, "{regex}");
    }
}

#[test]
fn an_unwanted_match_is_shown_with_its_line() {
    let forbidden = [("regex", text(r"\bdelve\b")), ("must_not_match", Arg::Flag(true))];
    let found = row(check("regex_match", "a", &forbidden), &Repo::new(&[("a", "We\nwill delve\u{1b}[2J")]));
    assert_eq!(
        line(&found),
        "fail regex_match a {\"regex\":\"\\\\bdelve\\\\b\",\"must_not_match\":true,\"matched\":true} \
         `a` matches the forbidden regular expression `\\bdelve\\b`"
    );
    assert_eq!(found.findings[0].place, Some(("a".to_owned(), Some(2))));
    assert_eq!(found.findings[0].found.as_deref(), Some("`delve`"));
}

fn counted(regex: &str, content: &str) -> u64 {
    let args = [("regex", text(regex)), ("min_count", Arg::Count(1_000))];
    let row = row(check("min_regex_count", "a", &args), &Repo::new(&[("a", content)]));
    row.figures["actual_count"].as_u64().unwrap()
}

#[test]
fn matches_are_counted_line_by_line() {
    for (regex, content, count) in [
        ("a", "aXa\na", 3),
        (r"<img[\s\n]", "<img src\n<img\n<imgx", 2),
        ("^a", "a\nba\na", 2),
        ("a$", "a\nab\na\r\nca", 3),
        ("^$", "\nx\n\r\n", 0),
        (r"a\nb", "a\nb\n", 0),
        ("a*", "aab", 1),
        ("(?s)a.*b", "a\nb ab", 1),
        ("x", "", 0),
        ("é?", "éé", 2),
    ] {
        assert_eq!(counted(regex, content), count, "{regex:?} in {content:?}");
    }
}

#[test]
fn a_count_that_falls_short_says_by_how_much() {
    let args = [("regex", text("a")), ("min_count", Arg::Count(5))];
    assert_eq!(
        line(&row(check("min_regex_count", "f", &args), &Repo::new(&[("f", "aaa")]))),
        r#"fail min_regex_count f {"regex":"a","min_count":5,"actual_count":3} Too few matches in `f`: 3/5"#
    );
}

fn sources(content: &str) -> (u64, String) {
    let validation = check("min_sources", "a", &[("thresholds", thresholds(0, 99, 0))]);
    let row = row(validation, &Repo::new(&[("a", content)]));
    (row.figures["count"].as_u64().unwrap(), row.figures["counted"].as_str().unwrap().to_owned())
}

#[test]
fn source_headings_count_where_there_are_any() {
    let headings = |count| (count, "headings".to_owned());
    assert_eq!(sources("### Source 1\nhttps://a.b\nhttps://c.d\n### source: two\n"), headings(2));
    assert_eq!(sources("###   SOURCES\n"), headings(1));
    assert_eq!(sources("## Source 1\n#### Source 2\n### A source\n### Source\n"), headings(1));
}

#[test]
fn source_headings_in_code_comments_and_quotes_are_no_sources() {
    let faked = "```\n### Source 1\n```\n\n    ### Source 2\n\n<!--\n### Source 3\n-->\n\n> ### Source 4\n";
    assert_eq!(sources(faked), (0, "urls".to_owned()));
}

#[test]
fn urls_are_told_apart_without_trailing_punctuation() {
    let urls = |count| (count, "urls".to_owned());
    assert_eq!(sources("https://a.org/x, https://a.org/x. (https://a.org/x) <https://a.org/x>!"), urls(1));
    assert_eq!(sources("https://a.org https://a.org/ HTTPS://A.org"), urls(1));
    assert_eq!(sources("https://a.org/X https://a.org/x http://a.org/x"), urls(3));
    assert_eq!(sources("[a](https://a.org/1)[b](https://a.org/2)"), urls(2));
    assert_eq!(sources("https://en.wikipedia.org/wiki/A_(b) https://en.wikipedia.org/wiki/A_(c)"), urls(2));
    assert_eq!(sources("https:// http://… ftp://a.org://b httpx://a mailto:a@b.c https://- http"), urls(0));
    assert_eq!(sources("https://web.archive.org/web/2020/https://a.org/x"), urls(1));
    assert_eq!(sources("é://x ü https://münchen.de/straße."), urls(1));
}

#[test]
fn too_few_sources_are_said_as_the_ancestor_said_it() {
    let validation = || check("min_sources", "a", &[("thresholds", thresholds(3, 8, 15))]);
    assert_eq!(
        line(&row(validation(), &Repo::new(&[("a", "https://a.b https://c.d")]))),
        "fail min_sources a {\"count\":2,\"counted\":\"urls\",\"threshold\":8,\"depth\":\"standard\"} \
         Insufficient sources: 2/8 (depth: standard), in `a`"
    );
    assert_eq!(
        line(&row(validation(), &Repo::default())),
        "fail min_sources a {\"count\":0,\"threshold\":8,\"depth\":\"standard\"} \
         Insufficient sources: 0/8 (depth: standard), `a` is missing"
    );
}

#[test]
fn the_first_of_several_texts_that_exists_is_counted() {
    let validation = || {
        let args =
            [("targets", texts(&["a.md", "b/{slug}.md", "c.md"])), ("thresholds", thresholds(0, 2, 0))];
        check("min_sources_any_of", "", &args)
    };
    let repo = Repo::new(&[("b/robot.md", "https://a.b https://c.d"), ("c.md", "")]);
    assert_eq!(
        line(&row(validation(), &repo)),
        "pass min_sources_any_of - {\"checked\":[\"a.md\",\"b/robot.md\",\"c.md\"],\"matched\":\"b/robot.md\",\
         \"count\":2,\"counted\":\"urls\",\"threshold\":2,\"depth\":\"standard\"}"
    );
    assert_eq!(
        line(&row(validation(), &Repo::default())),
        "fail min_sources_any_of - {\"checked\":[\"a.md\",\"b/robot.md\",\"c.md\"],\"matched\":null,\
         \"count\":0,\"threshold\":2,\"depth\":\"standard\"} \
         None of these exist: `a.md`, `b/robot.md`, `c.md`"
    );
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_text() {
    let repo = Repo::new(&[("a", "\u{feff}# good\n")]);
    let anchored = check("regex_match", "a", &[("regex", text("^# good"))]);
    assert_eq!(row(anchored, &repo).state, State::Pass);
    assert_eq!(row(readers("a").pop().unwrap(), &repo).state, State::Pass);
}

#[test]
fn a_pattern_may_have_to_occur_a_number_of_times_in_one_part_of_a_text() {
    let page = "---\nstate: draft\n---\n# Heading one\n\nword word\n\n```\nword\n```\nlast word";
    let repo = Repo::new(&[("a.md", page)]);
    let asked = |pattern: &str, more: &[(&str, Arg)]| {
        let args = [&[("patterns", texts(&[pattern]))], more].concat();
        line(&row(check("contains_text", "a.md", &args), &repo))
    };
    let (count, scope, regex) =
        (Arg::Count, |part: &str| ("scope", text(part)), ("is_regex", Arg::Flag(true)));
    assert_eq!(
        asked("word", &[("min_count", count(4)), ("max_count", count(4))]),
        r#"pass contains_text a.md {"patterns":["word"],"missing":[],"counts":[4]}"#
    );
    assert_eq!(
        asked("word", &[("max_count", count(2))]),
        r#"fail contains_text a.md {"patterns":["word"],"missing":[],"counts":[4]} `a.md` contains `word` 4 times, at most 2 wanted"#
    );
    assert_eq!(
        asked("word", &[scope("text"), ("min_count", count(4))]),
        r#"fail contains_text a.md {"patterns":["word"],"missing":["word"],"counts":[3]} `a.md` contains `word` 3 times, at least 4 wanted"#
    );
    assert!(asked("word", &[scope("code")]).starts_with("pass"));
    assert!(asked("word", &[scope("heading")]).starts_with("fail"));
    assert!(asked("Heading", &[scope("heading")]).starts_with("pass"));
    assert!(asked("state: draft", &[scope("frontmatter")]).starts_with("pass"));
    assert!(asked("^last \\w+$", std::slice::from_ref(&regex)).starts_with("pass"));
    assert!(asked("^last \\w+$", &[]).starts_with("fail"), "taken literally");
    assert!(asked("x*", &[regex]).starts_with("fail"), "nothing is no occurrence");
}

#[test]
fn a_forbidden_pattern_may_be_an_expression_and_is_told_with_its_line() {
    let repo = Repo::new(&[("a.md", "one\n```\nBAD 12\n```\nBAD 7\n")]);
    let args = [("pattern", text("BAD [0-9]+")), ("is_regex", Arg::Flag(true)), ("scope", text("text"))];
    let found = row(check("not_contains", "a.md", &args), &repo);
    assert_eq!(found.findings[0].place, Some(("a.md".to_owned(), Some(5))));
}

#[test]
fn a_line_too_long_to_be_searched_so_often_is_not_judged() {
    let long = "ab".repeat(1 << 20);
    let repo = Repo::new(&[("a.md", long.as_str())]);
    let args = [("patterns", texts(&["[ab]"])), ("is_regex", Arg::Flag(true)), ("max_count", Arg::Count(5))];
    let begun = std::time::Instant::now();
    let found = row(check("contains_text", "a.md", &args), &repo);
    assert_eq!(found.state.as_str(), "not_enforced");
    assert!(begun.elapsed().as_secs() < 20);
}

#[test]
fn what_nobody_sees_keeps_no_forbidden_word_from_being_found() {
    let forbidden = |content: &str, check_type: &str, args: &[(&'static str, Arg)]| {
        let row = row(check(check_type, "a.md", args), &Repo::new(&[("a.md", content)]));
        (
            row.state.as_str().to_owned(),
            row.findings.first().and_then(|it| it.place.clone()).and_then(|it| it.1),
        )
    };
    let literal = [("pattern", text("[DRAFT]"))];
    let expression = [("pattern", text("DRAF[TS]")), ("is_regex", Arg::Flag(true))];
    let regex = [("regex", text("DRAFT")), ("must_not_match", Arg::Flag(true))];
    let hidden = "One\u{200b}\nTwo [DR\u{ad}A\u{200d}FT]\n";
    assert_eq!(forbidden(hidden, "not_contains", &literal), ("fail".to_owned(), Some(2)));
    assert_eq!(forbidden(hidden, "not_contains", &expression), ("fail".to_owned(), Some(2)));
    assert_eq!(forbidden(hidden, "regex_match", &regex), ("fail".to_owned(), Some(2)));
    for honest in ["One\u{200b}\nTwo D R A F T\n", "می\u{200c}خواهم\n"] {
        assert_eq!(forbidden(honest, "not_contains", &literal).0, "pass");
        assert_eq!(forbidden(honest, "regex_match", &regex).0, "pass");
    }
    // What is wanted has to stand there as it is, and what is forbidden may be what nobody sees.
    assert_eq!(forbidden(hidden, "contains_text", &[("patterns", texts(&["DRAFT"]))]).0, "fail");
    assert_eq!(forbidden(hidden, "not_contains", &[("pattern", text("\u{200d}"))]).0, "fail");
}
