//! What `contains_headings` may ask of the sections below the headings: their order, their words, and that there are no others.

use crate::model::verdict::Finding;
use crate::rules::checks::contents::entry::Entry;
use crate::rules::checks::contents::prose::words_of;
use crate::rules::checks::frame::ask::Ask;
use crate::rules::checks::frame::kind::{Param, ParamKind, optional};
use crate::rules::checks::frame::text::Text;
use crate::rules::markdown::Heading;
use crate::rules::markdown::scopes::Scope;
use crate::rules::quote::{counted, quoted};

/// The headings must stand in the order of the list.
pub const IN_ORDER: Param = optional(
    "in_order",
    ParamKind::Flag,
    "The headings must stand in this order. False where nothing is said.",
);
/// Each section must say so much.
pub const MIN_WORDS: Param = optional(
    "min_words",
    ParamKind::Count,
    "Each of these sections has at least so many words, those of its subsections among them; code, comments and headings do not count.",
);
/// No other heading.
pub const NO_OTHERS: Param = optional(
    "no_others",
    ParamKind::Flag,
    "No other heading stands at the levels of the list. False where nothing is said.",
);

/// In words, behind what the headings are.
pub fn words(ask: &Ask) -> String {
    let order = ask.flag("in_order").then(|| ", in this order".to_owned());
    let least = ask
        .count("min_words")
        .map(|least| format!(", each section with at least {}", counted(least, "word")));
    let others = ask.flag("no_others").then(|| ", and no other heading at these levels".to_owned());
    [order, least, others].into_iter().flatten().collect()
}

/// What is wrong with the sections of `entries`, for each of which one of the headings that are there may stand.
///
/// # Errors
/// The text cannot be read as Markdown.
pub fn findings(
    ask: &Ask,
    text: &Text,
    (entries, stand_for): (&[String], &[Option<usize>]),
    there: &[Heading],
) -> Result<Vec<Finding>, String> {
    let wanted: Vec<Entry> = entries.iter().map(|entry| Entry::new(entry)).collect();
    let mut findings = vec![];
    if ask.flag("in_order") {
        findings.extend(out_of_order(text, entries, &wanted, there));
    }
    if let Some(least) = ask.count("min_words") {
        findings.extend(too_short(text, stand_for, there, least)?);
    }
    if ask.flag("no_others") {
        findings.extend(others(text, &wanted, there));
    }
    Ok(findings)
}

/// The first entry whose headings all stand before the one of the entry before it.
fn out_of_order(text: &Text, entries: &[String], wanted: &[Entry], there: &[Heading]) -> Option<Finding> {
    let mut from = 0;
    for (entry, name) in wanted.iter().zip(entries) {
        match there.iter().skip(from).position(|heading| entry.matches(heading)) {
            Some(at) => from += at + 1,
            None => {
                // One that is nowhere is told as missing.
                let early = there.iter().find(|heading| entry.matches(heading))?;
                let message =
                    format!("Heading out of order in {}: {}", quoted(text.path.as_str()), quoted(name));
                let hint = Some("move the section behind those that are listed before it".to_owned());
                return Some(Finding { hint, ..text.finding(Some(early.line), message) });
            }
        }
    }
    None
}

fn too_short(
    text: &Text,
    stand_for: &[Option<usize>],
    there: &[Heading],
    least: u64,
) -> Result<Vec<Finding>, String> {
    text.take_apart();
    let scopes = text.markdown_scopes()?;
    let shown = text.shown()?;
    let lines: Vec<&str> = shown.split_inclusive('\n').collect();
    let count = |at: usize| -> u64 {
        let heading = &there[at];
        let end = there[at + 1..].iter().find(|next| next.level <= heading.level).map(|next| next.line);
        let end = end.map_or(lines.len(), |line| line as usize - 1);
        let body = (heading.line as usize..end).filter(|line| scopes.get(*line) == Some(&Scope::Text));
        body.map(|line| words_of(lines[line])).sum()
    };
    let short = stand_for.iter().flatten().map(|&at| (at, count(at))).filter(|(_, words)| *words < least);
    Ok(short
        .map(|(at, words)| {
            let name = quoted(&there[at].text);
            let message =
                format!("Too few words below {name} in {}: {words}/{least}", quoted(text.path.as_str()));
            Finding {
                expected: Some(format!("at least {}", counted(least, "word"))),
                found: Some(counted(words, "word")),
                hint: Some("say what the heading promises".to_owned()),
                ..text.finding(Some(there[at].line), message)
            }
        })
        .collect())
}

fn others(text: &Text, wanted: &[Entry], there: &[Heading]) -> Vec<Finding> {
    let listed = |level: u8| wanted.iter().any(|entry| entry.level.is_none_or(|own| own == level));
    let extra = there
        .iter()
        .filter(|heading| listed(heading.level) && !wanted.iter().any(|entry| entry.matches(heading)));
    extra
        .take(20)
        .map(|heading| {
            let message =
                format!("Another heading in {}: {}", quoted(text.path.as_str()), quoted(&heading.text));
            let hint = Some("take it out, or make it a subsection of one that is asked for".to_owned());
            Finding { hint, ..text.finding(Some(heading.line), message) }
        })
        .collect()
}
