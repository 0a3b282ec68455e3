//! `citations_resolve`: every citation names an entry, and every entry is cited.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use crate::model::evidence::Evidence;
use crate::model::verdict::Finding;
use crate::rules::checks::contents::entry::Entry;
use crate::rules::checks::contents::numbered::{MARK, numbered};
use crate::rules::checks::contents::numbers::{cited, is_escaped};
use crate::rules::checks::frame::ask::Ask;
use crate::rules::checks::frame::kind::{
    CheckKind, Cost, INSTEAD_OF, ParamKind, Reads, TargetRule, figure, needed, optional,
};
use crate::rules::checks::frame::look::each_text;
use crate::rules::checks::frame::outcome::{Judged, Outcome};
use crate::rules::checks::frame::text::Text;
use crate::rules::markdown::Heading;
use crate::rules::markdown::formulas::without_formulas;
use crate::rules::markdown::notes::notes;
use crate::rules::markdown::scopes::Scope;
use crate::rules::markdown::shown::Of;
use crate::rules::quote::{exactly, quoted};
use crate::rules::unseen::has_word;

/// `citations_resolve`.
pub static CITATIONS_RESOLVE: CheckKind = CheckKind {
    name: "citations_resolve",
    version: 1,
    summary: "Every citation in a Markdown text names an entry of its list of sources, and every entry is cited and says something; there is at least one. What no reader sees cites nothing: code, comments, attributes, targets of links; nor does a footnote that nothing leads to.",
    target: TargetRule::Any,
    params: &[
        needed(
            "style",
            ParamKind::OneOf(&["footnotes", "numbers"]),
            "`footnotes`: `[^name]` and `[^name]: …`; `numbers`: `[3]`, `[3, 4]`, `[3; 4]` or `[3, p. 4]` in the text, and `[3] …` or `3. …` below the heading of the list.",
        ),
        optional(
            "heading",
            ParamKind::Heading,
            "For numbers, the heading of the list, such as `## Sources`. `References` at any level where nothing is said.",
        ),
    ],
    figures: &[
        figure(
            "cited",
            "How many different entries are cited, from the text or from notes that it leads to.",
        ),
        figure("entries", "How many entries the list has."),
        figure("unknown", "Citations that name no entry."),
        figure("uncited", "Entries that nobody cites."),
        INSTEAD_OF,
    ],
    reads: Reads::Content,
    cost: Cost::Cheap,
    example: r#"{ "type": "citations_resolve", "target": "{artifact_path}/REPORT.md", "style": "footnotes" }"#,
    words: |ask| {
        let (citation, entry) = match ask.text("style")? {
            "footnotes" => ("`[^name]`".to_owned(), "a footnote `[^name]: …`".to_owned()),
            _ => (
                "`[3]`".to_owned(),
                format!("an entry `[3] …` or `3. …` below the heading {}", exactly(heading(ask))),
            ),
        };
        Ok(format!(
            "{} has citations such as {citation}, each with {entry}, and cites every entry",
            ask.subject()
        ))
    },
    judge: |ask, evidence: &Evidence| -> Vec<Judged> {
        each_text(ask, evidence, &|text| resolve(ask, text), &|path| {
            Outcome::no(Finding::new(format!("{} is missing, so it cites nothing", quoted(path))))
        })
    },
};

/// The most findings about one text.
const TOLD: usize = 20;

static FOOTNOTE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\[\^([^\]\s]{1,80})\](:?)").ok());
/// An entry of either style up to what it says.
static BEGINS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&format!(r"^\s*(?:\[\^[^\]\s]{{1,80}}\]:|{MARK}(?:\s|$))")).ok());

/// Citations or entries by name, each with the line in which it stands first.
type Named = BTreeMap<String, u64>;

const OWN: &str = "its own pattern does not compile";

fn heading<'a>(ask: &Ask<'a>) -> &'a str {
    ask.text_if_given("heading").unwrap_or("References")
}

fn resolve(ask: &Ask, text: &Text) -> Result<Outcome, String> {
    let cited = match ask.text("style")? {
        "footnotes" => footnotes(text)?,
        _ => {
            let headings = text.headings()?;
            let wanted = Entry::new(heading(ask));
            match headings.iter().position(|heading| wanted.matches(heading)) {
                Some(at) => numbers(text, &headings, at)?,
                None => return Ok(Outcome::no(no_list(ask, text))),
            }
        }
    };
    let Cited { all, reached, entries } = cited;
    let lines = |list: &Named, lacks: &dyn Fn(&str) -> bool| -> Vec<(String, u64)> {
        let lacking = list.iter().filter(|(name, _)| lacks(name));
        lacking.map(|(name, line)| (name.clone(), *line)).collect()
    };
    // Of a note that nothing leads to, nothing is shown.
    let spoken: Named = match ask.text("style")? {
        "footnotes" => entries
            .iter()
            .filter(|(name, _)| reached.contains(*name))
            .map(|(name, line)| (name.clone(), *line))
            .collect(),
        _ => entries.clone(),
    };
    let silent = silent(text, &spoken)?;
    let unknown = lines(&all, &|name| !entries.contains_key(name));
    let uncited = lines(&entries, &|name| !reached.contains(name));
    let cited = reached.iter().chain(unknown.iter().map(|(name, _)| name)).collect::<BTreeSet<_>>();
    let name = quoted(text.path.as_str());
    let mut findings: Vec<Finding> = vec![];
    if all.is_empty() && entries.is_empty() {
        let nothing = text.finding(None, format!("{name} cites nothing"));
        findings.push(Finding { hint: Some("cite what its statements rest on".to_owned()), ..nothing });
    }
    findings.extend(unknown.iter().take(TOLD).map(|(cited, line)| Finding {
        hint: Some("write the entry, or mend the citation".to_owned()),
        ..text.finding(Some(*line), format!("{name} cites {}, which is no entry", quoted(cited)))
    }));
    findings.extend(uncited.iter().take(TOLD).map(|(entry, line)| Finding {
        hint: Some(match all.contains_key(entry) {
            true => "cite it in the text, not only in notes that nothing cites, or take it out".to_owned(),
            false => "cite it where it is used, or take it out".to_owned(),
        }),
        ..text.finding(Some(*line), format!("Nothing in {name} cites the entry {}", quoted(entry)))
    }));
    findings.extend(silent.iter().take(TOLD).map(|(entry, line)| Finding {
        hint: Some("write where it can be looked up".to_owned()),
        ..text.finding(Some(*line), format!("The entry {} in {name} says nothing", quoted(entry)))
    }));
    let names = |list: &[(String, u64)]| list.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    Ok(Outcome::of(findings)
        .figure("cited", cited.len())
        .figure("entries", entries.len())
        .figure("unknown", names(&unknown))
        .figure("uncited", names(&uncited)))
}

/// What a text cites, by what is cited, and its entries.
struct Cited {
    all: Named,
    /// What is reached from the text itself.
    reached: BTreeSet<String>,
    entries: Named,
}

fn footnotes(text: &Text) -> Result<Cited, String> {
    let regex = FOOTNOTE.as_ref().ok_or(OWN)?;
    let notes = notes(text.text)?;
    let mut entries = Named::new();
    for note in &notes {
        entries.entry(note.name.clone()).or_insert(note.lines.start);
    }
    let (mut all, mut from) = (Named::new(), BTreeMap::<&str, BTreeSet<String>>::new());
    let shown = text.markdown_page()?.written(text.text, Of::Prose);
    for (number, line) in (1..).zip(shown.lines()) {
        let nth = notes.partition_point(|note| note.lines.start <= number);
        let within = notes[..nth].last().filter(|note| note.lines.contains(&number));
        for found in regex.captures_iter(line) {
            if found.get(0).is_some_and(|whole| is_escaped(line, whole.start())) || found[1].ends_with('\\') {
                continue;
            }
            let begins = found.get(0).is_some_and(|whole| line[..whole.start()].trim().is_empty());
            if begins && &found[2] == ":" && within.is_some_and(|note| note.lines.start == number) {
                continue;
            }
            let name = found[1].to_lowercase();
            all.entry(name.clone()).or_insert(number);
            from.entry(within.map_or("", |note| &note.name)).or_default().insert(name);
        }
    }
    let (mut reached, mut open) = (BTreeSet::new(), vec![String::new()]);
    while let Some(name) = open.pop() {
        let cited = from.get(name.as_str()).into_iter().flatten();
        open.extend(cited.filter(|name| reached.insert((*name).clone())).cloned());
    }
    Ok(Cited { all, reached, entries })
}

/// The entries behind whose name nothing is said, in their line or in those that belong to it.
fn silent(text: &Text, entries: &Named) -> Result<Vec<(String, u64)>, String> {
    let begins = BEGINS.as_ref().ok_or(OWN)?;
    text.take_apart();
    let (scopes, shown) = (text.markdown_scopes()?, text.shown()?);
    let lines: Vec<(&str, Scope)> = shown.split('\n').zip(scopes.iter().copied()).collect();
    let silent = entries.iter().filter(|(_, line)| {
        let at = **line as usize - 1;
        let (first, _) = lines.get(at).copied().unwrap_or(("", Scope::Text));
        let behind = lines
            .iter()
            .skip(at + 1)
            .take_while(|(line, scope)| *scope != Scope::Heading && !begins.is_match(line));
        // Behind an empty line only what is set in belongs to it.
        let mut behind_empty = false;
        let own = behind.map(|(line, _)| *line).take_while(|line| {
            let belongs = !behind_empty || line.trim().is_empty() || line.starts_with([' ', '\t']);
            behind_empty |= line.trim().is_empty();
            belongs
        });
        let first = begins.find(first).map_or("", |name| &first[name.end()..]);
        // A note that only leads to notes says nothing.
        let says = |line: &str| match FOOTNOTE.as_ref().filter(|_| line.contains("[^")) {
            Some(note) => has_word(&note.replace_all(line, "")),
            None => has_word(line),
        };
        !std::iter::once(first).chain(own).any(says)
    });
    Ok(silent.map(|(name, line)| (name.clone(), *line)).collect())
}

fn no_list(ask: &Ask, text: &Text) -> Finding {
    let message =
        format!("{} has no list of sources: no heading {}", quoted(text.path.as_str()), quoted(heading(ask)));
    Finding { hint: Some("list what is cited below that heading".to_owned()), ..text.finding(None, message) }
}

/// Citations outside of the list below the heading at `at`, and the entries in it.
fn numbers(text: &Text, headings: &[Heading], at: usize) -> Result<Cited, String> {
    let list = &headings[at];
    let end =
        headings[at + 1..].iter().find(|next| next.level <= list.level).map_or(u64::MAX, |next| next.line);
    let (mut all, mut entries) = (Named::new(), Named::new());
    for (line, number) in numbered(text)?.into_iter().filter(|(line, _)| *line > list.line && *line < end) {
        entries.entry(number.to_string()).or_insert(line);
    }
    let shown = text.markdown_page()?.written(text.text, Of::Prose);
    // What stands in a formula is an index.
    let shown = if shown.contains('$') { without_formulas(&shown) } else { shown.into() };
    let outside = (1..).zip(shown.lines()).filter(|(number, _)| *number <= list.line || *number >= end);
    for (number, line) in outside {
        for name in cited(line, &|name| entries.contains_key(name)) {
            all.entry(name).or_insert(number);
        }
    }
    Ok(Cited { reached: all.keys().cloned().collect(), all, entries })
}
