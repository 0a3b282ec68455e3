//! Checks of what a text is worth: `word_count`, `placeholder_free`; and of what may not be there or not be so: `file_absent`, bounds.

use gatewright::model::contract::Arg;
use gatewright::model::evidence::Observed;
use gatewright::model::verdict::State;

use crate::support::{Repo, check, dir, line, row, text, texts, thresholds};

#[test]
fn words_of_the_text_count_and_nothing_else() {
    let page = "---\ntitle: not counted\n---\n# A heading of five words\n\nOne two — three-four 5.\n\n```\ncode code code\n```\n<!-- a comment -->\n";
    let words = |least, most: Option<u64>| {
        let mut args = vec![("thresholds", thresholds(least, least, least))];
        args.extend(most.map(|most| ("max_words", Arg::Count(most))));
        line(&row(check("word_count", "a.md", &args), &Repo::new(&[("a.md", page)])))
    };
    assert_eq!(words(4, None), r#"pass word_count a.md {"count":4,"threshold":4,"depth":"standard"}"#);
    assert_eq!(
        words(5, None),
        r#"fail word_count a.md {"count":4,"threshold":5,"depth":"standard"} Too few words in `a.md`: 4/5 (depth: standard)"#
    );
    assert_eq!(
        words(1, Some(3)),
        r#"fail word_count a.md {"count":4,"threshold":1,"max_words":3,"depth":"standard"} Too many words in `a.md`: 4, at most 3"#
    );
}

fn verdict_on(content: &str) -> String {
    line(&row(check("placeholder_free", "a.md", &[]), &Repo::new(&[("a.md", content)])))
}

#[test]
fn what_only_looks_like_a_placeholder_is_none() {
    for content in [
        "Todo lists are useful",
        "el todo es más",
        "Call `TODO` by its name",
        "```\n// TODO: shown as code\n```",
        "[your-package](https://example.org/your-package)x",
        "XXXL is a size",
        "So $\\frac{{a}}{{b}}$ and \\frac{{c}}[x]{{d}} hold",
        "So $x = {{y}} + 1$, and $$\n{{z}}\n$$",
        "The set $\\{\\{a\\}\\}$ has one member",
        "Typeset as \\textbf{{Bold}} and $x_{{ij}}$ and {{\\em so}}",
        "See https://example.org/wiki/TODO and <https://a.org/x?q=TBD>",
        "Todo: lo que el lector necesita para la prueba está en el texto",
        "Press [Insert] or click [Add]",
        "They won Super Bowl XXX",
        "Chapters XXIX, XXX and XXXI",
        "It was to be seen",
        "Soon it comes",
    ] {
        let found = verdict_on(&format!("Some words.\n\n{content}\n"));
        assert_eq!(found, r#"pass placeholder_free a.md {"count":0}"#, "{content}");
    }
    let bib = Repo::new(&[("a.bib", "@book{a,\n  title = {{Deep Learning}},\n}\n")]);
    assert_eq!(row(check("placeholder_free", "a.bib", &[]), &bib).state.as_str(), "pass");
}

#[test]
fn what_only_stands_for_something_is_a_placeholder() {
    for content in [
        "Costs ${{price}} and ${{ more }}",
        "From (${{low}},${{high}}) to $ {{top}} $",
        "So $\\frac{1}{2}$ of {{x}}",
        "Costs: TBD",
        "TODO: write this",
        "Lorem ipsum dolor sit amet",
        "Name: [Your name]",
        "Name: <your name>",
        "[Insert figure here]",
        "<insert-date>",
        "Dear {{ customer }}",
        "More coming soon.",
        "The price is to be determined.",
        "a FIXME b",
        "Todo: write it",
        "(placeholder)",
        "a WIP page",
        "    TODO indented",
        "T\u{200b}ODO hidden",
        "## TBD",
        "v{{version}}",
        "see https://TODO",
        "https://TBD/path",
        "Dear [insert]",
        "[Insert here]",
        "Section XXX",
        "Todo: add an example of it",
        "Todo: falta",
    ] {
        let found = verdict_on(&format!("Some words.\n\n{content}\n"));
        assert!(
            found.starts_with(r#"fail placeholder_free a.md {"count":1} A placeholder in `a.md`"#),
            "{found}"
        );
    }
    for empty in ["", "\n\n", "---\n", "# \n", "…", "# Only a heading\n", "<!-- words -->\n"] {
        assert_eq!(
            verdict_on(empty),
            r#"fail placeholder_free a.md {"count":0} `a.md` says nothing: it holds no word"#,
            "{empty:?}"
        );
    }
}

#[test]
fn what_no_reader_sees_has_no_words() {
    let words = |name: &str, page: &str| {
        let args = [("thresholds", thresholds(0, 0, 0))];
        row(check("word_count", name, &args), &Repo::new(&[(name, page)])).figures["count"].as_u64().unwrap()
    };
    for (page, count) in [
        ("<p class=\"one two three\">four</p>\n", 1),
        ("One <!-- two three --> two.\n", 2),
        ("One <span\n title='a b c'>two</span>\n", 2),
        ("![a picture of words](a.png \"and more\")\n", 0),
        ("[one](a.md \"two three\")\n\n[//]: # (a comment of words)\n[//]: # (another one)\n", 1),
        ("one &nbsp; &#8203; \u{3164} two\n", 2),
        ("one \u{2b0} \u{2bc}\u{2c7} \u{640}\u{640} \u{a71b} two Hawai\u{2bb}i\n", 3),
        ("one&nbsp;two\n", 2),
        ("- one **two** `three`\n1. four <https://five.org>\n\n| six | seven |\n|---|---|\n", 8),
        ("word[^1]\n\n[^1]: https://a.org says so\n", 5),
    ] {
        assert_eq!(words("a.md", page), count, "{page}");
    }
    assert_eq!(
        words("a.html", "<html lang=\"en\"><style>a { b: c }</style>\n<p>One <b>two</b></p></html>\n"),
        2
    );
    assert_eq!(words("a.ts", "let a = b < c;\n"), 4);
}

#[test]
fn a_placeholder_is_one_however_it_is_dressed() {
    let free =
        |content: &str| line(&row(check("placeholder_free", "a.md", &[]), &Repo::new(&[("a.md", content)])));
    for content in [
        "Owner: tbd",
        "**Owner:** tbd",
        "**Owner**: *tbd*.",
        "- tbd",
        "| Owner | tbd |",
        "Owner: TBC (ask Ada)",
        "Owner: fixme",
        "More  coming \t soon.",
        "More is coming\nsoon.",
        "> More is coming\n> soon.",
        "The price is to be\ndetermined later.",
        "[Insert the\nfigure here]",
        "ＴＯＤＯ later",
        "Ｔ０ＤО: ＴＢＤ",
        "ТОDО later",
        "coming\u{a0}soon",
        "［Insert figure here］",
    ] {
        let found = free(&format!("Some words.\n\n{content}\n"));
        assert!(
            found.starts_with(r#"fail placeholder_free a.md {"count":1} A placeholder in `a.md`"#),
            "{content}: {found}"
        );
    }
    for content in [
        "Libraries end in .tbd or `x.tbd`",
        "Extensions: tbd, dylib",
        "tbd files are stubs",
        "Resultado: todo",
        "What is coming\n\nSoon it comes",
        "## What is coming\nSoon it comes",
        "[your\npackage](https://example.org)",
        "Status: wip",
        "Дело: тод",
        "（注）全角の文。",
        "&nbsp;\n\nA spacer is no section",
    ] {
        let found = free(&format!("Some words.\n\n{content}\n"));
        assert_eq!(found, r#"pass placeholder_free a.md {"count":0}"#, "{content}");
    }
    let also = [("also", text("дописать"))];
    let found =
        row(check("placeholder_free", "a.md", &also), &Repo::new(&[("a.md", "Тут надо дописать.\n")]));
    assert_eq!(found.state.as_str(), "fail");
}

#[test]
fn what_only_fills_a_place_says_nothing() {
    let free =
        |content: &str| line(&row(check("placeholder_free", "a.md", &[]), &Repo::new(&[("a.md", content)])));
    for empty in [
        "# Title\n\n&nbsp;\n",
        "&#8203;&#x3164;\n",
        "\u{3164}\u{ffa0}\n",
        "![A picture](a.png)\n",
        "<img src=\"a.png\" alt=\"A picture\">\n",
        "<br>\n<!-- words -->",
        "[a]: https://a.org\n",
        "```text\n```\n",
    ] {
        let found = free(empty);
        assert_eq!(
            found, r#"fail placeholder_free a.md {"count":0} `a.md` says nothing: it holds no word"#,
            "{empty}"
        );
    }
    for filler in ["&nbsp;", "&#8203; &#xa0;", "\u{3164}", "\u{200b}\u{2800}"] {
        let found = free(&format!("# Title\n\nWords.\n\n## Risks\n\n{filler}\n\n## Costs\n\nNone.\n"));
        assert!(
            found.starts_with(r#"fail placeholder_free a.md {"count":1} A placeholder in `a.md`"#),
            "{found}"
        );
    }
    for honest in [
        "# Title\n\n## Risks\n\n## Costs\n\nNone.\n",
        "# Title\n\n&nbsp;\n\n## Risks\n\nWords.\n",
        "# Title\n\nWords.\n\n## The plan\n\n![The plan](plan.png)\n",
        "# Title\n\nWords.\n\n## Unreleased\n\n<!-- nothing yet -->\n",
        "# Title\n\nWords.\n\n## Sign\n\n&copy; &mdash;\n",
        "Title\n=====\n\nWords.\n\nRisks\n-----\n\nFew.\n",
    ] {
        assert_eq!(free(honest), r#"pass placeholder_free a.md {"count":0}"#, "{honest}");
    }
}

#[test]
fn more_can_be_called_a_placeholder_and_some_can_be_allowed() {
    let repo = Repo::new(&[("a.md", "Chapter N\nOur TODO list\n```\nTODO\n```\n")]);
    let all = [("also", text("Chapter [N-Z]")), ("in_code", Arg::Flag(true))];
    let found = row(check("placeholder_free", "a.md", &all), &repo);
    let lines: Vec<Option<u64>> =
        found.findings.iter().filter_map(|it| it.place.as_ref()).map(|it| it.1).collect();
    assert_eq!(lines, [Some(1), Some(2), Some(4)]);
    let allowed = [("allow", texts(&["TODO list"]))];
    assert_eq!(
        line(&row(check("placeholder_free", "a.md", &allowed), &repo)),
        r#"pass placeholder_free a.md {"count":0}"#
    );
}

#[test]
fn a_missing_text_has_no_words_and_says_nothing() {
    let nothing = Repo::default();
    let count = [("thresholds", thresholds(0, 0, 0))];
    assert_eq!(
        line(&row(check("word_count", "a.md", &count), &nothing)),
        "fail word_count a.md {} `a.md` is missing, so it has no words"
    );
    assert_eq!(
        line(&row(check("placeholder_free", "a.md", &[]), &nothing)),
        "fail placeholder_free a.md {} `a.md` is missing, so it says nothing"
    );
}

#[test]
fn only_what_was_looked_for_and_not_found_is_absent() {
    let absent = |target: &str, repo: &Repo| line(&row(check("file_absent", target, &[]), repo));
    let repo = Repo::new(&[("d/a.md", "x"), ("d/b.md", "y")]);
    assert_eq!(absent("e", &repo), "pass file_absent e {}");
    assert_eq!(absent("d/a.md", &repo), "fail file_absent d/a.md {} `d/a.md` exists");
    assert_eq!(absent("d", &repo), "fail file_absent d {} `d` exists: it is a directory");
    assert_eq!(absent("e/*.md", &repo), r#"pass file_absent e/*.md {"count":0}"#);
    assert_eq!(
        absent("d/*.md", &repo),
        r#"fail file_absent d/*.md {"count":2} 2 files match `d/*.md`, the first is `d/a.md`"#
    );
    let pipe = Repo::default().odd("p", Observed::Refused("`p` is a named pipe".to_owned()));
    assert_eq!(absent("p", &pipe), "not_enforced file_absent p {} `p` is a named pipe");
}

#[test]
fn kind_and_size_are_kept_where_they_are_asked_for() {
    let repo = Repo::new(&[("a.md", "12345"), ("d/b.md", "1"), ("d/c.md", "123")]);
    let exists = |target: &str, args: &[(&str, Arg)]| line(&row(check("file_exists", target, args), &repo));
    let count = Arg::Count;
    assert_eq!(exists("a.md", &[("kind", text("file"))]), r#"pass file_exists a.md {"size":5}"#);
    assert_eq!(
        exists("d", &[("kind", text("file"))]),
        r#"fail file_exists d {"count":2} `d` is a directory, not a file"#
    );
    assert_eq!(
        exists("a.md", &[("kind", text("directory"))]),
        r#"fail file_exists a.md {"size":5} `a.md` is a file, not a directory"#
    );
    assert_eq!(
        exists("a.md", &[("min_size", count(6))]),
        r#"fail file_exists a.md {"size":5} `a.md` has 5 bytes, at least 6 bytes wanted"#
    );
    assert_eq!(
        exists("d/*.md", &[("max_size", count(2))]),
        r#"fail file_exists d/*.md {"count":2} `d/c.md` has 3 bytes, at most 2 bytes wanted"#
    );
    assert_eq!(
        exists("d", &[("min_size", count(4)), ("max_size", count(4))]),
        r#"pass file_exists d {"count":2}"#
    );
    let empty = Repo::default().odd("d", dir(vec![]));
    assert!(line(&row(check("file_exists", "d", &[("min_size", count(0))]), &empty)).starts_with("fail"));
}

#[test]
fn of_alternatives_each_that_exists_keeps_the_bounds() {
    use crate::support::{contract, output, verdict};
    use gatewright::model::contract::Contract;
    let contract = Contract {
        any_of: vec![output("a.md"), output("b.md")],
        validations: vec![check("file_exists", "any_of", &[("min_size", Arg::Count(3))])],
        ..contract()
    };
    let lines = |repo: &Repo| verdict(&contract, repo).rows.iter().map(line).collect::<Vec<_>>();
    assert_eq!(lines(&Repo::new(&[("b.md", "123")])), [r#"pass file_exists b.md {"size":3}"#]);
    assert_eq!(
        lines(&Repo::new(&[("b.md", "12")])),
        [r#"fail file_exists b.md {"size":2} `b.md` has 2 bytes, at least 3 bytes wanted"#]
    );
    assert_eq!(lines(&Repo::default()), ["fail file_exists - {} None of these exist: `a.md`, `b.md`"]);
}

#[test]
fn a_file_that_is_no_markdown_is_text_throughout() {
    let code = "export class A {\n\n    run() { throw new Error(\"TODO: not implemented\"); }\n\n    // FIXME `x`\n}\n";
    let found = row(check("placeholder_free", "a.ts", &[]), &Repo::new(&[("a.ts", code)]));
    let lines: Vec<Option<u64>> =
        found.findings.iter().filter_map(|it| it.place.as_ref()).map(|it| it.1).collect();
    assert_eq!(lines, [Some(3), Some(5)]);
    let words = row(
        check("word_count", "a.ts", &[("thresholds", thresholds(1, 1, 1))]),
        &Repo::new(&[("a.ts", "# one\n```\ntwo\n```\n")]),
    );
    assert_eq!(words.figures["count"], 2);
}

fn free(page: &str) -> bool {
    row(check("placeholder_free", "a.md", &[]), &Repo::new(&[("a.md", page)])).state == State::Pass
}

#[test]
fn a_placeholder_is_one_as_it_is_shown() {
    for content in [
        "[TODO](plan.md)",
        "[TODO][plan]\n\n[plan]: plan.md",
        "**TO**DO",
        "T*O*DO: write",
        "&#84;ODO",
        "TO&shy;DO",
        "TO<b>DO</b>",
        "TO<!-- -->DO",
        "com**ing** soon",
        "to be <i>written</i>",
        "**Owner:** [tbd](x)",
        "\\[Insert figure here\\]",
        "[a source](TODO)",
        "[insert name](#)",
        "[your name]()",
        "<p>TO<b>DO</b></p>",
    ] {
        assert!(!free(&format!("Some words.\n\n{content}\n")), "{content}");
    }
    let html = Repo::new(&[("a.html", "<p>Some words, TO<b>DO</b></p>\n")]);
    assert_eq!(row(check("placeholder_free", "a.html", &[]), &html).state, State::Fail);
}

#[test]
fn what_only_names_a_placeholder_is_none() {
    for content in [
        "    {{ x }}",
        "    <your name>",
        "- Render:\n\n      {{ x }}",
        "```\n{{ x }}\n```",
        "By `TODO\nor FIXME` in code",
        "<code>TODO</code> in code",
        "[the list](docs/TODO.md)",
        "![The list](img/TODO.png)",
        "See the list.[^todo]\n\n[^todo]: docs/TODO-list.md is `TODO`",
    ] {
        let content = content.replace("docs/TODO-list.md is", "named");
        assert!(free(&format!("Some words.\n\n{content}\n")), "{content}");
    }
    // Four blanks hide no word.
    assert!(!free("Some words.\n\n    TODO: write\n"));
}
