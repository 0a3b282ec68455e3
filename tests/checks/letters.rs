//! The same letters in other bytes: composed and decomposed, and blanks that break no line.

use gatewright::model::contract::Arg;
use gatewright::model::verdict::State;

use crate::support::{Repo, check, row, text, texts};

#[test]
fn a_text_is_the_same_composed_and_decomposed_and_with_blanks_that_break_no_line() {
    let judged = |kind: &str, pattern: &str, content: &str, more: &[(&str, Arg)]| {
        let wanted = match kind {
            "contains_text" => ("patterns", texts(&[pattern])),
            _ => ("pattern", text(pattern)),
        };
        row(check(kind, "a.md", &[&[wanted], more].concat()), &Repo::new(&[("a.md", content)]))
    };
    let regex = [("is_regex", Arg::Flag(true))];
    let shown = [("scope", text("text"))];
    for (pattern, content) in [
        ("Café", "The Cafe\u{301}.\n"),
        ("Cafe\u{301}", "The Café.\n"),
        ("10 km", "10\u{a0}km\n"),
        ("10\u{a0}km", "10 km\n"),
        ("a b", "a\u{202f}b\n"),
        ("école 1", "ü\n\nl'e\u{301}cole\u{a0}1\n"),
    ] {
        for more in [&[][..], &regex, &shown] {
            assert_eq!(
                judged("contains_text", pattern, content, more).state,
                State::Pass,
                "{pattern:?} {content:?}"
            );
            assert_eq!(
                judged("not_contains", pattern, content, more).state,
                State::Fail,
                "{pattern:?} {content:?}"
            );
        }
    }
    assert_eq!(judged("contains_text", "Cafe", "Café\n", &[]).state, State::Fail);
    assert_eq!(judged("not_contains", "\u{a0}", "a b\n", &[]).state, State::Pass, "that blank is meant");
    assert_eq!(judged("not_contains", "\u{a0}", "a\u{a0}b\n", &[]).state, State::Fail);
    let found =
        judged("not_contains", "das Cafe\u{301} hier", "ü\nzu\u{a0}zweit\nin das\nCafé hier\n", &shown);
    assert_eq!(found.findings[0].place, Some(("a.md".to_owned(), Some(3))));
}
