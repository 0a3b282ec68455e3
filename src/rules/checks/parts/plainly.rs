//! Whether a text surely says something and holds no placeholder, seen without taking it apart: most texts do, and what they become on a page need not be made out.

use std::sync::LazyLock;

use regex::Regex;

use crate::rules::markdown::behind_front_matter;

/// Whether a Markdown text, or one that becomes no page, plainly says something and nothing in it, as it is written or as it is shown, can be a
/// placeholder. `true` is sure; `false` says nothing.
///
/// A page shows the letters of its source in their order, and what it leaves out between two of them begins with a sign of markup. Texts
/// with HTML, entities, pictures, notes, empty links, other letters than ASCII's or control characters are more than is told here.
pub fn is_plainly_written(text: &str) -> bool {
    let plain = |byte: u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t') && !matches!(byte, b'<' | b'&');
    text.bytes().fold(true, |all, byte| all & plain(byte))
        && !MORE.iter().any(|sign| text.contains(sign))
        && says(&text[behind_front_matter(text)..])
        && MAY_BE.as_ref().is_some_and(|mark| !mark.is_match(text))
}

/// Pictures, notes, links that show nothing.
const MORE: [&str; 3] = ["![", "[^", "[]"];

/// The beginning of a mark, whole or cut off by markup.
static MAY_BE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    const WORDS: [&str; 8] = ["todo", "tbd", "tbc", "fixme", "xxx", "wip", "lorem", "coming"];
    const IN_BRACKETS: [&str; 6] = ["placeholder", "insert", "fill", "your", "add", "describe"];
    // What markup begins with. A blank behind a single bracket is a blank on the page.
    const CUT: &str = r"(?:[*_~`\[\\|]|\](?:\S|$))";
    let cut = |word: &&str| format!("(?:{})", cut_off(word, CUT));
    let words: Vec<String> = WORDS.iter().map(cut).collect();
    let in_brackets: Vec<String> = IN_BRACKETS.iter().map(cut).collect();
    Regex::new(&format!(
        r"(?i)(?:^|[^a-z0-9])(?:{}|t{CUT}|to(?:[^a-z0-9\s]|\s+(?:b(?:e|[^a-z0-9])|[^a-z0-9\s])))|[\[(]{CUT}*(?:{})|\{{(?:\{{|{CUT})",
        words.join("|"),
        in_brackets.join("|"),
    ))
    .ok()
});

/// `word`, or a beginning of it with `cut` behind it: `t(?:o(?:do|[*])|[*])`.
fn cut_off(word: &str, cut: &str) -> String {
    let letters = word.char_indices().rev();
    letters.fold(String::new(), |rest, (_, letter)| match rest.is_empty() {
        true => letter.to_string(),
        false => format!("{letter}(?:{rest}|{cut})"),
    })
}

/// Whether a paragraph or a block of code begins with a letter, which is shown. One with a line that may be an underline may be a heading.
fn says(body: &str) -> bool {
    let mut lines = body.split('\n');
    let (mut begins, mut letter) = (true, false);
    loop {
        let line = lines.next();
        let blank = line.is_none_or(|line| line.trim_ascii().is_empty());
        if blank && letter {
            return true;
        }
        let Some(line) = line else { return false };
        if blank {
            begins = true;
            continue;
        }
        letter = match begins {
            true => line.starts_with(|c: char| c.is_ascii_alphabetic()),
            false => letter && !line.trim_ascii_start().starts_with(['=', '-']),
        };
        begins = false;
    }
}

#[cfg(test)]
mod tests;
