//! `citations_resolve`.

use crate::support::{Repo, check, line, row, text};

fn footnotes(content: &str) -> String {
    let validation = check("citations_resolve", "a.md", &[("style", text("footnotes"))]);
    line(&row(validation, &Repo::new(&[("a.md", content)])))
}

fn numbers(content: &str) -> String {
    let args = [("style", text("numbers")), ("heading", text("## Sources"))];
    line(&row(check("citations_resolve", "a.md", &args), &Repo::new(&[("a.md", content)])))
}

#[test]
fn every_footnote_has_its_entry_and_every_entry_its_citation() {
    assert_eq!(
        footnotes("One[^a] and two[^B].\n\n[^a]: A source\n[^b]: Another\n"),
        r#"pass citations_resolve a.md {"cited":2,"entries":2,"unknown":[],"uncited":[]}"#
    );
    assert_eq!(
        footnotes("One[^a] and `[^code]`.\n\n```\n[^b]\n```\n[^c]: Nobody's\n"),
        r#"fail citations_resolve a.md {"cited":1,"entries":1,"unknown":["a"],"uncited":["c"]} `a.md` cites `a`, which is no entry | Nothing in `a.md` cites the entry `c`"#
    );
    assert_eq!(
        footnotes("No source at all.\n"),
        r#"fail citations_resolve a.md {"cited":0,"entries":0,"unknown":[],"uncited":[]} `a.md` cites nothing"#
    );
}

#[test]
fn every_number_has_its_entry_in_the_list_and_every_entry_its_citation() {
    let list = "\n## Sources\n\n[1] One\n2. Two\n3) Three\n[04] Four\n\n## Notes\n";
    assert_eq!(
        numbers(&format!("As [1] and [2-4] say; a [link](x) and [3](y).\n{list}")),
        r#"pass citations_resolve a.md {"cited":4,"entries":4,"unknown":[],"uncited":[]}"#
    );
    assert_eq!(
        numbers(&format!("As [1, 9] says.\n{list}More [2], [3] and [4].\n")),
        r#"fail citations_resolve a.md {"cited":5,"entries":4,"unknown":["9"],"uncited":[]} `a.md` cites `9`, which is no entry"#
    );
    assert_eq!(
        numbers("As [1] says.\n"),
        "fail citations_resolve a.md {} `a.md` has no list of sources: no heading `## Sources`"
    );
}

#[test]
fn a_missing_text_cites_nothing() {
    let validation = check("citations_resolve", "a.md", &[("style", text("footnotes"))]);
    assert_eq!(
        line(&row(validation, &Repo::default())),
        "fail citations_resolve a.md {} `a.md` is missing, so it cites nothing"
    );
}

#[test]
fn an_entry_says_where_its_source_is() {
    for silent in [
        "[^a]:\n",
        "[^a]: \n\nAnother paragraph.\n",
        "[^a]: &nbsp;\n",
        "[^a]: …\n",
        "[^a]: [^a]\n",
        "[^a]: [^b], [^a].\n[^b]: Two\n",
        "[^a]: <!-- a book -->\n",
        "[^a]:\n[^b]: One[^b]\n",
    ] {
        let found = footnotes(&format!("One[^a].\n\n{silent}"));
        assert!(
            found.starts_with("fail ") && found.contains("The entry `a` in `a.md` says nothing"),
            "{found}"
        );
    }
    for honest in [
        "[^a]:\n    A book.\n",
        "[^a]: <https://a.org>\n",
        "[^a]: https://a.org\n",
        "[^a]:\n\n    A book.\n",
        "[^a]: 書籍\n",
    ] {
        let found = footnotes(&format!("One[^a].\n\n{honest}"));
        assert!(found.starts_with("pass "), "{honest:?}: {found}");
    }
    assert!(
        numbers("As [1] and [2].\n\n## Sources\n\n[1] \n[2] Two\n")
            .contains("The entry `1` in `a.md` says nothing")
    );
    assert!(
        numbers("As [1] and [2].\n\n## Sources\n\n1. \n2. Two\n")
            .contains("The entry `1` in `a.md` says nothing")
    );
    assert!(
        numbers("As [1] and [2].\n\n## Sources\n\n1. One,\n   of 1999\n2. [Two](https://a.org)\n")
            .starts_with("pass ")
    );
}

#[test]
fn a_footnote_that_only_footnotes_cite_is_reached_by_no_reader() {
    assert_eq!(
        footnotes("One[^a].\n\n[^a]: A source, see [^b]\n[^b]: Another\n"),
        r#"pass citations_resolve a.md {"cited":2,"entries":2,"unknown":[],"uncited":[]}"#
    );
    assert_eq!(
        footnotes("One[^a].\n\n[^a]: A source\n[^b]: Another, see [^c]\n[^c]: Third, see [^b]\n"),
        r#"fail citations_resolve a.md {"cited":1,"entries":3,"unknown":[],"uncited":["b","c"]} Nothing in `a.md` cites the entry `b` | Nothing in `a.md` cites the entry `c`"#
    );
    assert_eq!(
        footnotes("One[^a].\n\n[^a]: A source\n[^b]: Another[^b]\n\n    and [^d]\n"),
        r#"fail citations_resolve a.md {"cited":2,"entries":2,"unknown":["d"],"uncited":["b"]} `a.md` cites `d`, which is no entry | Nothing in `a.md` cites the entry `b`"#
    );
}

#[test]
fn what_no_reader_sees_cites_nothing() {
    for hidden in [
        "Words <!-- [^a] --> words.",
        "Words <span title=\"[^a]\">words</span>.",
        "<p title=\"[^a]\">Words</p>",
        "[words](x.md \"[^a]\")",
        "![words](x.png \"[^a]\")",
        "<span hidden>[^a]</span>",
        "`[^a]`",
        "`code\n[^a]`",
        "    [^a]",
    ] {
        let found = footnotes(&format!("Text.\n\n{hidden}\n\n[^a]: A source\n"));
        assert!(found.contains("Nothing in `a.md` cites the entry `a`"), "{hidden}: {found}");
        let found = numbers(&format!("Text.\n\n{}\n\n## Sources\n\n[1] One\n", hidden.replace("^a", "1")));
        assert!(found.contains("Nothing in `a.md` cites the entry `1`"), "{hidden}: {found}");
    }
    // Nor does it list anything.
    for hidden in
        ["<!--\n[^a]: A source\n-->", "<div title=\"\n[^a]: A source\n\">", "```\n[^a]: A source\n```"]
    {
        let found = footnotes(&format!("One[^a].\n\n{hidden}\n"));
        assert!(found.contains("`a.md` cites `a`, which is no entry"), "{hidden}: {found}");
    }
    for hidden in ["<!--\n[1] One\n-->", "<div hidden>\n\n1. One\n\n</div>", "words <!--\n[1] One\n-->"] {
        let found = numbers(&format!("As [1].\n\n## Sources\n\n{hidden}\n"));
        assert!(found.contains("`a.md` cites `1`, which is no entry"), "{hidden}: {found}");
    }
}

#[test]
fn a_list_that_renderers_count_has_their_numbers() {
    assert_eq!(
        numbers("As [1], [2] and [3].\n\n## Sources\n\n1. One,\ngoes on\n1. Two\n1. Three\n"),
        r#"pass citations_resolve a.md {"cited":3,"entries":3,"unknown":[],"uncited":[]}"#
    );
    assert_eq!(
        numbers("As [5] and [6].\n\n## Sources\n\n5. Five\n\n5. Six\n"),
        r#"pass citations_resolve a.md {"cited":2,"entries":2,"unknown":[],"uncited":[]}"#
    );
    // A line that only goes on with what an entry says is none.
    assert_eq!(
        numbers("As [1] and [2].\n\n## Sources\n\n[1] One, of\n2019. A book\n[2] Two, pages\n12) and 13\n"),
        r#"pass citations_resolve a.md {"cited":2,"entries":2,"unknown":[],"uncited":[]}"#
    );
}

#[test]
fn what_a_formula_or_an_interval_holds_is_no_citation() {
    for words in [
        "Let $x[9]$ be and $$\ny[8] = a[7]\n$$ hold, as [1-3] say.",
        "In [0, 1] and [0], for t ∈ [5, 9], in the interval [4, 8] and the range [1,9], as [1-3] say.",
        "It costs $5 [1], ($6) and $7 [2, 3].",
        "From US$5 [1] to US$9 [2] or $ [3] and $.",
        "The path ${HOME}[1] is not (${x},${y}) [2-3].",
    ] {
        assert_eq!(
            numbers(&format!("{words}\n\n## Sources\n\n1. One\n2. Two\n3. Three\n")),
            r#"pass citations_resolve a.md {"cited":3,"entries":3,"unknown":[],"uncited":[]}"#,
            "{words}"
        );
    }
    // Where the list counts from 0, that is a source.
    assert_eq!(
        numbers("As [0, 1] say.\n\n## Sources\n\n[0] One\n[1] Two\n"),
        r#"pass citations_resolve a.md {"cited":2,"entries":2,"unknown":[],"uncited":[]}"#
    );
}

#[test]
fn numbers_are_cited_and_listed_as_people_write_them() {
    let list = "1. One\n2. Two\n3. Three\n";
    for words in [
        "[1]–[3]",
        "[1]-[3]",
        "[1] – [3]",
        "[1，2]和[3]",
        "［1、2；3］",
        "[1～3]",
        "[１–３]",
        "\\[1\\], [2], [3]",
    ] {
        assert_eq!(
            numbers(&format!("As {words} say.\n\n## Sources\n\n{list}")),
            r#"pass citations_resolve a.md {"cited":3,"entries":3,"unknown":[],"uncited":[]}"#,
            "{words}"
        );
    }
    for list in [
        "- [1] One\n- [2] Two\n- [3] Three\n",
        "* \\[1\\] One\n* \\[2\\] Two\n* \\[3\\] Three\n",
        "**[1]** One\n\n**[2]** Two\n\n**[3]:** Three\n",
        "\\[1\\] One\n\n\\[2\\] Two\n\n\\[3\\] Three\n",
        "- **[1]** One\n- **[2].** Two\n- __[3]__ Three\n",
    ] {
        assert_eq!(
            numbers(&format!("As [1-3] say.\n\n## Sources\n\n{list}")),
            r#"pass citations_resolve a.md {"cited":3,"entries":3,"unknown":[],"uncited":[]}"#,
            "{list}"
        );
        let silent = numbers(&format!("As [1-3] say.\n\n## Sources\n\n{}", list.replace("Two", "")));
        assert!(silent.contains("The entry `2` in `a.md` says nothing"), "{list}: {silent}");
        let hidden = format!("As [1-3] say.\n\n## Sources\n\n<div hidden>\n\n{list}\n</div>\n");
        assert!(numbers(&hidden).contains("`a.md` cites `1`, which is no entry"), "{hidden}");
    }
    let spread = numbers("As [1]–[3] say.\n\n## Sources\n\n1. One\n3. Three\n");
    assert!(spread.contains("`a.md` cites `2`, which is no entry"), "{spread}");
}

#[test]
fn several_numbers_and_places_in_a_source_are_cited_and_what_is_escaped_is_not() {
    let list = "\n\n## Sources\n\n1. One\n2. Two\n3. Three\n";
    for text in [
        "As [1; 2] and [3].",
        "As [1, p. 4] and [2, pp. 4–7; 3, § 2].",
        "As [1, chap. 3, 2, and so on; 2-3].",
        "As [1, 2: Theorem 4] and [3 Fig. 9].",
    ] {
        assert_eq!(
            numbers(&format!("{text}{list}")),
            r#"pass citations_resolve a.md {"cited":3,"entries":3,"unknown":[],"uncited":[]}"#,
            "{text}"
        );
    }
    for text in ["The form \\[9\\] and \\[9] of [1-3].", "In [0.5, 1) or [9 apples] or [9; x], [1-3]."] {
        assert_eq!(
            numbers(&format!("{text}{list}")),
            r#"pass citations_resolve a.md {"cited":3,"entries":3,"unknown":[],"uncited":[]}"#,
            "{text}"
        );
    }
    assert_eq!(
        footnotes("Written \\[^b\\] or \\[^c], as said[^a].\n\n[^a]: A source\n"),
        r#"pass citations_resolve a.md {"cited":1,"entries":1,"unknown":[],"uncited":[]}"#
    );
}
