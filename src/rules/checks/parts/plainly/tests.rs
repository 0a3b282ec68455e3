//! What is told without taking a text apart.

use super::*;

#[test]
fn prose_with_links_code_and_emphasis_is_plainly_written() {
    for text in [
        "one word",
        "---\na: b\n---\n\n# Title\n\nSee [the next](./1.md), *twice*, at `code`.\n\n- [x] done: it was added to the list\n",
        "Your name is to come first, and not to the end. Add a word, and describe (it) to me.\n",
        "```\nlet a = b[0];\n```\n\nIt was tested.\n",
    ] {
        assert!(is_plainly_written(text), "{text:?}");
    }
}

#[test]
fn whatever_may_be_a_placeholder_or_hide_something_is_not_plain() {
    for more in [
        "TODO",
        "todo",
        "TO**DO**",
        "_T_BD",
        "f`ix`me",
        "lo[rem](x)",
        "to be",
        "to\n> be",
        "to b*e*",
        "to, be",
        "[your name]",
        "[**your** name]",
        "(ins\\ert",
        "{{x}}",
        "{*{x",
        "![a](b)",
        "[^n]",
        "[](x)",
        "<b>",
        "&amp;",
        "é",
        "\r",
        "\u{7f}",
        "\u{1}",
    ] {
        assert!(!is_plainly_written(&format!("One word.\n\n{more}\n")), "{more:?}");
    }
}

#[test]
fn a_text_of_headings_lists_and_front_matter_alone_says_nothing_for_sure() {
    for text in [
        "",
        "\n",
        "# One\n",
        "One\n===\n",
        "One\ntwo\n---\n",
        "- one\n",
        "---\na: b\n\nc: d\n---\n",
        "1. one\n",
        "> one\n",
    ] {
        assert!(!is_plainly_written(text), "{text:?}");
    }
}
