//! What of a text is shown and what is not, line by line, and texts made to be slow.

use super::*;
use crate::rules::markdown::render::html_page;

fn shown_html(text: &str) -> String {
    html_page(text).written(text, Of::All)
}

#[test]
fn what_is_not_shown_is_taken_out_and_lines_stay() {
    for (text, expected) in [
        ("plain *words* `code <b>`\n", "plain *words* `code <b>`\n"),
        ("a <b class=\"x y z\">bold</b> word<br/>end", "a bold word end"),
        ("see <!-- not\nthis --> that", "see \n that"),
        ("a&#10;b&NewLine;c", "a b c"),
        ("a&nbsp;b &#8203; &copy; &amp;nbsp;", "a\u{a0}b \u{200b} © &nbsp;"),
        ("![alt of it](a.png \"title\") end", " end"),
        ("[![alt](a.png)](b) end", "[ end"),
        ("[text *in*](<a b> \"title of it\") end", "[text *in* end"),
        (
            "[text][one] <https://a.org>\n\n[one]: https://a.org \"a\n title\"\n[one]: x (hidden words)\n",
            "[text][one] <https://a.org>\n\n\n\n\n",
        ),
        ("a[^1]\n\n[^1]: https://a.org\n", "a[^1]\n\n[^1]: https://a.org\n"),
        (
            "<div title=\"a > b\">\nin <i>it</i>&nbsp;&#65;\n<!-- no\nno --></div>\nend\n",
            "\nin it A\n\n\nend\n",
        ),
        ("<style>\na { b }\n</style>\n\n1 < 2 & 3\n", "\n\n\n\n1 < 2 & 3\n"),
        ("---\na: <b>\n---\n    code <b>\n", "---\na: <b>\n---\n    code <b>\n"),
        ("```rust\nlet a = b<c>;\n```\n", "\nlet a = b<c>;\n\n"),
        (
            "- one\n- two\n\n1. three\n\n| a | b |\n|---|---|\n| c | d |\n",
            "- one\n- two\n\n1. three\n\n| a | b |\n|---|---|\n| c | d |\n",
        ),
        ("", ""),
    ] {
        assert_eq!(shown(text).unwrap(), expected, "{text:?}");
        assert_eq!(shown(text).unwrap().matches('\n').count(), text.matches('\n').count());
    }
}

#[test]
fn what_html_hides_is_not_shown() {
    for (text, expected) in [
        ("One <span hidden>two</span> three\n", "One  three\n"),
        ("One <span hidden>two\n\nThree\n", "One \n\nThree\n"),
        ("<div style=\"display:none\">\n\n- [x] Done\n\n</div>\n\nEnd\n", "\n\n\n\n\n\nEnd\n"),
        ("<div hidden>\n<div>a</div>\nb\n</div>\nc\n", "\n\n\n\nc\n"),
        ("<p hidden>\n\nOne\n", "\n\nOne\n"),
        ("<div hidden>\n\nOne\n", "\n\n\n"),
        ("One <b hidden>two\n\nthree</b> four\n", "One \n\n four\n"),
        ("<ul><li hidden>a<li>b</ul>\n", " b\n"),
        ("a <template>b</template> <script>c</script> <style>d</style> e\n", "a    e\n"),
        ("<details>\n<summary>a</summary>\n\nb\n</details>\n", "\na\n\nb\n\n"),
        ("<script>\na\n\nb\n</script>\nc\n", "\n\n\n\n\nc\n"),
        ("<div hidden>\n\n```\ncode\n```\n\n# Heading\n\n</div>\n", "\n\n\n\n\n\n\n\n\n"),
        ("> <div\n> title=\"secret words\">\n> seen\n> </div>\n", "\n\n> seen\n\n"),
        ("<p>One</p><p>two</p>\n", "One  two\n"),
    ] {
        assert_eq!(shown(text).unwrap(), expected, "{text:?}");
    }
    assert_eq!(shown_html("<p hidden>a<p>b<div style='display: none'>c</div>d"), " b d");
}

#[test]
fn words_are_shown_without_markup_and_parts_of_a_page_by_themselves() {
    let of = |text: &str, of: Of| page(text).unwrap().plain(text, of);
    for (text, expected) in [
        ("**DRA**FT and T\\_O, ~~gone~~\n", "DRAFT and T_O, gone\n"),
        ("- [text *in*](<a b> \"title\") end\n", "- text in end\n"),
        ("[one][two] [two][^three] <!-- no --> end\n\n[two]: x\n[^three]: y\n", "one two end\n\n\n y\n"),
        ("Call `DRAFT` by <code>name</code> now\n", "Call \u{fffc} by \u{fffc} now\n"),
        ("# Heading\n\n    indented\n\n```\nfenced\n```\ntext\n", "\n\n\n\n\n\n\ntext\n"),
        ("> **a**  \n> \\*b\\*\n", "> a\n> *b*\n"),
    ] {
        assert_eq!(of(text, Of::Text), expected, "{text:?}");
    }
    let text = "# A `b` c\n\nd `e` f ``g ` h``\n\n    i\n\n```sh and words\nj `k`\n```\n";
    assert_eq!(of(text, Of::Heading), "# A b c\n\n\n\n\n\n\n\n\n");
    assert_eq!(of(text, Of::Code), "`b`\n\n`e` `g ` h`\n\n    i\n\n```sh\nj `k`\n```\n");
}

#[test]
fn tags_made_to_be_slow_are_not() {
    let started = std::time::Instant::now();
    for piece in [
        "<a \"",
        "<a '",
        "<",
        "<!--",
        "&",
        "<a>",
        "<a \">",
        "</",
        "<script>",
        "<b hidden>",
        "<p><b hidden></p>",
        "<li><ul>",
        "<p><table>",
        "<div></b>",
        "<a x=' y=\"",
        "<?",
        "<script></",
    ] {
        shown_html(&piece.repeat(200_000 / piece.len()));
        shown_html(&format!("{}>", piece.repeat(200_000 / piece.len())));
    }
    assert!(started.elapsed() < std::time::Duration::from_secs(10), "{:?}", started.elapsed());
}

#[test]
fn of_html_the_text_is_shown() {
    let page = "<!DOCTYPE html>\n<p class='one two'>Words &lt;here&gt;</p>\n<script>\nvar a = '<p>';\n</script>\n<!-- no";
    assert_eq!(shown_html(page), "\nWords <here>\n\n\n\n");
}
