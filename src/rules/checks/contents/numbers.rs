//! The citations by number in a line: `[3]`, `[3, 5-7]`, `[3; 8, p. 4]`, `[1]–[3]`.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

type Own = LazyLock<Option<Regex>>;

static NUMBERS: Own = LazyLock::new(|| Regex::new(r"\\?\[(\d[^\[\]\\]{0,200})(\\?)\]").ok());
/// Numbers of entries, and perhaps where in the last one: `1, 3-5`, `1, p. 4`.
static CITED: Own = LazyLock::new(|| {
    Regex::new(
        r"(?x)^\s*(\d{1,5}(?:\s*[,–-]\s*\d{1,5})*)
        (?:\s*[,:]?\s*(?:§|¶|(?i:pp?|ss?|ll?|ff?|cols?|chap(?:ter)?s?|ch|cap|kap|secs?|sections?|abschn|parts?|pages?|paras?|arts?|figs?|figures?|abb|tabs?|tables?
        |eqs?|thms?|theorems?|lemmas?|props?|defs?|apps?|appendix|vols?|nos?|nn?|lines?)\b)\.?.*)?\s*$",
    )
    .ok()
});
/// What stands before the ends of an interval.
static INTERVAL: Own = LazyLock::new(|| {
    Regex::new(r"(?i)(?:[∈∉⊂⊆×∪∩]|\b(?:intervall?s?|ranges?|bereich)(?:\s(?:from|of|von))?)\s*$").ok()
});
static ENDS: Own = LazyLock::new(|| Regex::new(r"^\s*\d+\s*[,;]\s*\d+\s*$").ok());

/// The numbers that `line` cites, where `is_entry` says which there are.
///
/// Escaped brackets are those of a citation where all that they name is there, and 0 is cited only where the list begins with it: else it is an index
/// or the end of an interval.
pub fn cited(line: &str, is_entry: &dyn Fn(&str) -> bool) -> BTreeSet<String> {
    let (Some(numbers), true) = (NUMBERS.as_ref(), line.contains(['[', '［'])) else {
        return BTreeSet::new();
    };
    let line = plain(line);
    let (mut all, mut before) = (BTreeSet::new(), None);
    for found in numbers.captures_iter(&line) {
        let (Some(whole), Some(said)) = (found.get(0), found.get(1)) else { continue };
        let opens = said.start() - 1;
        // `[3](…)` is a link.
        if line[whole.end()..].starts_with('(') || is_interval(&line[..opens], said.as_str()) {
            continue;
        }
        let mut names = cited_in(said.as_str());
        let lone: Option<u32> = said.as_str().trim().parse().ok();
        if let (Some((end, from)), Some(to)) = (before, lone)
            && is_span(&line[end..whole.start()])
        {
            names.extend(meant(&format!("{from}-{to}")));
        }
        let escaped = is_escaped(&line, opens) || !found[2].is_empty();
        let is_meant = !names.contains("0") || is_entry("0");
        if is_meant && (!escaped || names.iter().all(|name| is_entry(name))) {
            before = lone.map(|number| (whole.end(), number));
            all.append(&mut names);
        }
    }
    all
}

/// Whether the sign at `at` stands behind a backslash that takes its meaning.
pub fn is_escaped(line: &str, at: usize) -> bool {
    line[..at].bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1
}

/// `line` with the brackets, commas, dashes and digits of other writing as those of ASCII.
fn plain(line: &str) -> Cow<'_, str> {
    if line.is_ascii() {
        return Cow::Borrowed(line);
    }
    let plain = |c: char| match c {
        '［' => '[',
        '］' => ']',
        '，' | '、' => ',',
        '；' => ';',
        '：' => ':',
        '‐' | '‑' | '–' | '−' | '－' | '～' | '〜' => '-',
        '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
        c => c,
    };
    Cow::Owned(line.chars().map(plain).collect())
}

fn is_interval(before: &str, said: &str) -> bool {
    let matches = |own: &Own, text: &str| own.as_ref().is_some_and(|own| own.is_match(text));
    let near = before.char_indices().rev().nth(30).map_or(before, |(at, _)| &before[at..]);
    matches(&ENDS, said) && matches(&INTERVAL, near)
}

/// Whether what stands between two citations makes them the ends of a span.
fn is_span(between: &str) -> bool {
    between.trim() == "-"
}

/// The numbers in `3, 5-7; 8, p. 4`; none where anything else stands there as well.
fn cited_in(text: &str) -> BTreeSet<String> {
    let list = |part: &str| Some(meant(CITED.as_ref()?.captures(part)?.get(1)?.as_str()));
    let all: Option<Vec<_>> = text.split(';').map(list).collect();
    all.unwrap_or_default().into_iter().flatten().collect()
}

/// The numbers in `3, 5-7`.
fn meant(list: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for part in list.split(',') {
        let ends: Vec<u32> = part.split(['-', '–']).filter_map(|end| end.trim().parse().ok()).collect();
        match ends.as_slice() {
            [one] => drop(all.insert(one.to_string())),
            // A span that is written backwards or is too long to be meant is taken for its two ends.
            [from, to] if from <= to && to - from <= 100 => all.extend((*from..=*to).map(|n| n.to_string())),
            ends => all.extend(ends.iter().map(u32::to_string)),
        }
    }
    all
}
