//! The words of a text.

use crate::rules::alike::key;
use crate::rules::checks::frame::text::Text;
use crate::rules::markdown::scopes::Scope;
use crate::rules::unseen::{has_word, without_unseen};

/// How many words the text itself has: code, comments, headings and front matter do not count, nor what no reader sees.
///
/// # Errors
/// Why it cannot be read as Markdown.
pub fn count(text: &Text) -> Result<u64, String> {
    text.take_apart();
    let scopes = text.scopes()?;
    let shown = text.shown()?;
    let lines = shown.split_inclusive('\n').zip(scopes.iter());
    Ok(lines.filter(|(_, scope)| **scope == Scope::Text).map(|(line, _)| words_of(line)).sum())
}

/// The words of a line: what stands between white space and holds a letter or a digit.
pub fn words_of(line: &str) -> u64 {
    if line.is_ascii() {
        // The same by bytes; white space is what Unicode calls so, a vertical tab among it.
        let words = line.as_bytes().split(|byte| matches!(byte, b' ' | b'\t'..=b'\r'));
        return words.filter(|word| word.iter().any(u8::is_ascii_alphanumeric)).count() as u64;
    }
    line.split_whitespace().filter(|word| has_word(word)).count() as u64
}

/// The same words as they are compared: their letters and digits alone, so that no invisible character, punctuation or letter that looks
/// like another one makes an old word a new one.
pub fn bare_words(line: &str) -> impl Iterator<Item = String> + '_ {
    line.split_whitespace().map(|word| key(&without_unseen(word))).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_lines_have_the_same_words_as_by_the_rules_of_unicode() {
        let by_characters = |line: &str| {
            line.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
        };
        for byte in 0..128u8 {
            let line = format!("one{0}two {0} - 3{0}", char::from(byte));
            assert_eq!(words_of(&line), by_characters(&line) as u64, "{line:?}");
        }
        assert_eq!(words_of("größer\u{a0}als - ¾"), 3);
    }
}
