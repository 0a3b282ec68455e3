//! `min_sources`: what counts as a source, and which sources are the same.

use gatewright::model::contract::Arg;
use gatewright::model::verdict::Row;

use crate::support::{Repo, check, line, row, text, thresholds};

fn judged(name: &str, content: &str, least: u64, args: &[(&'static str, Arg)]) -> Row {
    let mut all = vec![("thresholds", thresholds(least, least, least))];
    all.extend(args.iter().cloned());
    row(check("min_sources", name, &all), &Repo::new(&[(name, content)]))
}

fn count(content: &str, kind: &str) -> u64 {
    judged("a.md", content, 0, &[("count", text(kind))]).figures["count"].as_u64().unwrap()
}

#[test]
fn an_address_that_no_reader_sees_is_no_source() {
    for hidden in [
        "<p hidden>https://b.org</p>",
        "<div style='display:none'>\n\n[b](https://b.org)\n\n</div>",
        "<p style='display:none'><a href='https://b.org'>b</a></p>",
        "<i hidden>[b](https://b.org)</i>",
        "<template><https://b.org></template>",
        "[^x]: https://b.org",
    ] {
        for (name, args) in [("a.md", &[][..]), ("a.md", &[("count", text("urls"))]), ("a.html", &[])] {
            if name == "a.html" && hidden.starts_with('[') {
                continue;
            }
            let page = format!("See https://a.org and <b>c</b>.\n\n{hidden}\n");
            let found = judged(name, &page, 1, args);
            assert_eq!(found.figures["count"], 1, "{name} {page}");
        }
        if hidden.starts_with('<') {
            let page = format!("<b>c</b>\n\n1. One\n2. {hidden}\n");
            let unique = [("count", text("numbered")), ("unique", text("url"))];
            assert_eq!(judged("a.md", &page, 0, &unique).figures["count"], 0, "{page}");
        }
    }
    for seen in [
        "<a href='https://b.org'>b</a>",
        "<p>https://b.org</p>",
        "<b>c</b> <https://b.org>",
        "![b](https://b.org)",
        "<b>c</b>[b]\n\n[b]: https://b.org",
        "c[^x]\n\n[^x]: https://b.org",
    ] {
        assert_eq!(count(&format!("https://a.org\n\n{seen}\n"), "urls"), 2, "{seen}");
    }
}

#[test]
fn a_host_is_the_same_in_letters_of_full_width_and_with_its_usual_port() {
    for (one, other) in [
        ("https://a.example/", "https://a.example:443/"),
        ("https://a.example/x", "https://ａ.ｅｘａｍｐｌｅ/x"),
        ("https://a.example/x", "https://a。example/x"),
        ("https://a.example/x", "https://a.example：443/x"),
        ("https://a.example/x", "https://a.example:0443/x"),
        ("https://a.example/x", "https://a.example:/x"),
        ("http://a.example:8080/x", "http://a.example:08080/x"),
    ] {
        assert_eq!(count(&format!("{one} {other}\n"), "urls"), 1, "{other}");
        assert_eq!(count(&format!("[a]({one}) [b]({other})\n"), "links"), 1, "{other}");
    }
    assert_eq!(count("https://a.example https://a.example:80 https://a.example:8443\n", "urls"), 3);
}

#[test]
fn one_address_below_three_headings_is_one_source() {
    let page = "### Source 1\nhttps://example.org/a\n\n### Source 2\nhttp://EXAMPLE.org:80/a/\n\n### Source 3\n[A](https://example.org/a#part).\n";
    let by_url = [("unique", text("url"))];
    assert_eq!(
        line(&judged("a.md", page, 3, &[])),
        r#"pass min_sources a.md {"count":3,"counted":"headings","threshold":3,"depth":"standard"}"#
    );
    let found = judged("a.md", page, 3, &by_url);
    assert_eq!(
        line(&found),
        "fail min_sources a.md {\"count\":1,\"counted\":\"headings\",\"threshold\":3,\"depth\":\"standard\",\
         \"repeats\":[{\"line\":4,\"first\":1},{\"line\":7,\"first\":1}]} \
         Insufficient sources: 1/3 (depth: standard), in `a.md` | \
         The source in line 4 repeats that of line 1: `example.org/a` | \
         The source in line 7 repeats that of line 1: `example.org/a`"
    );
    assert_eq!(found.findings[1].place, Some(("a.md".to_owned(), Some(4))));
    assert_eq!(
        line(&judged("a.md", page, 1, &by_url)).split(" {").next(),
        Some("pass min_sources a.md"),
        "repeats that nobody needs are no fault"
    );
}

#[test]
fn a_query_makes_another_page_and_a_source_without_an_address_does_not_count() {
    let page = "### Source 1\nhttps://a.org/?p=1\n### Source 2\nhttps://a.org/?p=2\n### Source 3\nA book.\n### Source 4\ndoi:10.1000/X.y(1)\n";
    let found = judged("a.md", page, 4, &[("unique", text("url"))]);
    assert_eq!(found.figures["count"], 3);
    assert_eq!(found.findings[1].message, "The source in line 5 names no URL, so it does not count");
    let found = judged("a.md", page, 1, &[("unique", text("doi"))]);
    assert_eq!((found.figures["count"].clone(), found.state.as_str()), (1.into(), "pass"));
}

#[test]
fn sources_of_one_site_are_one_by_host() {
    let page = "https://www.a.org/1 https://a.org/2 https://user@A.org:8080/3 https://b.org\n";
    let found = judged("a.md", page, 2, &[("unique", text("host"))]);
    assert_eq!((found.figures["count"].clone(), found.state.as_str()), (2.into(), "pass"));
    let few = judged("a.md", page, 2, &[("min_hosts", thresholds(1, 3, 9))]);
    assert_eq!(
        line(&few),
        "fail min_sources a.md {\"count\":4,\"counted\":\"urls\",\"threshold\":2,\"depth\":\"standard\",\"hosts\":2} \
         Sources from too few hosts in `a.md`: 2/3"
    );
    assert_eq!(few.findings[0].found.as_deref(), Some("`a.org`, `b.org`"));
    assert_eq!(judged("a.md", page, 2, &[("min_hosts", thresholds(2, 2, 2))]).state.as_str(), "pass");
}

#[test]
fn a_doi_is_the_same_however_it_is_written() {
    let page = "1. https://doi.org/10.1000/ABC.\n2. doi:10.1000/abc\n3. https://dx.doi.org/10.1000/other\n4. https://a.org\n";
    let found = judged("a.md", page, 3, &[("count", text("numbered")), ("unique", text("doi"))]);
    assert_eq!(found.figures["count"], 2);
    let said: Vec<&str> = found.findings[1..].iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(
        said,
        [
            "The source in line 2 repeats that of line 1: `10.1000/abc`",
            "The source in line 4 names no DOI, so it does not count"
        ]
    );
}

#[test]
fn links_of_markdown_to_the_web_count_and_nothing_else_does() {
    let page = "[a](https://a.org) [again](https://a.org/#x) <https://b.org> [c][c]\n\n![p](https://p.org) https://bare.org\n\
        `[d](https://d.org)` [e](e.md)\n<!-- [f](https://f.org) -->\n\n[c]: https://c.org\n";
    assert_eq!(count(page, "links"), 3);
    assert_eq!(count("https://a.org\n", "links"), 0);
    let found = judged("a.md", page, 9, &[("count", text("links"))]);
    assert_eq!(found.findings[0].found.as_deref(), Some("3 distinct links"));
    assert_eq!(found.findings[1].message, "The source in line 1 repeats that of line 1: `a.org`");
}

#[test]
fn definitions_make_a_bibliography() {
    let page = "Text[^1] and [@knuth] at [site].\n\n[^1]: A book.\n[^1]: Again.\n[^2]:\n[@knuth]: Knuth, D.\n[site]: https://a.org\n\n\
        ```\n[^3]: shown\n```\n    [^4]: far in\n";
    assert_eq!(count(page, "bibliography"), 3);
    let bib = "@comment{x,}\n@string{a = b}\n@Article{one,\n  title = {T},\n  doi = {10.1000/one},\n}\n\
        @book(two, url = \"https://b.org\")\n@misc{ONE, note = {twice}}\nnot an @misc{three,}\n";
    let found = judged("refs.bib", bib, 2, &[("count", text("bibliography"))]);
    assert_eq!((found.figures["count"].clone(), found.state.as_str()), (2.into(), "pass"));
    let apart = judged("refs.bib", bib, 2, &[("count", text("bibliography")), ("unique", text("url"))]);
    assert_eq!((apart.figures["count"].clone(), apart.state.as_str()), (2.into(), "pass"));
}

#[test]
fn numbered_entries_count_below_a_heading_that_is_asked_for() {
    let page = "# Steps\n\n1. Do this.\n2. Do that.\n\n## Sources\n\n1. One\n   https://a.org\n1. Again\n[2] Two\n3) Three\n   1. nested\n4.\n\n## After\n\n9. No\n";
    assert_eq!(count(page, "numbered"), 7);
    let below = [("count", text("numbered")), ("section", text("## Sources"))];
    assert_eq!(judged("a.md", page, 3, &below).figures["count"], 4);
    let without = judged("a.md", "1. One\n", 1, &below);
    assert_eq!(
        line(&without),
        "fail min_sources a.md {\"count\":0,\"threshold\":1,\"depth\":\"standard\"} \
         Insufficient sources: 0/1 (depth: standard), `a.md` has no heading `## Sources`"
    );
}

#[test]
fn links_count_where_a_reader_can_follow_them_and_each_address_once() {
    for (page, sources) in [
        ("[](https://a.org) [&nbsp;](https://b.org) <i hidden>[c](https://c.org)</i>\n", 0),
        ("| a |\n|---|\n| [b](https://b.org) | [c](https://c.org) |\n", 1),
        ("a\n\n[^1]: [b](https://b.org)\n", 0),
        (
            "[a](https://a.org/x) [b](https://a.org/./x) [c](https://a.org/y/../x/) [d](https://a.org/y/%2E%2e/x)\n",
            1,
        ),
    ] {
        assert_eq!(count(page, "links"), sources, "{page}");
    }
    assert_eq!(
        count("https://a.org/x https://a.org/./x https://a.org/y/../x https://a.org:443/x\n", "urls"),
        1
    );
}

#[test]
fn texts_made_to_be_slow_are_not() {
    let started = std::time::Instant::now();
    for piece in
        ["### Source\n", "[^a]: b\n", "1. x\n", "10.1000/", "https://a.org/ ", "@a{b,\n", "[@", "<!--\n"]
    {
        for kind in ["headings", "urls", "links", "bibliography", "numbered"] {
            for name in ["a.md", "a.bib"] {
                let content = piece.repeat(200_000 / piece.len());
                judged(name, &content, 1, &[("count", text(kind)), ("unique", text("url"))]);
            }
        }
    }
    assert!(started.elapsed() < std::time::Duration::from_secs(20), "{:?}", started.elapsed());
}

#[test]
fn an_address_counts_once_however_its_letters_are_escaped() {
    let page = "https://a.org/x https://a.org/%78 https://%61.org/x\n";
    assert_eq!(count(page, "urls"), 1);
    let found = judged(
        "a.md",
        "### Source 1\nhttps://a.org/x\n### Source 2\nhttps://a.org/%78\n",
        2,
        &[("unique", text("url"))],
    );
    assert_eq!((found.figures["count"].clone(), found.state.as_str()), (1.into(), "fail"));
}

#[test]
fn an_entry_that_says_nothing_is_no_source() {
    for (kind, page, sources) in [
        ("numbered", "1. One\n2. …\n3. &nbsp;\n4. <!-- a book -->\n5. ![](a.png)\n6. <https://a.org>\n", 2),
        ("numbered", "1. One\n2. <!-- a book -->\n3. Three\n", 2),
        ("numbered", "1. One\n2. ![](a.png)\n3. Three\n", 2),
        ("numbered", "1. <!-- a book -->\n2. ![](a.png)\n", 0),
        ("numbered", "1. <https://a.org>\n2. https://b.org\n", 2),
        ("numbered", "[1] One\n[2] --\n[3] <span hidden>Three</span>\n", 1),
        ("numbered", "[1] One, of\n2019. A book\n[2] Two, pages\n12) and 13\n", 2),
        ("numbered", "1. \n   One\n2.\n", 1),
        ("bibliography", "x[^a][^b][^c][^d]\n\n[^a]: …\n[^b]: One\n[^c]: &#8203;\n[^d]: <!-- d -->\n", 1),
        ("bibliography", "[a] [b][@b]\n\n[a]: https://a.org\n[@b]: Knuth\n", 2),
        ("bibliography", "[^b]: One\n[a]: https://a.org\n[@b]: Knuth\n", 0),
        (
            "bibliography",
            "<i hidden>[a]</i> `[@b]` ![^b](x)\n\n[^b]: One\n[a]: https://a.org\n[@b]: Knuth\n",
            0,
        ),
        ("bibliography", "![A b][]\n\n[a  B]: https://a.org\n[@k]: Knuth, Donald\n", 2),
        (
            "headings",
            "### Source 1\n\n### Source 2\n\n&nbsp;\n\n### Source 3\n\n<!-- b -->\n\n### Source 4\nA book.\n",
            1,
        ),
        (
            "headings",
            "### Source: Knuth\n### Source 12\n### Source <https://a.org>\n### Sources\n10.1000/a\n",
            3,
        ),
    ] {
        assert_eq!(count(page, kind), sources, "{page}");
    }
}

#[test]
fn an_address_is_one_source_whatever_the_sentence_puts_behind_it() {
    for behind in [
        ",",
        "”",
        "’…",
        "—",
        "»",
        "。",
        "，",
        "．",
        "」",
        "·",
        "\u{200b}",
        "\u{ad}",
        "&amp;",
        "&rdquo;",
        "&#8230;",
        "\u{200b}”.",
    ] {
        let page =
            format!("See http://a.example/x and http://a.example/x{behind} or http://A.example/x{behind}\n");
        for kind in ["urls", "headings"] {
            let counted = match kind {
                "urls" => judged("a.md", &page, 2, &[("count", text(kind)), ("unique", text("url"))]),
                _ => judged("a.txt", &page, 2, &[("count", text("urls"))]),
            };
            assert_eq!(counted.state.as_str(), "fail", "{kind} {behind:?}: {}", line(&counted));
        }
    }
}
