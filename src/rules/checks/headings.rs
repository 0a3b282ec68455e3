//! `contains_headings`: the headings a Markdown text must have.

use crate::model::evidence::Evidence;
use crate::model::verdict::Finding;
use crate::rules::checks::ask::Ask;
use crate::rules::checks::kind::{CheckKind, Cost, INSTEAD_OF, ParamKind, Reads, TargetRule, figure, needed};
use crate::rules::checks::look::{Text, each_text};
use crate::rules::checks::outcome::{Judged, Outcome};
use crate::rules::checks::quote::{listed, quoted};
use crate::rules::markdown::{Heading, headings};

/// `contains_headings`.
pub static CONTAINS_HEADINGS: CheckKind = CheckKind {
    name: "contains_headings",
    version: 1,
    summary: "A Markdown text has every required heading, as a real heading and at the level asked for.",
    target: TargetRule::Any,
    params: &[needed(
        "required_headings",
        ParamKind::Headings,
        "Headings such as `## Layer 1`; each matches a heading of that level that is the entry or begins with it at a word boundary. Without `#` any level matches.",
    )],
    figures: &[figure("missing", "The entries that no heading matches."), INSTEAD_OF],
    reads: Reads::Content,
    cost: Cost::Cheap,
    example: r###"{ "type": "contains_headings", "target": "{artifact_path}/SPEC.md", "required_headings": ["## Layer 1", "## Layer 2"] }"###,
    words: |ask| {
        let entries = ask.texts("required_headings")?.iter().map(String::as_str);
        Ok(format!(
            "{} has a heading for each of {} (real Markdown headings of that level, never in code blocks, that are the entry or begin with it)",
            ask.subject(),
            listed(entries)
        ))
    },
    judge,
};

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

    fn begins(&self, text: &str) -> bool {
        let Some(rest) = text.strip_prefix(&self.text) else { return false };
        match (self.text.chars().next_back(), rest.chars().next()) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(last), Some(next)) => !(is_word(last) && is_word(next)),
        }
    }
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

fn judge(ask: &Ask, evidence: &Evidence) -> Vec<Judged> {
    let entries = ask.texts("required_headings");
    each_text(ask, evidence, &|text| compare(text, entries.clone()?), &|path| {
        let message = format!("{} is missing, and with it every required heading", quoted(path));
        Outcome::no(Finding::new(message)).figure("missing", entries.clone().unwrap_or_default())
    })
}

fn compare(text: &Text, entries: &[String]) -> Result<Outcome, String> {
    let there = text.headings()?;
    let missing: Vec<&String> = entries
        .iter()
        .filter(|entry| {
            let wanted = Entry::new(entry);
            !there.iter().any(|heading| wanted.matches(heading))
        })
        .collect();
    let findings = missing
        .iter()
        .enumerate()
        .map(|(at, entry)| if at < EXPLAINED { lacking(text, entry, &there) } else { absent(text, entry) })
        .collect();
    Ok(Outcome::of(findings).figure("missing", missing.into_iter().map(String::as_str).collect::<Vec<_>>()))
}

/// For so many missing entries the text is searched for what comes near; a long list shall not cost its length times the text's.
const EXPLAINED: usize = 20;

fn absent(text: &Text, entry: &str) -> Finding {
    text.finding(None, format!("Missing heading in {}: {}", quoted(text.path.as_str()), quoted(entry)))
}

/// Says what is missing and, where something comes near, why that does not count.
fn lacking(text: &Text, entry: &str, there: &[Heading]) -> Finding {
    let message = absent(text, entry).message;
    let wanted = Entry::new(entry);
    let expected = Some(match wanted.level {
        Some(level) => format!("a heading of level {level} that is or begins with {}", quoted(&wanted.text)),
        None => format!("a heading that is or begins with {}", quoted(&wanted.text)),
    });
    if let Some(near) = there.iter().find(|heading| wanted.begins(&heading.text)) {
        let hint =
            format!("line {} has it at level {}; write it with {}", near.line, near.level, hashes(&wanted));
        return Finding { expected, hint: Some(hint), ..text.finding(Some(near.line), message) };
    }
    let line = text.text.lines().position(|line| line.trim().starts_with(entry.trim()));
    let line = line.map(|index| index as u64 + 1);
    let hint = line.map(|line| {
        format!("line {line} looks like it, and stands in a code block, HTML, a quote or a list, or goes on with the same word")
    });
    Finding { expected, hint, ..text.finding(line, message) }
}

fn hashes(wanted: &Entry) -> String {
    quoted(&"#".repeat(wanted.level.unwrap_or(1).into()))
}

#[cfg(test)]
mod tests {
    use super::*;

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
