//! A heading as a contract asks for it, such as `## Layer 1`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::rules::markdown::{Heading, headings};
use crate::rules::quote::quoted;

/// A required heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The level it asks for; any where `None`.
    pub level: Option<u8>,
    /// Its text without markup.
    pub text: String,
}

impl Entry {
    /// Reads an entry such as `## Layer 1`, its markup reduced like that of the document's headings.
    pub fn new(entry: &str) -> Entry {
        let line = entry.split_whitespace().collect::<Vec<_>>().join(" ");
        let hashes = line.bytes().take_while(|&byte| byte == b'#').count();
        let leveled = (1..=6).contains(&hashes) && matches!(line.as_bytes().get(hashes), None | Some(b' '));
        let parsed = headings(&if leveled { line } else { format!("# {line}") });
        let text =
            parsed.unwrap_or_default().into_iter().next().map(|heading| heading.text).unwrap_or_default();
        Entry { level: leveled.then_some(hashes as u8), text }
    }

    /// Whether `heading` is the entry, or begins with it at a word boundary, at its level.
    pub fn matches(&self, heading: &Heading) -> bool {
        self.level.is_none_or(|level| level == heading.level) && self.begins(&heading.text)
    }

    /// Whether `text` is the entry's, or begins with it at a word boundary.
    pub fn begins(&self, text: &str) -> bool {
        let Some(rest) = text.strip_prefix(&self.text) else { return false };
        match (self.text.chars().next_back(), rest.chars().next()) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(last), Some(next)) => !(is_word(last) && is_word(next)),
        }
    }
}

/// Which of `headings` stands for each of `entries`, by its place: no heading for two different ones, and as many as can have one.
pub fn assigned(entries: &[String], headings: &[Heading]) -> Vec<Option<usize>> {
    let wanted: Vec<Entry> = entries.iter().map(|entry| Entry::new(entry)).collect();
    let first = |at: usize| wanted[..at].iter().position(|before| *before == wanted[at]).unwrap_or(at);
    // Whatever the others take, one of so many is left.
    let fitting = |entry: &Entry| -> Vec<usize> {
        let matching = (0..headings.len()).filter(|&at| entry.matches(&headings[at])).take(wanted.len());
        let mut matching: Vec<usize> = matching.collect();
        matching.sort_by_key(|&at| headings[at].text != entry.text);
        matching
    };
    let fitting: Vec<Vec<usize>> = wanted.iter().map(fitting).collect();
    let mut taken = BTreeMap::new();
    for entry in (0..wanted.len()).filter(|&entry| first(entry) == entry) {
        take(entry, &fitting, &mut taken, &mut BTreeSet::new());
    }
    let by_entry: BTreeMap<usize, usize> =
        taken.into_iter().map(|(heading, entry)| (entry, heading)).collect();
    (0..wanted.len()).map(|entry| by_entry.get(&first(entry)).copied()).collect()
}

/// Finds a heading for `entry`, if need be by finding another one for whoever has it; whether there is one.
fn take(
    entry: usize,
    fitting: &[Vec<usize>],
    taken: &mut BTreeMap<usize, usize>,
    tried: &mut BTreeSet<usize>,
) -> bool {
    let mut open = vec![(entry, 0, None)];
    while let Some((entry, next, wants)) = open.pop() {
        let Some(&heading) = fitting[entry].get(next) else { continue };
        open.push((entry, next + 1, wants));
        if !tried.insert(heading) {
            continue;
        }
        if let Some(owner) = taken.get(&heading) {
            open.push((*owner, 0, Some(heading)));
            continue;
        }
        // Each on the way gives its heading to the one before and takes the next.
        let mut free = heading;
        while let Some((entry, _, gives)) = open.pop() {
            taken.insert(free, entry);
            match gives {
                Some(gives) => free = gives,
                None => return true,
            }
        }
    }
    false
}

/// The lines from the first of `headings` that `entry` matches to before the next of its level or above; `None` where none does.
pub fn section(entry: &str, headings: &[Heading]) -> Option<Range<u64>> {
    let wanted = Entry::new(entry);
    let at = headings.iter().position(|heading| wanted.matches(heading))?;
    let end = headings[at + 1..].iter().find(|next| next.level <= headings[at].level);
    Some(headings[at].line..end.map_or(u64::MAX, |next| next.line))
}

/// The lines of every section that `entry` matches, each as [`section`] takes it.
pub fn sections(entry: &str, headings: &[Heading]) -> Vec<Range<u64>> {
    let wanted = Entry::new(entry);
    let begins = headings.iter().enumerate().filter(|(_, heading)| wanted.matches(heading));
    begins
        .map(|(at, heading)| {
            let end = headings[at + 1..].iter().find(|next| next.level <= heading.level);
            heading.line..end.map_or(u64::MAX, |next| next.line)
        })
        .collect()
}

/// Whether `entry` can ever match: it has a text, and `#` in front of it only as a level.
///
/// # Errors
/// Why not.
pub fn check_entry(entry: &str) -> Result<(), String> {
    let line = entry.trim();
    let hashes = line.bytes().take_while(|&byte| byte == b'#').count();
    let rest = &line[hashes..];
    if rest.trim().is_empty() || Entry::new(line).text.is_empty() {
        return Err("a heading needs a text".to_owned());
    }
    match hashes {
        0..=6 if hashes == 0 || rest.starts_with(char::is_whitespace) => Ok(()),
        0..=6 => Err(format!("a space is missing after {}", quoted(&line[..hashes]))),
        _ => Err("a heading has at most six `#`".to_owned()),
    }
}

/// What an entry without its space was meant to be: `## B` for `##B`.
pub fn meant_entry(entry: &str) -> Option<String> {
    let line = entry.trim();
    let text = line.trim_start_matches('#');
    let hashes = line.len() - text.len();
    let spaced = format!("{} {}", &line[..hashes], text.trim());
    ((1..=6).contains(&hashes) && !text.starts_with(char::is_whitespace) && check_entry(&spaced).is_ok())
        .then_some(spaced)
}

/// Whether a word goes on with `c`: letters, digits, `_` and marks that combine with the letter before.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || matches!(c, '\u{300}'..='\u{36f}' | '\u{200c}' | '\u{200d}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_stands_for_one_entry_and_as_many_as_can_have_one() {
        let of = |entries: &[&str], text: &str| {
            let entries: Vec<String> = entries.iter().map(|entry| (*entry).to_owned()).collect();
            assigned(&entries, &headings(text).unwrap())
        };
        assert_eq!(of(&["## A", "## A 1"], "## A 1\n"), [Some(0), None]);
        assert_eq!(of(&["## A", "## A 1"], "## A 1\n## A\n"), [Some(1), Some(0)]);
        assert_eq!(of(&["## A", "## A 1"], "## A 1\n## A 2\n"), [Some(1), Some(0)]);
        assert_eq!(of(&["A 1", "## A"], "## A 1\n### A 1\n"), [Some(1), Some(0)]);
        assert_eq!(of(&["A", "A b", "A b c"], "# A b c\n# A b c d\n# A b\n"), [Some(1), Some(2), Some(0)]);
        assert_eq!(of(&["## A", "## A"], "## A\n"), [Some(0), Some(0)]);
        assert_eq!(of(&["## B"], "## A\n"), [None]);
    }

    #[test]
    fn an_entry_that_can_never_match_is_refused() {
        for good in ["## Layer 1", "Layer 1", "# #1 priority", " ## x ", "C# notes", "## `code`"] {
            assert_eq!(check_entry(good), Ok(()), "{good:?}");
        }
        for (bad, meant) in [
            ("## ", None),
            ("##", None),
            ("", None),
            ("##B", Some("## B")),
            ("#1", Some("# 1")),
            ("####### B", None),
            ("## ##", None),
        ] {
            assert!(check_entry(bad).is_err(), "{bad:?}");
            assert_eq!(meant_entry(bad).as_deref(), meant, "{bad:?}");
        }
    }
}
