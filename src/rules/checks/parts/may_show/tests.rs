//! Whatever a page shows may be shown.

use proptest::prelude::*;

use super::*;
use crate::rules::markdown::render::{html_page, page};
use crate::rules::markdown::shown::Of;
use crate::rules::unseen::without_unseen;

#[test]
fn words_that_nothing_parts_are_not_looked_for_on_the_page() {
    for (text, pattern, may) in [
        ("see [the next](x.md)", "[DRAFT]", false),
        ("Where Old Rakes Keep", "WORK", false),
        ("WO RK", "WORK", true),
        ("**WO**RK", "WORK", true),
        ("W&#79;RK", "WORK", true),
        ("WO\u{200b}RK", "WORK", true),
        ("what was\n> found", "what was found", true),
        ("what was lost", "what was found", false),
        ("a WORK", " WORK", true),
        ("WO", "WORK", false),
        ("", "WORK", false),
    ] {
        assert_eq!(may_show(text, pattern), may, "{text:?} {pattern:?}");
    }
}

proptest! {
    #[test]
    fn what_a_page_shows_may_be_shown(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "WO", "RK", "W", "O", "R", "K", "a b", "*", "**", "_", "~~", "`", "<b>", "</b>", "<!-- c -->", "<br>", "&#87;", "&shy;", "\u{200b}", "\n", "\n\n",
            "> ", "- ", "    ", " ", "  ", "\t", "\r\n", "[", "](u)", "![p](q)", "[^1]", "\\", "|", "|---|", "# ", "é",
        ]), 0..14),
        pattern in prop::sample::select(vec!["WORK", "WO RK", "WOR", "a b", "RK a", " WORK", "éW", "W\u{e9}"]),
    ) {
        let text = pieces.concat();
        for page in [page(&text).ok(), Some(html_page(&text))].into_iter().flatten() {
            let plain = without_unseen(&page.plain(&text, Of::All)).into_owned();
            let readings = [page.written(&text, Of::All), page.joined(&plain).0, plain];
            if readings.iter().any(|reading| reading.contains(pattern)) {
                prop_assert!(may_show(&text, pattern), "{:?} {:?}", text, pattern);
            }
        }
    }
}
