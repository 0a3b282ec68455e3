//! What stands behind an address in a sentence and is not part of it.

use std::sync::LazyLock;

use regex::Regex;

use crate::rules::markdown::entities::{LONGEST, entity};
use crate::rules::unseen::is_unseen;

static PUNCTUATION: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\p{P}").ok());

/// `text` without punctuation of any script, invisible characters and entities at its end, and without ASCII's signs.
pub fn without_end(mut text: &str) -> &str {
    while let Some(last) = text.chars().next_back() {
        let at = entity_at_end(text).or_else(|| {
            let belongs = !last.is_ascii_punctuation() && !ends_sentence(last);
            (!belongs).then(|| text.len() - last.len_utf8())
        });
        let Some(at) = at else { break };
        text = &text[..at];
    }
    text
}

/// Whether `c`, which is not of ASCII, is punctuation or nothing that anybody sees.
pub fn ends_sentence(c: char) -> bool {
    let mut bytes = [0; 4];
    let is_punctuation =
        |text: &str| PUNCTUATION.as_ref().is_some_and(|punctuation| punctuation.is_match(text));
    !c.is_ascii() && (is_unseen(c) || is_punctuation(c.encode_utf8(&mut bytes)))
}

/// Where the entity begins with which `text` ends, if it stands for a blank or a sign: `&amp;`, `&rdquo;`, `&#8230;`.
pub fn entity_at_end(text: &str) -> Option<usize> {
    let body = text.strip_suffix(';')?;
    let near = body.char_indices().rev().take(LONGEST).find(|(_, c)| *c == '&');
    let (at, _) = near?;
    let (length, said) = entity(&text[at..])?;
    let sign = |c: char| c.is_whitespace() || c.is_ascii_punctuation() || ends_sentence(c);
    (at + length == text.len() && said.chars().all(sign)).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_sentence_around_an_address_stays() {
        for behind in [
            "’",
            "”",
            "…",
            "—",
            "»",
            "。",
            "，",
            "．",
            "」",
            "·",
            "\u{200b}",
            "\u{ad}",
            "&amp;",
            "&rdquo;",
            "&#8221;",
            "&nbsp;",
            "&#x200B;",
            "\u{200b}”.",
            "&hellip;…;",
            "),",
            "*",
        ] {
            assert_eq!(without_end(&format!("a.example/x{behind}")), "a.example/x", "{behind}");
        }
        for whole in ["a.example/größe", "a.example/本", "a.example/x”b", "a.example/?a&amp;b", ""] {
            assert_eq!(without_end(whole), whole);
        }
    }

    #[test]
    fn ends_made_to_be_slow_are_not() {
        let started = std::time::Instant::now();
        for piece in ["&", ";", "&a;", "&amp;", "”", "&#8221", "&#8221;"] {
            without_end(&piece.repeat(1_000_000 / piece.len()));
        }
        assert!(started.elapsed() < std::time::Duration::from_secs(10), "{:?}", started.elapsed());
    }
}
