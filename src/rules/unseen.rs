//! Characters that nobody sees: a text of nothing else says nothing, and two texts that differ only in them look the same.

use std::borrow::Cow;

/// Whether a reader sees anything of `text`.
pub fn says(text: &str) -> bool {
    !text.chars().all(is_unseen)
}

/// `text` as a reader sees it, without white space around it.
pub fn seen(text: &str) -> String {
    let kept: String = text.chars().filter(|c| c.is_whitespace() || !is_unseen(*c)).collect();
    kept.trim().to_owned()
}

/// `text` without what nobody sees; white space stays.
pub fn without_unseen(text: &str) -> Cow<'_, str> {
    let hidden = |c: char| !c.is_ascii() && !c.is_whitespace() && is_unseen(c);
    if text.is_ascii() || !text.contains(hidden) { Cow::from(text) } else { text.replace(hidden, "").into() }
}

/// Whether `text` holds a letter or a digit that a reader sees.
pub fn has_word(text: &str) -> bool {
    text.chars().any(|c| c.is_alphanumeric() && !is_unseen(c))
}

fn is_unseen(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_says_nothing_and_tells_nothing_apart() {
        for text in ["", " \t", "\u{200b}", "\u{a0}\u{feff}", "\u{3164}", "\0", "\u{e0041}"] {
            assert!(!says(text), "{text:?}");
        }
        assert!(says("\u{200b}."));
        assert_eq!(seen(" a\u{200b} b\0\u{a0}"), "a b");
        assert_eq!(without_unseen("a\u{200b}b\u{ad}\u{a0}c"), "ab\u{a0}c");
        assert!(!has_word("- \u{3164}\u{ffa0}…") && has_word("\u{3164}9"));
    }
}
