//! The sources that a text names, by what shall count as one.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::rules::checks::contents::urls::{Url, urls, without_comments};
use crate::rules::checks::frame::text::Text;
use crate::rules::markdown::Heading;
use crate::rules::markdown::scopes::Scope;
use crate::rules::markdown::weblinks::weblinks;

/// A source, and what it can be told apart by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Where it begins, from 1.
    pub line: u64,
    /// The page it leads to first, as [`Url::page`]; that of its DOI where it has no other.
    pub page: Option<String>,
    /// The site of that page.
    pub site: Option<String>,
    /// Its first DOI, in lower case.
    pub doi: Option<String>,
}

/// What may count as a source.
pub const KINDS: &[&str] = &["headings", "urls", "links", "bibliography", "numbered"];

/// The sources of `text` within `lines`, in order, where such a thing as `kind` names is one.
///
/// # Errors
/// Why it cannot be read as Markdown.
pub fn sources(text: &Text, kind: &str, lines: &Range<u64>) -> Result<Vec<Source>, String> {
    let shown = without_comments(text.text);
    let addresses = urls(&shown);
    let blocks = match kind {
        "headings" => headed(&text.headings()?),
        "links" => {
            let links = weblinks(text.text)?;
            let links = links.iter().filter(|(_, line)| lines.contains(line));
            return Ok(links.map(|(to, line)| source(*line, Url::of(to, *line), to)).collect());
        }
        "urls" => {
            let inside = addresses.iter().filter(|url| lines.contains(&url.line));
            return Ok(inside.map(|url| source(url.line, Some(*url), url.rest)).collect());
        }
        "numbered" => entries(text, &NUMBERED)?,
        _ if text.path.file_name().to_ascii_lowercase().ends_with(".bib") => bibtex(text.text)?,
        _ => entries(text, &DEFINED)?,
    };
    let all: Vec<&str> = shown.split('\n').collect();
    let inside = blocks.into_iter().filter(|block| lines.contains(&block.start));
    Ok(inside
        .map(|block| {
            let first = addresses.partition_point(|url| url.line < block.start);
            let url = addresses.get(first).filter(|url| url.line < block.end);
            let (from, to) = (block.start as usize - 1, (block.end as usize - 1).min(all.len()));
            source(block.start, url.copied(), &all[from..to.max(from)].join("\n"))
        })
        .collect())
}

fn source(line: u64, url: Option<Url<'_>>, said: &str) -> Source {
    let doi = DOI.as_ref().and_then(|doi| doi.find(said));
    let doi = doi.map(|doi| doi.as_str().trim_end_matches(|c: char| c.is_ascii_punctuation()).to_lowercase());
    Source {
        line,
        page: url.map(|url| url.page()).or_else(|| doi.as_ref().map(|doi| format!("doi.org/{doi}"))),
        site: url.map(|url| url.site()).or_else(|| doi.as_ref().map(|_| "doi.org".to_owned())),
        doi,
    }
}

type Own = LazyLock<Option<Regex>>;

static DOI: Own = LazyLock::new(|| Regex::new(r#"\b10\.\d{4,9}/[^\s"'<>\[\]{}|\\^`#?]+"#).ok());
static NUMBERED: Own = LazyLock::new(|| Regex::new(r"^ {0,2}(?:\[\d{1,5}\]:?|\d{1,5}[.)])\s+\S").ok());
static DEFINED: Own = LazyLock::new(|| Regex::new(r"^ {0,3}\[([\^@]?[^\]\s][^\]]{0,200})\]:\s*\S").ok());
static BIBTEX: Own = LazyLock::new(|| Regex::new(r"^\s*@\s*([A-Za-z]+)\s*[{(]\s*([^,\s{}()]+)\s*,").ok());

/// Headings of level 3 that begin with “Source”, in any case: what the pattern `^###\s+Source` means, but only where it is a heading
/// and not a line of a code block, a comment or a quote.
pub fn is_source(heading: &Heading) -> bool {
    let begins = |text: &str| text.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("source"));
    heading.level == 3 && begins(&heading.text)
}

/// The lines of each source with a heading: up to the next heading that is none of its subsections.
fn headed(headings: &[Heading]) -> Vec<Range<u64>> {
    let begins = headings.iter().enumerate().filter(|(_, heading)| is_source(heading));
    begins
        .map(|(at, heading)| {
            let next = headings[at + 1..].iter().find(|next| next.level <= heading.level);
            heading.line..next.map_or(u64::MAX, |next| next.line)
        })
        .collect()
}

/// The lines of each entry whose first line `begins` matches, one of them for a name that stands twice; numbers are no names, because
/// renderers count for themselves. An entry ends before the next, a heading, or
/// a line that does not belong to it behind an empty one.
fn entries(text: &Text, begins: &Own) -> Result<Vec<Range<u64>>, String> {
    let begins = begins.as_ref().ok_or("its own pattern does not compile")?;
    let (mut found, mut names) = (Vec::<Range<u64>>::new(), BTreeSet::new());
    let (mut open, mut behind_empty) = (false, false);
    let scopes = text.scopes()?;
    for (number, (line, scope)) in (1..).zip(text.text.split_inclusive('\n').zip(scopes.iter())) {
        let name = begins.captures(line).filter(|_| *scope == Scope::Text);
        let name = name.map(|found| found.get(1).map_or(String::new(), |name| name.as_str().to_lowercase()));
        let blank = line.trim().is_empty();
        if let Some(name) = name {
            open = name.is_empty() || names.insert(name);
            if open {
                found.push(number..number + 1);
            }
        } else if *scope == Scope::Heading || (behind_empty && !blank && !line.starts_with([' ', '\t'])) {
            open = false;
        } else if let Some(last) = found.last_mut().filter(|_| open) {
            last.end = number + 1;
        }
        behind_empty = blank;
    }
    Ok(found)
}

/// The lines of each entry of a BibTeX file, a key that stands twice once; what only comments or abbreviates is none.
fn bibtex(text: &str) -> Result<Vec<Range<u64>>, String> {
    let begins = BIBTEX.as_ref().ok_or("its own pattern does not compile")?;
    let (mut found, mut keys) = (Vec::<Range<u64>>::new(), BTreeSet::new());
    let mut open = false;
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim_start().starts_with('@') {
            let entry = begins.captures(line).filter(|entry| {
                !["comment", "string", "preamble"].iter().any(|no| entry[1].eq_ignore_ascii_case(no))
            });
            open = entry.is_some_and(|entry| keys.insert(entry[2].to_lowercase()));
            if open {
                found.push(number..number + 1);
            }
        } else if let Some(last) = found.last_mut().filter(|_| open) {
            last.end = number + 1;
        }
    }
    Ok(found)
}
