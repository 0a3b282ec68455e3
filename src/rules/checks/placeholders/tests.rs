//! What is looked for first finds everything, and a text that is plainly written holds nothing.

use proptest::prelude::*;

use super::*;

proptest! {
    #[test]
    fn what_is_looked_for_first_stands_in_every_mark(
        words in prop::collection::vec(prop::sample::select(vec![
            "TODO", "todo", ":", "TBD", "tbd", "tbc", "FIXME", "XXX", "WIP", "(", ")", "[", "]", "<", ">", "placeholder", "insert", "lorem",
            "ipsum", "coming", "soon", "to", "be", "written", "added", "fill", "in", "your", "add", "describe", "name", "{{", "}}", "|", "*",
        ]), 0..6),
        blank in prop::sample::select(vec!["", " "]),
    ) {
        let text = words.join(blank);
        if MARKERS.as_ref().unwrap().is_match(&text) {
            prop_assert!(IN_MARKS.as_ref().unwrap().is_match(&text), "{text:?}");
        }
    }

    #[test]
    fn in_a_text_that_is_plainly_written_nothing_is_found_on_its_page(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "TO", "DO", "TODO", "T", "BD", "X", "XX", "[x] ", "] ", "O", "D", "lor", "em ipsum", "to", "be", "b", "e", "written", "coming", " soon", "(", "insert", " x)", "ins", "ert",
            "[", "yo", "ur", " name", "]", "](u)", "][r]", "{", "}", "{{", "a", "a b", "_", "*", "**", "~~", "`", "```\n", "\n", "\n\n", "> ", "- ", "1. ",
            "    ", " ", "  \n", "\\", "\\\n", "|", "|---|", "# ", "===\n", "---\n", "+++\n", ":", ".", "\t", "[r]: u\n", "<b>", "&#84;", "![", "[^n]", "[]", "\r\n", "é",
        ]), 0..16),
        ending in prop::sample::select(vec!["md", "rs", "tex"]),
        in_code in any::<bool>(),
    ) {
        let text = pieces.concat();
        if is_plainly_written(&text) {
            let path = RepoPath::new(&format!("a.{ending}")).unwrap();
            let wanted = Wanted { in_code, ..Wanted::default() };
            let found = wanted.hits_on_page(&Text { path: &path, text: &text, document: None });
            prop_assert_eq!(found, Ok(Some(vec![])), "{:?}", text);
        }
    }
}
