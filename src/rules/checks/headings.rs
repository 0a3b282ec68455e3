//! `contains_headings`: the headings a Markdown text must have.

use crate::model::evidence::Evidence;
use crate::model::verdict::Finding;
use crate::rules::checks::contents::entry::{Entry, assigned};
use crate::rules::checks::frame::ask::Ask;
use crate::rules::checks::frame::kind::{
    CheckKind, Cost, INSTEAD_OF, ParamKind, Reads, TargetRule, figure, needed,
};
use crate::rules::checks::frame::look::each_text;
use crate::rules::checks::frame::outcome::{Judged, Outcome};
use crate::rules::checks::frame::text::Text;
use crate::rules::checks::parts::sections;
use crate::rules::markdown::Heading;
use crate::rules::quote::{listed, quoted};

/// `contains_headings`.
pub static CONTAINS_HEADINGS: CheckKind = CheckKind {
    name: "contains_headings",
    version: 1,
    summary: "A Markdown text has every required heading, as a real heading and at the level asked for.",
    target: TargetRule::Any,
    params: &[
        needed(
            "required_headings",
            ParamKind::Headings,
            "Headings such as `## Layer 1`; each matches a heading of that level that is the entry or begins with it at a word boundary, each another one. Without `#` any level matches.",
        ),
        sections::IN_ORDER,
        sections::MIN_WORDS,
        sections::NO_OTHERS,
    ],
    figures: &[figure("missing", "The entries that no heading matches."), INSTEAD_OF],
    reads: Reads::Content,
    cost: Cost::Cheap,
    example: r###"{ "type": "contains_headings", "target": "{artifact_path}/SPEC.md", "required_headings": ["## Layer 1", "## Layer 2"] }"###,
    words: |ask| {
        let entries = ask.texts("required_headings")?.iter().map(String::as_str);
        Ok(format!(
            "{} has a heading for each of {} (real Markdown headings of that level, never in code blocks, that are the entry or begin with it){}",
            ask.subject(),
            listed(entries),
            sections::words(ask)
        ))
    },
    judge,
};

fn judge(ask: &Ask, evidence: &Evidence) -> Vec<Judged> {
    let entries = ask.texts("required_headings");
    each_text(ask, evidence, &|text| compare(ask, text, entries.clone()?), &|path| {
        let message = format!("{} is missing, and with it every required heading", quoted(path));
        Outcome::no(Finding::new(message)).figure("missing", entries.clone().unwrap_or_default())
    })
}

fn compare(ask: &Ask, text: &Text, entries: &[String]) -> Result<Outcome, String> {
    let there = text.headings()?;
    let stand_for = assigned(entries, &there);
    let missing: Vec<&String> =
        entries.iter().zip(&stand_for).filter(|(_, at)| at.is_none()).map(|(entry, _)| entry).collect();
    let mut findings: Vec<Finding> = missing
        .iter()
        .enumerate()
        .map(|(at, entry)| if at < EXPLAINED { lacking(text, entry, &there) } else { absent(text, entry) })
        .collect();
    findings.extend(sections::findings(ask, text, (entries, &stand_for), &there)?);
    Ok(Outcome::of(findings).figure("missing", missing.into_iter().map(String::as_str).collect::<Vec<_>>()))
}

/// For so many missing entries the text is searched for what comes near; a long list shall not cost its length times the text's.
const EXPLAINED: usize = 20;

fn absent(text: &Text, entry: &str) -> Finding {
    let wanted = Entry::new(entry);
    let line = format!("{} {}", "#".repeat(wanted.level.unwrap_or(2).into()), wanted.text);
    let message = format!("Missing heading in {}: {}", quoted(text.path.as_str()), quoted(entry));
    text.finding(None, message).hint(format!("write the line {} and its section", quoted(&line)))
}

/// Says what is missing and, where something comes near, why that does not count.
fn lacking(text: &Text, entry: &str, there: &[Heading]) -> Finding {
    let absent = absent(text, entry);
    let wanted = Entry::new(entry);
    let expected = Some(match wanted.level {
        Some(level) => format!("a heading of level {level} that is or begins with {}", quoted(&wanted.text)),
        None => format!("a heading that is or begins with {}", quoted(&wanted.text)),
    });
    if let Some(near) = there.iter().find(|heading| wanted.matches(heading)) {
        let hint = format!("line {} stands for another entry already; write a heading for each", near.line);
        return Finding { expected, hint: Some(hint), ..text.finding(Some(near.line), absent.message) };
    }
    if let Some(near) = there.iter().find(|heading| wanted.begins(&heading.text)) {
        let hint =
            format!("line {} has it at level {}; write it with {}", near.line, near.level, hashes(&wanted));
        return Finding { expected, hint: Some(hint), ..text.finding(Some(near.line), absent.message) };
    }
    if text.is_html() {
        let name = quoted(text.path.as_str());
        let tag = wanted.level.map_or("<h2".to_owned(), |level| format!("<h{level}"));
        let hint = format!(
            "{name} is HTML, and only headings of Markdown are looked for; ask for {} and its text with `contains_text`",
            quoted(&tag)
        );
        return Finding { expected, hint: Some(hint), ..absent };
    }
    let line = text.text.lines().position(|line| line.trim().starts_with(entry.trim()));
    let line = line.map(|index| index as u64 + 1);
    let hint = line.map(|line| {
        format!("line {line} looks like it, and stands in a code block, HTML, a quote or a list, or goes on with the same word")
    });
    Finding { expected, hint: hint.or(absent.hint), ..text.finding(line, absent.message) }
}

fn hashes(wanted: &Entry) -> String {
    quoted(&"#".repeat(wanted.level.unwrap_or(1).into()))
}
