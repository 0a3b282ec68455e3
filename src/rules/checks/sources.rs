//! `min_sources` and `min_sources_any_of`: how many sources a text names.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::model::evidence::Evidence;
use crate::model::verdict::Finding;
use crate::rules::checks::frame::ask::{Ask, Target};
use crate::rules::checks::frame::kind::{
    CheckKind, Cost, Figure, INSTEAD_OF, Param, ParamKind, Reads, TargetRule, figure, needed,
};
use crate::rules::checks::frame::look::{Text, each_text};
use crate::rules::checks::frame::outcome::{Judged, Outcome};
use crate::rules::markdown::Heading;
use crate::rules::quote::{counted, quoted};

const THRESHOLDS: Param =
    needed("thresholds", ParamKind::Thresholds, "How many there must be at each depth.");
const COUNT: Figure = figure("count", "How many sources the text names.");
const COUNTED: Figure = figure("counted", "What was counted: `headings` or `urls`.");
const THRESHOLD: Figure = figure("threshold", "How many there must be.");
const DEPTH: Figure = figure("depth", "The depth that decided the threshold.");

/// `min_sources`.
pub static MIN_SOURCES: CheckKind = CheckKind {
    name: "min_sources",
    version: 1,
    summary: "A text names at least so many sources: headings `### Source …` where there are any, else distinct URLs.",
    target: TargetRule::Any,
    params: &[THRESHOLDS],
    figures: &[COUNT, COUNTED, THRESHOLD, DEPTH, INSTEAD_OF],
    reads: Reads::Content,
    cost: Cost::Cheap,
    example: r#"{ "type": "min_sources", "target": "{artifact_path}/CITATIONS.md", "thresholds": { "quick": 3, "standard": 8, "deep": 15 } }"#,
    words,
    judge,
};

/// `min_sources_any_of`.
pub static MIN_SOURCES_ANY_OF: CheckKind = CheckKind {
    name: "min_sources_any_of",
    version: 1,
    summary: "The first of several texts that exists names at least so many sources.",
    target: TargetRule::None,
    params: &[needed("targets", ParamKind::Paths, "The texts, first choice first."), THRESHOLDS],
    figures: &[
        figure("checked", "The paths of `targets`."),
        figure("matched", "The first of them that exists; null when none does."),
        COUNT,
        COUNTED,
        THRESHOLD,
        DEPTH,
    ],
    reads: Reads::Content,
    cost: Cost::Cheap,
    example: r#"{ "type": "min_sources_any_of", "targets": ["{artifact_path}/CITATIONS.md", "{artifact_path}/CLAIMS.md"], "thresholds": 8 }"#,
    words,
    judge: judge_any_of,
};

fn words(ask: &Ask) -> Result<String, String> {
    Ok(format!(
        "{} names at least {} (headings `### Source …`, else distinct URLs)",
        ask.subject(),
        counted(ask.threshold()?, "source")
    ))
}

fn judge(ask: &Ask, evidence: &Evidence) -> Vec<Judged> {
    each_text(ask, evidence, &|text| measure(ask, text), &|path| {
        let finding = insufficient(ask, 0, format!("{} is missing", quoted(path)));
        Outcome::no(finding)
            .figure("count", 0)
            .figure("threshold", ask.threshold().unwrap_or_default())
            .figure("depth", ask.depth.as_str())
    })
}

fn judge_any_of(ask: &Ask, evidence: &Evidence) -> Vec<Judged> {
    let checked: Vec<&str> = match ask.target {
        Target::FirstOf(spots) => spots.iter().map(|spot| spot.place.as_str()).collect(),
        _ => vec![],
    };
    let mut rows = judge(ask, evidence);
    for row in &mut rows {
        let mut figures = Map::new();
        figures.insert("checked".to_owned(), Value::from(checked.clone()));
        figures.insert("matched".to_owned(), Value::from(row.path.take()));
        figures.append(&mut row.outcome.figures);
        for (name, value) in [
            ("count", Value::from(0)),
            ("threshold", Value::from(ask.threshold().unwrap_or_default())),
            ("depth", Value::from(ask.depth.as_str())),
        ] {
            figures.entry(name).or_insert(value);
        }
        row.outcome.figures = figures;
        row.template = None;
    }
    rows
}

fn measure(ask: &Ask, text: &Text) -> Result<Outcome, String> {
    let threshold = ask.threshold()?;
    let (count, counted_what, found) = match (source_headings(&text.headings()?), distinct_urls(text.text)) {
        (0, urls) => (urls, "urls", counted(urls, "distinct URL")),
        (headings, _) => (headings, "headings", format!("{} `### Source …`", counted(headings, "heading"))),
    };
    let short = (count < threshold).then(|| Finding {
        expected: Some(format!("at least {}", counted(threshold, "source"))),
        found: Some(found),
        hint: Some("give each source its own heading `### Source …`, or its URL".to_owned()),
        ..text.finding(None, insufficient(ask, count, format!("in {}", quoted(text.path.as_str()))).message)
    });
    Ok(Outcome::of(short.into_iter().collect())
        .figure("count", count)
        .figure("counted", counted_what)
        .figure("threshold", threshold)
        .figure("depth", ask.depth.as_str()))
}

fn insufficient(ask: &Ask, count: u64, whence: String) -> Finding {
    let threshold = ask.threshold().unwrap_or_default();
    Finding::new(format!("Insufficient sources: {count}/{threshold} (depth: {}), {whence}", ask.depth))
}

/// Headings of level 3 that begin with “Source”, in any case: what the pattern `^###\s+Source` means, but only where it is a heading
/// and not a line of a code block, a comment or a quote.
pub fn source_headings(headings: &[Heading]) -> u64 {
    let is_source = |text: &str| text.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("source"));
    headings.iter().filter(|heading| heading.level == 3 && is_source(&heading.text)).count() as u64
}

/// How many different `http` and `https` URLs stand in `text`.
///
/// A URL ends at white space, quotes, backticks, brackets other than `(`, `|` or a backslash. Two are the same without trailing punctuation
/// (a slash counts as such), the scheme and the host in any case. What a comment (`<!-- … -->`) holds is not shown to any reader, so it
/// does not count.
pub fn distinct_urls(text: &str) -> u64 {
    let shown = without_comments(text);
    let text = shown.as_ref();
    let mut distinct = BTreeSet::new();
    let mut from = 0;
    while let Some(found) = text[from..].find("://") {
        let at = from + found;
        from = at + 3;
        let Some(scheme) = scheme_before(&text[..at]) else { continue };
        let rest = &text[from..];
        let length = rest.find(ends_url).unwrap_or(rest.len());
        from += length;
        let address = rest[..length].trim_end_matches(|c: char| c.is_ascii_punctuation());
        if address.starts_with(|c: char| c.is_alphanumeric()) {
            let host = address.find(['/', '?', '#']).unwrap_or(address.len());
            distinct.insert((scheme, address[..host].to_lowercase(), &address[host..]));
        }
    }
    distinct.len() as u64
}

/// `text` with a `<` in place of every comment, so that what stands on both sides of one does not grow together. A comment that begins a
/// line and has no end goes to the end of the text, as Markdown and browsers have it; elsewhere such a beginning is text.
fn without_comments(text: &str) -> Cow<'_, str> {
    let (mut kept, mut copied, mut from) = (String::new(), 0, 0);
    let last_end = text.rfind("-->");
    while let Some(found) = text[from..].find("<!--") {
        let at = from + found;
        // The shortest comments are `<!-->` and `<!--->`.
        let end = last_end.filter(|last| *last >= at + 2).and_then(|_| text[at + 2..].find("-->"));
        let behind = match end {
            Some(end) => at + 2 + end + 3,
            None if begins_line(&text[..at]) => text.len(),
            None => {
                from = at + 4;
                continue;
            }
        };
        kept.push_str(&text[copied..at]);
        kept.push('<');
        (copied, from) = (behind, behind);
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    kept.push_str(&text[copied..]);
    Cow::Owned(kept)
}

/// Whether what follows `before` stands first in its line.
fn begins_line(before: &str) -> bool {
    let before = before.trim_end_matches([' ', '\t']);
    before.is_empty() || before.ends_with(['\n', '\r'])
}

fn scheme_before(text: &str) -> Option<&'static str> {
    let ends_with = |scheme: &str| {
        text.len()
            .checked_sub(scheme.len())
            .and_then(|at| text.get(at..))
            .is_some_and(|end| end.eq_ignore_ascii_case(scheme))
    };
    ["https", "http"].into_iter().find(|scheme| ends_with(scheme))
}

fn ends_url(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '<' | '>' | '"' | '\'' | '`' | ')' | '[' | ']' | '{' | '}' | '|' | '\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_that_only_a_comment_holds_does_not_count() {
        for (text, count) in [
            ("<!-- https://a.org -->", 0),
            ("https://a.org <!-- https://b.org\nhttps://c.org --> https://d.org", 2),
            ("https://a.org<!---->/b https://a.org<!-->/c", 1),
            ("<!-- https://a.org --> https://a.org <!-- https://b.org -->", 1),
            ("https://a.org\n  <!-- never closed\nhttps://b.org", 1),
            ("the beginning `<!--` of a comment\nhttps://a.org", 1),
            ("--> https://a.org <!-", 1),
        ] {
            assert_eq!(distinct_urls(text), count, "{text}");
        }
    }

    #[test]
    fn comments_made_to_be_slow_are_not() {
        let started = std::time::Instant::now();
        for piece in ["<!--", "a<!--", " <!--a", "<!-->", "-->", "<!-- -->", "a  "] {
            distinct_urls(&piece.repeat(1_000_000 / piece.len()));
            distinct_urls(&format!("-->{}", piece.repeat(1_000_000 / piece.len())));
        }
        assert!(started.elapsed() < std::time::Duration::from_secs(10), "{:?}", started.elapsed());
    }
}
