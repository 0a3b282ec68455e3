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

/// The words of a line: what stands between white space and holds a letter or a digit. Where writing parts no words, each ideograph and each sign of
/// Hiragana is one, as a row of Katakana is (as in Unicode's UAX #29); of Thai, Lao, Khmer and Burmese, [`LETTERS`] in a row are taken for one.
pub fn words_of(line: &str) -> u64 {
    if line.is_ascii() {
        // The same by bytes; white space is what Unicode calls so, a vertical tab among it.
        let words = line.as_bytes().split(|byte| matches!(byte, b' ' | b'\t'..=b'\r'));
        return words.filter(|word| word.iter().any(u8::is_ascii_alphanumeric)).count() as u64;
    }
    line.split_whitespace()
        .map(|word| if word.contains(|c| !parts_words(c)) { within(word) } else { u64::from(has_word(word)) })
        .sum()
}

/// How many letters a word of Thai has, or of a language written like it.
pub const LETTERS: u64 = 5;

/// How a sign stands to those around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// It is no letter and no digit.
    None,
    /// One of a language that parts words by white space.
    Parted,
    /// A word by itself.
    Whole,
    /// One of Katakana.
    Katakana,
    /// A letter of a language that parts no words.
    Letter,
}

fn sign(c: char) -> Sign {
    match c {
        '\u{3005}'
        | '\u{3007}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' => Sign::Whole,
        '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{309f}' => Sign::Whole,
        '\u{30a1}'..='\u{30fa}'
        | '\u{30fc}'..='\u{30ff}'
        | '\u{31f0}'..='\u{31ff}'
        | '\u{ff66}'..='\u{ff9f}' => Sign::Katakana,
        '\u{e01}'..='\u{e4e}' | '\u{e81}'..='\u{ece}' | '\u{1000}'..='\u{103f}' | '\u{1780}'..='\u{17d3}'
            if c.is_alphanumeric() =>
        {
            Sign::Letter
        }
        '\u{e31}'..='\u{e4e}' | '\u{eb1}'..='\u{ece}' | '\u{102b}'..='\u{103e}' | '\u{17b4}'..='\u{17d3}' => {
            Sign::Letter
        }
        c if c.is_alphanumeric() && has_word(c.encode_utf8(&mut [0; 4])) => Sign::Parted,
        _ => Sign::None,
    }
}

/// Whether words that `c` is part of are parted by white space.
fn parts_words(c: char) -> bool {
    c < '\u{e00}' || matches!(sign(c), Sign::None | Sign::Parted)
}

/// The words of what stands between white space and is at least in part written without it.
fn within(text: &str) -> u64 {
    signs(text).filter(|(_, begins)| *begins == Some(true)).count() as u64
}

/// The signs of such a text, each with whether a word begins with it; `None` where it is part of no word.
fn signs(text: &str) -> impl Iterator<Item = (char, Option<bool>)> + '_ {
    let (mut letters, mut before) = (0, Sign::None);
    text.chars().map(move |c| {
        let now = sign(c);
        letters = if now == Sign::Letter { letters + 1 } else { 0 };
        let begins = match now {
            Sign::None => None,
            Sign::Whole => Some(true),
            Sign::Parted | Sign::Katakana => Some(before != now),
            Sign::Letter => Some(letters % LETTERS == 1),
        };
        before = now;
        (c, begins)
    })
}

/// The words of such a text.
fn pieces(text: &str) -> Vec<String> {
    let mut all: Vec<String> = vec![];
    for (c, begins) in signs(text) {
        match (begins, all.last_mut()) {
            (None, _) => {}
            (Some(false), Some(last)) => last.push(c),
            _ => all.push(c.to_string()),
        }
    }
    all
}

/// The same words as they are compared: their letters and digits alone, so that no invisible character, punctuation or letter that looks
/// like another one makes an old word a new one.
pub fn bare_words(line: &str) -> impl Iterator<Item = String> + '_ {
    let words = line.split_whitespace().flat_map(|word| {
        let word = without_unseen(word);
        let unparted = word.contains(|c| !parts_words(c)).then(|| pieces(&word));
        let parted = unparted.is_none().then(|| key(&word));
        parted.into_iter().chain(unparted.into_iter().flatten().map(|piece| key(&piece)))
    });
    words.filter(|word| !word.is_empty())
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

    #[test]
    fn writing_without_blanks_has_words_as_well() {
        for (line, words) in [
            ("世界你好。", 4),
            ("今日は、データベースを使う。", 7),
            ("Rust言語は2024年", 6),
            ("안녕하세요 세계", 2),
            ("ภาษาไทยไม่มีช่องว่าง", 4),
            ("don’t — ‘stop’", 2),
            ("「」、。…", 0),
            ("größer", 1),
        ] {
            assert_eq!(words_of(line), words, "{line}");
        }
    }
}
