//! Untrusted text inside our sentences: quoted, escaped and cut, so that it can neither drive a terminal nor drown
//! what is said.

use crate::model::path::is_treacherous;

/// The most characters of a quoted text that are shown.
const SHOWN: usize = 120;

/// `text` in backticks, dangerous characters escaped, cut after 120 characters: for findings.
pub fn quoted(text: &str) -> String {
    let mut shown = escaped(text.chars().take(SHOWN));
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    fenced(&shown)
}

/// `text` in backticks, dangerous characters escaped, never cut: where the reader has to know all of it.
pub fn exactly(text: &str) -> String {
    fenced(&escaped(text.chars()))
}

/// More backticks than the text has in a row, so that Markdown shows it as it is.
fn fenced(shown: &str) -> String {
    let longest = shown.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    match longest {
        0 => format!("`{shown}`"),
        _ => {
            let fence = "`".repeat(longest + 1);
            format!("{fence} {shown} {fence}")
        }
    }
}

/// The names, each quoted exactly, joined by commas.
pub fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(exactly).collect::<Vec<_>>().join(", ")
}

/// The last `limit` bytes of `text` or a little less, dangerous characters escaped; `…` stands for what was cut.
pub fn tail(text: &str, limit: usize) -> String {
    let mut from = text.len().saturating_sub(limit);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let cut = escaped(text[from..].chars());
    if from == 0 { cut } else { format!("…{cut}") }
}

/// The characters, those that could drive a terminal or disguise a text written as escapes (`\n`, `\u{1b}`).
pub fn escaped(chars: impl Iterator<Item = char>) -> String {
    let mut text = String::new();
    for c in chars {
        if is_treacherous(c) {
            text.extend(c.escape_default());
        } else {
            text.push(c);
        }
    }
    text
}

/// `count` things: `1 file`, `3 files`.
pub fn counted(count: u64, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
