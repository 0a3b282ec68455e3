//! What looks like a placeholder and is none: groups of LaTeX, ways in addresses, words of other languages, keys of a keyboard, numbers.

use std::sync::LazyLock;

use regex::Regex;

use crate::rules::markdown::formulas::formulas;

type Own = LazyLock<Option<Regex>>;

/// A command of LaTeX, with what it takes in brackets and braces, or a script below or above: what follows in braces is its text.
static TAKES_GROUP: Own = LazyLock::new(|| {
    Regex::new(r"(?:\\[A-Za-z]+\*?(?:\[[^\]]{0,80}\]|\{[^{}]{0,80}\}|\{\{[^{}]{0,80}\}\}){0,8}|[\^_])$").ok()
});
/// A host with its dot, and the beginning of a way on it.
static ON_A_SITE: Own =
    LazyLock::new(|| Regex::new(r#"(?i)https?://[^\s/?#<>"'()]+\.[^\s/?#<>"'()]+[/?#][^\s<>"']*$"#).ok());
/// Words that Spanish and Portuguese sentences hold, and those that English ones hold.
static ROMANCE: Own = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:el|la|los|las|del|de|que|en|es|y|un|una|con|para|por|se|lo|su|está|da|os|um|uma|não|é)\b",
    )
    .ok()
});
static ENGLISH: Own =
    LazyLock::new(|| Regex::new(r"(?i)\b(?:the|a|an|of|and|to|is|it|this|in|for|with|be)\b").ok());
/// What is counted in Roman numerals.
static COUNTED: Own = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:bowl|wrestlemania|olympiad|canto|psalm|sonnet|legio|legion) $").ok()
});
/// Roman numerals that nobody puts in the place of something.
static NUMERALS: Own = LazyLock::new(|| Regex::new(r"\bX{1,3}(?:IX|IV|VI{0,3}|I{1,3})\b").ok());

/// How far around it is looked, in bytes: paragraphs of a million marks are not read a million times.
const AROUND: usize = 1_500;

/// Whether `hit` is meant as a placeholder between what stands `before` and behind it in its `paragraph`.
pub fn is_meant(hit: &str, before: &str, paragraph: &str) -> bool {
    let matches = |own: &Own, text: &str| own.as_ref().is_some_and(|own| own.is_match(text));
    let around = around(paragraph, before.len(), AROUND);
    let many = |own: &Own| own.as_ref().map_or(0, |own| own.find_iter(around).take(50).count());
    let near = before.char_indices().rev().nth(300).map_or(before, |(at, _)| &before[at..]);
    if hit.starts_with("{{") {
        return !(hit.contains('\\') || matches(&TAKES_GROUP, near) || in_formula(paragraph, before.len()));
    }
    if matches(&ON_A_SITE, near) {
        return false;
    }
    match hit {
        _ if hit.bytes().all(|byte| byte == b'X') => !(matches(&COUNTED, near) || matches(&NUMERALS, around)),
        // As on a key or a button; in lower case somebody is told to do it.
        "[Insert]" | "[Add]" | "[Describe]" => false,
        "Todo:" | "todo:" | "Todo :" | "todo :" => many(&ROMANCE) < 2 || many(&ROMANCE) <= many(&ENGLISH),
        _ => true,
    }
}

/// What stands in `paragraph` around `at`, so many bytes before and behind it.
fn around(paragraph: &str, at: usize, bytes: usize) -> &str {
    let first = paragraph.floor_char_boundary(at.saturating_sub(bytes));
    &paragraph[first..paragraph.ceil_char_boundary(at + bytes)]
}

/// Whether what stands at `at` in `paragraph` is part of a formula.
fn in_formula(paragraph: &str, at: usize) -> bool {
    let around = around(paragraph, at, AROUND / 3);
    let within = at - paragraph.floor_char_boundary(at.saturating_sub(AROUND / 3));
    around.contains('$') && formulas(around).iter().any(|it| it.contains(&within))
}
