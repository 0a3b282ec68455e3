//! What browsers hide and what they show, by styles, by elements, in tables and in notes: neither counts as the other.

use gatewright::model::contract::Arg;
use gatewright::model::verdict::State;

use crate::support::{Repo, check, row, text, texts, thresholds};

/// Whether a reader of `name` with this `page` sees `WORD`: a text that has to be there and one that must not be there say the same.
fn shows(name: &str, page: &str) -> bool {
    let state = |kind: &str, arg: (&str, Arg)| {
        row(check(kind, name, &[("scope", text("text")), arg]), &Repo::new(&[(name, page)])).state
    };
    let contains = state("contains_text", ("patterns", texts(&["WORD"]))) == State::Pass;
    let free = state("not_contains", ("pattern", text("WORD"))) == State::Pass;
    assert_ne!(contains, free, "{page:?} cannot both hold the word and be free of it");
    contains
}

fn all_show(pages: &[&str], expected: bool) {
    for page in pages {
        assert_eq!(shows("a.md", page), expected, "as Markdown: {page:?}");
    }
}

fn all_show_in_html(pages: &[&str], expected: bool) {
    all_show(pages, expected);
    for page in pages {
        assert_eq!(shows("a.html", page), expected, "as HTML: {page:?}");
    }
}

#[test]
fn a_style_says_what_its_last_valid_declaration_says() {
    all_show_in_html(
        &[
            "a <i style=\"display:block;display:none\">WORD</i>\n",
            "a <i style=\"display:none;display:nonsense\">WORD</i>\n",
            "a <i style=\"display:none !important;display:block\">WORD</i>\n",
            "a <i style=\"display:/* block */none\">WORD</i>\n",
            "a <i style=\"d\\69splay:n\\6fne\">WORD</i>\n",
            "a <i style=\"display&#58none\">WORD</i>\n",
            "a <i style=\"opacity:0\">WORD</i>\n",
            "a <i style=\"opacity:0%\">WORD <b style='opacity:1'>WORD</b></i>\n",
            "a <i style=\"font-size:0\">WORD</i>\n",
            "a <i style=\"font:0/0 a\">WORD <b style='font-size:2em'>WORD</b></i>\n",
            "a <i style=\"visibility:hidden\">WORD</i>\n",
            "a <i style=\"visibility:hidden\"><b>WORD</b></i>\n",
            "a <i style=\"display:none\"><b style='display:block;visibility:visible'>WORD</b></i>\n",
            "a <i style='' style='display:block' hidden>WORD</i>\n",
        ],
        false,
    );
    all_show_in_html(
        &[
            "a <i style=\"display:none;display:block\">WORD</i>\n",
            "a <i hidden style=\"display:inline\">WORD</i>\n",
            "a <i style=\"/* display:none */\">WORD</i>\n",
            "a <i style=\"content:'display:none'\">WORD</i>\n",
            "a <i style=\"x-display:none\">WORD</i>\n",
            "a <i style=\"display:no/**/ne\">WORD</i>\n",
            "a <i style=\"color:red\" style=\"display:none\">WORD</i>\n",
            "a <i style=\"opacity:.8\">WORD</i>\n",
            "a <i style=\"font-size:12\">WORD</i>\n",
            "a <i style=\"visibility:hidden\">b <b style='visibility:visible'>WORD</b></i>\n",
            "a <i style=\"font-size:0\">b <b style='font-size:12px'>WORD</b></i>\n",
        ],
        true,
    );
}

#[test]
fn an_element_hides_as_far_as_browsers_let_it_reach() {
    all_show_in_html(
        &[
            "<p hidden>a<hr>WORD\n",
            "x <a hidden>a<a>WORD</a>\n",
            "x <button hidden>a<button>WORD</button>\n",
            "<table><tr><td hidden>a<td>WORD</table>\n",
            "<table><tr><td hidden>a<tr><td>WORD</table>\n",
            "<table><tr><td><b hidden>a</td><td>WORD</td></table>\n",
            "<table hidden>WORD<tr><td>a</table>\n",
            "<div><td hidden>WORD</td></div>\n",
            "<ul><li hidden>a<li>WORD</ul>\n",
            "<form><form hidden>WORD</form></form>\n",
            "<h2 hidden>a</h3>WORD\n",
            "<b><span hidden><div>a</b>WORD</div>\n",
            "<!-- a --!>WORD<!-- b -->\n",
            "<textarea><b hidden></textarea>WORD\n",
            "<head>WORD</head>\n",
            "<svg><g hidden><p>WORD</p></svg>\n",
            "<svg><desc/><text>WORD</text></svg>\n",
            "<dialog open>WORD</dialog>\n",
            "<ruby>a<rt>WORD</rt></ruby>\n",
        ],
        true,
    );
    all_show_in_html(
        &[
            "<div hidden/>WORD</div>\n",
            "<b><div hidden>a</b>WORD</div>\n",
            "<ul><li hidden><section>a<li>WORD</ul>\n",
            "<table hidden><tr><td>a</div>WORD</td></table>\n",
            "<div hidden><p>a</p></span>WORD</div>\n",
            "<i hidden>a<div>b</div>WORD</i>\n",
            "<body hidden>a</body>WORD\n",
        ],
        false,
    );
    all_show(
        &[
            "*<span hidden>a* WORD\n",
            "a <b hidden>b\n\n</b>WORD\n",
            "a <!-- b --!> WORD -->\n",
            "<? a > WORD ?>\n",
        ],
        true,
    );
    all_show(&["<div><!-- a\n\nWORD\n\n-->\n\nWORD\n", "<div><script>\n\nWORD\n"], false);
}

#[test]
fn elements_without_a_place_on_the_page_show_nothing() {
    for name in [
        "template", "noscript", "title", "datalist", "rp", "script", "style", "iframe", "noembed",
        "noframes", "video", "canvas", "dialog", "progress", "meter",
    ] {
        all_show_in_html(&[&format!("<div>a <{name}>WORD</{name}> b</div>\n")], false);
        all_show(&[&format!("a <{name}>WORD</{name}> b\n")], false);
    }
    for page in [
        "<svg>WORD</svg>",
        "<svg><desc>WORD</desc></svg>",
        "<svg><text>a <title>WORD</title></text></svg>",
        "<svg><defs><text>WORD</text></defs></svg>",
        "<math><mi>a</mi><annotation>WORD</annotation></math>",
        "<i popover>WORD</i>",
        "<i hidden=until-found>WORD</i>",
    ] {
        all_show_in_html(&[&format!("<div>a {page} b</div>\n")], false);
        all_show(&[&format!("a {page} b\n")], false);
    }
}

#[test]
fn cells_for_which_a_table_has_no_column_are_not_shown() {
    all_show(
        &[
            "| a | b |\n|---|---|\n| c | d | WORD |\n",
            "| a | b |\n|---|---|\n| c | d | e | WORD\n",
            "a | b\n---|---\nc | d | WORD\n",
            "| a | b |\n|---|---|\n| `c | d` | WORD |\n",
            "> | a |\n> |---|\n> | c | WORD |\n",
            "- | a |\n  |---|\n  | c | **WORD** |\n",
        ],
        false,
    );
    all_show(
        &[
            "| a | b |\n|---|---|\n| c | WORD |\n",
            "| a | b |\n|---|---|\n| c | WORD\n",
            "| a | WORD |\n|---|---|\n",
            "| a | b |\n|---|---|\n| c \\| d | WORD |\n",
            "| a | b |\n|---|---|\n| c |\n\nWORD\n",
            "a | b | WORD\n",
        ],
        true,
    );
    let words = |page: &str| {
        let least = [("thresholds", thresholds(1, 1, 1))];
        row(check("word_count", "a.md", &least), &Repo::new(&[("a.md", page)])).figures["count"].clone()
    };
    assert_eq!(words("| a | b |\n|---|---|\n| c | d | e f g |\n"), 4);
    assert_eq!(words("| a | b |\n|:--|--:|\n| c **d** | |\n"), 4);
}

#[test]
fn a_note_that_nothing_leads_to_is_not_shown() {
    all_show(
        &[
            "a\n\n[^1]: WORD\n",
            "a[^2]\n\n[^1]: WORD\n\n[^2]: b\n",
            "a\n\n[^1]: b[^2]\n\n[^2]: WORD\n",
            "a[^1]\n\n[^1]: b\n\n[^1]: WORD\n",
            "a `[^1]`\n\n[^1]: b\n\n    WORD\n",
        ],
        false,
    );
    all_show(
        &[
            "a[^1]\n\n[^1]: WORD\n",
            "a[^A]\n\n[^a]: b[^2]\n\n[^2]: c\n\n    WORD\n",
            "a[^1]\n\n[^1]: b\n\n[^2]: c\n\nWORD\n",
        ],
        true,
    );
    let words = |page: &str| {
        let least = [("thresholds", thresholds(1, 1, 1))];
        row(check("word_count", "a.md", &least), &Repo::new(&[("a.md", page)])).figures["count"].clone()
    };
    let note = words("a[^1]\n\n[^1]: b c\n");
    assert_eq!(words("a[^1]\n\n[^1]: b c\n\n[^2]: d e f\n"), note);
}

#[test]
fn pages_made_to_be_slow_to_lay_out_are_not() {
    let started = std::time::Instant::now();
    for piece in [
        "<b><div>",
        "<div><b>",
        "</b>",
        "<td>",
        "<table>",
        "<table><tr><td>",
        "<svg>",
        "<svg><p>",
        "<a hidden>",
        "<a hidden><div>",
        "<li><section>",
        "<p><button>",
        "<i style=visibility:hidden><div></i>",
        "<!--",
        "<!-- --!>",
        "<i style='",
        "<i style=a:b;>",
        "<form>",
        "[^1]: a[^1]\n\n",
        "a[^1]\n\n[^1]: b\n\n",
        "|a|b\n|-|-\n|c|d|e\n\n",
        "|a|b",
        "<textarea>",
        "<math><mi>",
    ] {
        let page = piece.repeat(150_000 / piece.len());
        for name in ["a.md", "a.html"] {
            row(
                check("not_contains", name, &[("pattern", text("WORD")), ("scope", text("text"))]),
                &Repo::new(&[(name, page.as_str())]),
            );
        }
    }
    let deep = format!("{}{}{}", "<b>".repeat(20_000), "<div>".repeat(20_000), "</b>".repeat(20_000));
    shows("a.html", &deep);
    assert!(started.elapsed() < std::time::Duration::from_secs(60), "{:?}", started.elapsed());
}

#[test]
fn what_is_seen_through_is_seen_through_with_all_around_it() {
    all_show_in_html(
        &[
            "<p style='opacity:.5'><b style='opacity:.5'>WORD</b></p>\n",
            "<p style='opacity:.2'><b>WORD</b></p>\n",
            "<p style='opacity:.3'>a</p><b style='opacity:.3'>WORD</b>\n",
            "<p style='opacity:.2'><b style='opacity:7'>WORD</b></p>\n",
        ],
        true,
    );
    all_show_in_html(
        &[
            "<p style='opacity:.3'><b style='opacity:30%'>WORD</b></p>\n",
            "<p style='opacity:.5'><b style='opacity:.5'><i style='opacity:.5'><u style='opacity:.5'>WORD</u></i></b></p>\n",
            "<p style='opacity:.2'><b style='all:initial'><i style='opacity:.4'>WORD</i></b></p>\n",
        ],
        false,
    );
}
