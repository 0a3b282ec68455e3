//! Characters that nobody sees: a text of nothing else says nothing, and two texts that differ only in them look the same.

use std::borrow::Cow;

/// Whether a reader sees anything of `text`.
pub fn says(text: &str) -> bool {
    !text.chars().all(is_unseen)
}

/// `text` as a reader sees it, without white space around it.
pub fn seen(text: &str) -> String {
    let kept: String = text.chars().filter(|c| !is_hidden(*c)).collect();
    kept.trim().to_owned()
}

/// `text` without what nobody sees; white space stays.
pub fn without_unseen(text: &str) -> Cow<'_, str> {
    if !hides(text) {
        return Cow::from(text);
    }
    text.replace(is_hidden, "").into()
}

/// Whether there is anything in `text` that nobody sees; plain letters, which most texts are made of, are passed over by their bytes.
fn hides(text: &str) -> bool {
    let plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r');
    let mut rest = text;
    loop {
        let at = rest.bytes().position(|byte| !plain(&byte));
        let Some(first) = at.and_then(|at| rest[at..].chars().next().map(|first| (at, first))) else {
            return false;
        };
        if is_hidden(first.1) {
            return true;
        }
        rest = &rest[first.0 + first.1.len_utf8()..];
    }
}

/// Whether `text` holds a letter or a digit that a reader sees; signs that only change a letter make no word.
pub fn has_word(text: &str) -> bool {
    text.chars().any(|c| c.is_alphanumeric() && !is_unseen(c) && !only_changes(c))
}

/// Whether `c` is a letter that stands for nothing by itself: a mark of sound or tone, or what draws a word out.
fn only_changes(c: char) -> bool {
    matches!(c, '\u{2b0}'..='\u{2ff}' | '\u{374}' | '\u{37a}' | '\u{559}' | '\u{640}' | '\u{7fa}' | '\u{a700}'..='\u{a721}' | '\u{a788}'..='\u{a78a}')
}

/// Whether `c` is unseen and parts nothing either. A vertical tab and a next line count as white space in Unicode, but no reader of Markdown sees
/// a gap there; at a form feed they do.
fn is_hidden(c: char) -> bool {
    is_unseen(c) && (!c.is_whitespace() || matches!(c, '\u{b}' | '\u{85}'))
}

/// Whether nobody sees `c`: white space, control characters, and all that Unicode calls `Default_Ignorable_Code_Point`, with what only annotates
/// or is blank by design.
pub fn is_unseen(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
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
        for hidden in [
            '\u{1}',
            '\u{8}',
            '\u{b}',
            '\u{e}',
            '\u{1f}',
            '\u{7f}',
            '\u{85}',
            '\u{9f}',
            '\u{fff0}',
            '\u{1bca0}',
            '\u{1d17a}',
        ] {
            assert_eq!(without_unseen(&format!("TB{hidden}D")), "TBD", "{hidden:?}");
        }
        assert_eq!(without_unseen("a\tb\r\nc\u{c}d e"), "a\tb\r\nc\u{c}d e");
        assert!(!has_word("- \u{3164}\u{ffa0}…") && has_word("\u{3164}9"));
    }
}
