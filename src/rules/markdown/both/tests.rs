//! Two passes and one find the same.

use proptest::prelude::*;

use super::*;
use crate::rules::markdown::elements::Open;

fn same(text: &str) -> Result<(), TestCaseError> {
    match (both(text), outline(text), page(text)) {
        (Ok((one, other)), Ok(outline), Ok(page)) => {
            prop_assert_eq!(format!("{one:?}"), format!("{outline:?}"), "{}", text);
            prop_assert_eq!(format!("{other:?}"), format!("{page:?}"), "{}", text);
        }
        (one, outline, page) => prop_assert!(one.is_err() && outline.is_err() && page.is_err(), "{}", text),
    }
    Ok(())
}

#[test]
fn a_text_too_deep_is_refused() {
    assert!(both(&"> ".repeat(300)).unwrap_err().contains("nests quotes or lists"));
}

proptest! {
    #[test]
    fn one_pass_finds_what_two_find(pieces in prop::collection::vec(prop::sample::select(vec![
        "# a", "## b *c*", "===", "---", "\n", "\n\n", "- ", "> ", "    ", "```", "`code`", "**x**", "[l](u)", "[r][d]", "[d]: /u", "[^1]", "[^1]: n",
        "~~s~~", "~", "|", "| a | b |", "|---|---|", "<!-- c -->", "<b>", "</b>", "<div hidden>", "</div>", "&amp;", "\\*", "![p](q)", "word", " ",
        "<br>", "1. ", "- [x] t", ":", "^", "[", "]",
    ]), 0..24)) {
        same(&pieces.concat())?;
    }
}

proptest! {
    #[test]
    fn markdown_alone_hides_nothing_and_is_no_code_of_html(pieces in prop::collection::vec(prop::sample::select(vec![
        "# a", "\n", "\n\n", "- ", "> ", "    ", "```", "`c`", "**x**", "*y", "[l](u)", "[^1]", "[^1]: n", "~~s~~", "| a | b |", "|---|---|", "|", "&lt;", "word",
        "![p](q)", "1. ", "---",
    ]), 0..24)) {
        let text = pieces.concat();
        let mut open = Open::default();
        for (event, _) in Parser::new_ext(&text, OPTIONS).into_offset_iter() {
            prop_assert!(!open.hides() && !open.is_code(), "{}", text);
            open.follow(&event);
        }
    }
}
