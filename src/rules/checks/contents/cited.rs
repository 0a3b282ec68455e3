//! The sources that a text names, by what shall count as one.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::rules::checks::contents::address_end::without_end;
use crate::rules::checks::contents::numbered::{MARK, numbered};
use crate::rules::checks::contents::urls::{Url, urls, without_comments};
use crate::rules::checks::frame::text::Text;
use crate::rules::markdown::Heading;
use crate::rules::markdown::page::label;
use crate::rules::markdown::scopes::Scope;
use crate::rules::markdown::weblinks::weblinks;
use crate::rules::unseen::{has_word, without_unseen};

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
    /// Whether it holds a word or an address beside its number.
    pub says: bool,
}

/// What may count as a source.
pub const KINDS: &[&str] = &["headings", "urls", "links", "bibliography", "numbered"];

/// The sources of `text` within `lines`, in order, where such a thing as `kind` names is one.
///
/// # Errors
/// Why it cannot be read as Markdown.
pub fn sources(text: &Text, kind: &str, lines: &Range<u64>) -> Result<Vec<Source>, String> {
    let shown = seen_in(text)?;
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
        "numbered" => entries(text, &begin_numbered(text)?)?,
        _ if text.path.file_name().to_ascii_lowercase().ends_with(".bib") => bibtex(text.text)?,
        _ => entries(text, &begin_defined(text)?)?,
    };
    let all: Vec<&str> = shown.split('\n').collect();
    let inside = blocks.into_iter().filter(|block| lines.contains(&block.start));
    let named = |block: Range<u64>| {
        let first = addresses.partition_point(|url| url.line < block.start);
        let url = addresses.get(first).filter(|url| url.line < block.end).copied();
        (block, url)
    };
    let named: Vec<(Range<u64>, Option<Url<'_>>)> = inside.map(named).collect();
    // What has an address says something, and what a reader sees of it need not be made out.
    let seen = if named.iter().all(|(_, url)| url.is_some()) { Cow::from("") } else { text.shown()? };
    let seen: Vec<&str> = seen.split('\n').collect();
    let within = |lines: &[&str], block: &Range<u64>| {
        let (from, to) = (block.start as usize - 1, (block.end as usize - 1).min(lines.len()));
        lines.get(from..to.max(from)).unwrap_or_default().join("\n")
    };
    let cited = named.into_iter().map(|(block, url)| {
        let said = within(&all, &block);
        let says = url.is_some() || says_something(kind, &said, &within(&seen, &block));
        Source { says, ..source(block.start, url, &said) }
    });
    Ok(cited.collect())
}

/// `text` as it is written, with the same lines, without comments and without what HTML hides.
///
/// # Errors
/// Why it cannot be read as Markdown.
pub fn seen_in<'a>(text: &Text<'a>) -> Result<Cow<'a, str>, String> {
    // An address between `<` and `>` is the most that nearly every text has of HTML.
    let is_tag = |(at, _): (usize, &str)| {
        let behind = &text.text[at + 1..];
        behind.starts_with(|c: char| c.is_ascii_alphabetic()) && !behind.starts_with("http")
    };
    let may_hide = text.text.contains("[^") || text.text.match_indices('<').any(is_tag);
    let page = if may_hide { text.page()? } else { None };
    Ok(match page.as_ref().map(|page| page.unhidden(text.text)) {
        Some(Cow::Owned(seen)) => without_comments(&seen).into_owned().into(),
        _ => without_comments(text.text),
    })
}

/// Whether an entry says more than that it is one: `said` without comments, and `seen` by a reader.
fn says_something(kind: &str, said: &str, seen: &str) -> bool {
    match kind {
        "headings" => {
            let (heading, body) = seen.split_once('\n').unwrap_or((seen, ""));
            // `### Source 12` only counts itself.
            let title =
                heading.trim_start_matches(['#', ' ', '\t']).get("source".len()..).unwrap_or_default();
            let title = title.strip_prefix(['s', 'S']).unwrap_or(title);
            title.chars().any(char::is_alphabetic) || has_word(body)
        }
        // What a definition of a link says is not shown, and is what it leads to; a BibTeX entry has fields.
        "bibliography" if said.trim_start().starts_with('@') => {
            said.split_once('=').is_some_and(|(_, fields)| has_word(fields))
        }
        "bibliography" if !said.trim_start().starts_with("[^") => {
            behind(said, &DEFINED).is_some_and(has_word)
        }
        "bibliography" => behind(seen, &DEFINED).is_some_and(has_word),
        _ => behind(seen, &NUMBERED).is_some_and(has_word),
    }
}

/// What stands in `text` behind the mark that it begins with.
fn behind<'a>(text: &'a str, mark: &Own) -> Option<&'a str> {
    mark.as_ref()?.find(text).map(|found| &text[found.end()..])
}

fn source(line: u64, url: Option<Url<'_>>, said: &str) -> Source {
    let doi = DOI.as_ref().and_then(|doi| doi.find(said));
    let doi = doi.map(|doi| without_unseen(without_end(doi.as_str())).to_lowercase());
    Source {
        line,
        page: url.map(|url| url.page()).or_else(|| doi.as_ref().map(|doi| format!("doi.org/{doi}"))),
        site: url.map(|url| url.site()).or_else(|| doi.as_ref().map(|_| "doi.org".to_owned())),
        doi,
        says: true,
    }
}

type Own = LazyLock<Option<Regex>>;

static DOI: Own = LazyLock::new(|| Regex::new(r#"\b10\.\d{4,9}/[^\s"'<>\[\]{}|\\^`#?]+"#).ok());
static NUMBERED: Own = LazyLock::new(|| Regex::new(&format!("^ {{0,3}}{MARK}")).ok());
static DEFINED: Own = LazyLock::new(|| Regex::new(r"^ {0,3}\[([\^@]?[^\]\s][^\]]{0,200})\]:").ok());
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

/// The lines, from 1, in which an entry begins, each with its name. Numbers are no names, because renderers count for themselves.
type Begins = BTreeMap<u64, Option<String>>;

fn begin_numbered(text: &Text) -> Result<Begins, String> {
    Ok(numbered(text)?.into_iter().map(|(line, _)| (line, None)).collect())
}

fn begin_defined(text: &Text) -> Result<Begins, String> {
    let begins = DEFINED.as_ref().ok_or("its own pattern does not compile")?;
    text.take_apart();
    let (scopes, page, shown) = (text.scopes()?, text.page()?, text.shown()?);
    let gone = page.as_ref().map(|page| page.gone(text.text)).unwrap_or_default();
    let lines = text.text.split('\n').zip(shown.split('\n')).zip(scopes.iter()).enumerate();
    let named = lines.filter_map(|(at, ((line, shown), scope))| {
        let name = begins.captures(line)?[1].to_lowercase();
        // Of the definition of a link a reader sees what refers to it.
        let leads = || page.as_ref().is_none_or(|page| page.referred.contains(&label(&name)));
        let counts = *scope == Scope::Text && gone.get(at) != Some(&true) && (has_word(shown) || leads());
        counts.then(|| (at as u64 + 1, Some(name)))
    });
    Ok(named.collect())
}

/// The lines of each entry, one of them for a name that stands twice. An entry ends before the next, a heading, or
/// a line that does not belong to it behind an empty one.
fn entries(text: &Text, begins: &Begins) -> Result<Vec<Range<u64>>, String> {
    let (mut found, mut names) = (Vec::<Range<u64>>::new(), BTreeSet::new());
    let (mut open, mut behind_empty) = (false, false);
    let scopes = text.scopes()?;
    for (number, (line, scope)) in (1..).zip(text.text.split_inclusive('\n').zip(scopes.iter())) {
        let blank = line.trim().is_empty();
        if let Some(name) = begins.get(&number) {
            open = name.as_ref().is_none_or(|name| names.insert(name));
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
