//! `placeholder_free`: nothing in a text only says that something will be written.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use crate::model::evidence::Evidence;
use crate::model::path::RepoPath;
use crate::model::verdict::Finding;
use crate::rules::alike;
use crate::rules::checks::frame::ask::Ask;
use crate::rules::checks::frame::kind::{
    CheckKind, Cost, INSTEAD_OF, ParamKind, Reads, TargetRule, figure, optional,
};
use crate::rules::checks::frame::look::each_text;
use crate::rules::checks::frame::outcome::{Judged, Outcome};
use crate::rules::checks::frame::pattern;
use crate::rules::checks::frame::text::Text;
use crate::rules::checks::parts::not_meant::is_meant;
use crate::rules::checks::parts::plainly::is_plainly_written;
use crate::rules::markdown::Heading;
use crate::rules::markdown::page::Part;
use crate::rules::markdown::scopes::Scope;
use crate::rules::markdown::shown::Of;
use crate::rules::quote::{exactly, quoted};
use crate::rules::unseen::{has_word, says, without_unseen};

/// `placeholder_free`.
pub static PLACEHOLDER_FREE: CheckKind = CheckKind {
    name: "placeholder_free",
    version: 1,
    summary: "A text says something and holds no placeholder: TODO, TBD, FIXME, XXX, `lorem ipsum`, `[insert …]`, `<your …>`, `{{…}}`, `coming soon`, `to be written`, and no section holds blanks alone that are written out, such as `&nbsp;`.",
    target: TargetRule::Any,
    params: &[
        optional(
            "also",
            ParamKind::Regex,
            "What else is a placeholder: a regular expression, searched line by line.",
        ),
        optional(
            "allow",
            ParamKind::Texts,
            "Texts in which a placeholder is none, such as `TODO list`; upper and lower case differ.",
        ),
        optional("in_code", ParamKind::Flag, "Look into code blocks as well. False where nothing is said."),
    ],
    figures: &[figure("count", "How many lines hold a placeholder."), INSTEAD_OF],
    reads: Reads::Content,
    cost: Cost::Cheap,
    example: r#"{ "type": "placeholder_free", "target": "all_required" }"#,
    words: |ask| {
        let also = ask.text_if_given("also").map(|regex| format!(", nor what matches {}", exactly(regex)));
        Ok(format!(
            "{} says something and holds no placeholder (TODO, TBD, FIXME, XXX, lorem ipsum, `[insert …]`, `<your …>`, `{{{{…}}}}`, coming soon, to be written{})",
            ask.subject(),
            also.unwrap_or_default()
        ))
    },
    judge,
};

/// The most findings about one text; the figure says how many lines there are.
const TOLD: usize = 20;

/// In capitals, because `todo` is a word of some languages, XXX a number and `tbd` an ending of files; `tbd` alone where a value stands is none.
static MARKERS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?xm)
        \b(?:TODO|TBD|TBC|FIXME|XXX|WIP)\b
        | (?i:\btodo\ ?:)
        | (?i:(?::[*_]{0,3}|\||^[>*+\ -]*)\ ?[*_(\[]{0,2}(?:tbd|tbc|fixme)[*_)\]]{0,2}[.!?]?\ ?(?:$|\||\())
        | (?i:\((?:placeholder|tbd|todo|insert\s[^)]{1,80})\))
        | (?i:\blorem\sipsum\b)
        | (?i:\bcoming\ssoon\b)
        | (?i:\bto\sbe\s(?:added|completed|decided|defined|determined|done|filled\sin|written)\b)
        | (?i:[\[<](?:placeholder|insert|fill\sin|your|add|describe|tbd|todo)(?:[\s:_-][^\]>]{0,80})?[\]>])
        | \{\{[^}]{0,80}\}\}
        ",
    )
    .ok()
});

/// What stands in every mark: looked for first, because the marks themselves take a hundred times as long to look for.
static IN_MARKS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)todo|tbd|tbc|fixme|xxx|wip|placeholder|lorem|coming|to\sbe|insert|\{\{|[\[<](?:fill|your|add|describe)")
        .ok()
});

fn judge(ask: &Ask, evidence: &Evidence) -> Vec<Judged> {
    each_text(ask, evidence, &|text| look(text, ask), &|path| {
        Outcome::no(Finding::new(format!("{} is missing, so it says nothing", quoted(path))))
    })
}

fn look(text: &Text, ask: &Ask) -> Result<Outcome, String> {
    let name = quoted(text.path.as_str());
    let wanted = Wanted {
        also: ask.text_if_given("also").map(pattern::regex).transpose()?,
        allowed: ask.texts("allow").unwrap_or_default(),
        in_code: ask.flag("in_code"),
    };
    let Some(hits) = wanted.hits(text)? else {
        let empty = text.finding(None, format!("{name} says nothing: it holds no word"));
        return Ok(Outcome::no(Finding { hint: Some("write it".to_owned()), ..empty }).figure("count", 0));
    };
    let findings = hits.iter().take(TOLD).map(|(line, found)| Finding {
        found: Some(quoted(found)),
        hint: Some("put in its place what it stands for".to_owned()),
        ..text.finding(Some(*line), format!("A placeholder in {name}: {}", quoted(found)))
    });
    Ok(Outcome::of(findings.collect()).figure("count", hits.len()))
}

/// What counts as a placeholder.
#[derive(Default)]
struct Wanted<'a> {
    also: Option<Regex>,
    allowed: &'a [String],
    in_code: bool,
}

/// The lines, from 1, that hold a placeholder, each once, and the placeholder.
type Hits = Vec<(u64, String)>;

impl Wanted<'_> {
    /// The placeholders of `text`; `None` where it says nothing.
    fn hits(&self, text: &Text) -> Result<Option<Hits>, String> {
        let plain = self.also.is_none() && self.allowed.is_empty() && !text.is_html();
        if plain && is_plainly_written(text.text) { Ok(Some(vec![])) } else { self.hits_on_page(text) }
    }

    /// The same, of what the text becomes on a page.
    fn hits_on_page(&self, text: &Text) -> Result<Option<Hits>, String> {
        text.take_apart();
        let scopes = text.scopes()?;
        let seen = text.shown()?;
        let says =
            |(line, scope): (&str, &Scope)| matches!(scope, Scope::Text | Scope::Code) && has_word(line);
        if !seen.split_inclusive('\n').zip(scopes.iter()).any(says) {
            return Ok(None);
        }
        let has_groups = is_tex(text.path);
        let page = text.page()?;
        // As it is written, comments and tags too, and as it is shown, where markup parts no word.
        let written = page.as_ref().map_or(Cow::from(text.text), |page| page.source(text.text).into());
        let parted = parted(&written).map(Cow::from);
        let readings =
            [Some(written), parted, page.as_ref().map(|page| page.plain(text.text, Of::Prose).into())];
        let mut hits = vec![];
        for reading in readings.into_iter().flatten() {
            let lines: Vec<Option<Cow<str>>> = reading
                .split_inclusive('\n')
                .zip(scopes.iter())
                .enumerate()
                .map(|(at, (line, scope))| {
                    let indented =
                        page.as_ref().is_some_and(|page| page.parts.get(at) == Some(&Part::Indented));
                    let line =
                        if has_groups { Cow::from(line.replace("{{", "{ {")) } else { Cow::from(line) };
                    (*scope != Scope::Code || self.in_code)
                        .then(|| as_text(&line, indented && !self.in_code, self.allowed).into_owned().into())
                })
                .collect();
            hits.extend(marked(&lines, &scopes)?);
            for (line, text) in (1..).zip(&lines) {
                let hit = text.as_ref().zip(self.also.as_ref()).and_then(|(text, also)| also.find(text));
                hits.extend(hit.map(|hit| (line, hit.as_str().to_owned())));
            }
        }
        if text.is_markdown() {
            let blank = blank_sections(text.text, &seen, &text.headings()?);
            hits.extend(blank.into_iter().map(|(at, line)| (at as u64 + 1, line)));
        }
        hits.sort_by_key(|(line, _)| *line);
        hits.dedup_by_key(|(line, _)| *line);
        Ok(Some(hits))
    }
}

/// Whether its name says that it is written in LaTeX, where doubled braces keep letters as they are.
fn is_tex(path: &RepoPath) -> bool {
    let ending = path.file_name().rsplit_once('.').map_or("", |(_, ending)| ending);
    ["tex", "bib", "sty", "cls", "ltx"].iter().any(|known| ending.eq_ignore_ascii_case(known))
}

/// Whether a line `text` holds a placeholder, where what is `allowed` is none and what matches `also` is one.
pub fn stands_for_something(text: &str, allowed: &[String], also: Option<&str>) -> bool {
    let also = also.and_then(|also| pattern::regex(also).ok());
    let stands = |text: &str| {
        let line = as_text(text, false, allowed);
        also.as_ref().is_some_and(|also| also.is_match(&line))
            || marked(&[Some(line)], &[Scope::Text]).is_ok_and(|hits| !hits.is_empty())
    };
    stands(text) || parted(text).is_some_and(|text| stands(&text))
}

/// `text` where control characters part words: programs show them as a gap, as a sign or not at all, and a placeholder is one in each. `None`
/// where there are none.
fn parted(text: &str) -> Option<String> {
    let control = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    text.contains(control).then(|| text.replace(control, " "))
}

/// What stands in a line as text; what is `allowed` does not count. Where it is indented as code it is the word that counts: the signs of
/// templates belong to the code.
fn as_text<'a>(line: &'a str, indented: bool, allowed: &[String]) -> Cow<'a, str> {
    let mut written = without_unseen(line);
    if indented {
        written = written.replace(['{', '}', '<', '>', '[', ']', '(', ')'], " ").into();
    }
    for allowed in allowed {
        written = written.replace(allowed.as_str(), " ").into();
    }
    written
}

/// The lines, from 1, in which one of our own marks begins, and the mark. It may go on in the next lines of its paragraph.
fn marked(written: &[Option<Cow<str>>], scopes: &[Scope]) -> Result<Vec<(u64, String)>, String> {
    let ours = "its own pattern does not compile";
    let in_marks = IN_MARKS.as_ref().ok_or(ours)?;
    let (mut all, mut begins, mut before) = (String::new(), vec![], None);
    for (line, scope) in written.iter().zip(scopes) {
        // Only within a paragraph does a line go on with the next one.
        if before != Some(Scope::Text) || *scope != Scope::Text {
            all.push_str(BREAK);
        }
        before = Some(*scope);
        begins.push(all.len());
        push_plain(line.as_deref().unwrap_or_default(), &mut all);
        all.push('\n');
    }
    // So does the text of a link: `[your name](x)`, but for one that leads nowhere.
    let is_link = |hit: &str, at: usize| {
        let behind = &all[at + hit.len()..];
        hit.ends_with(']')
            && behind.starts_with(['(', '['])
            && !["()", "(#)", "(<>)"].iter().any(|nowhere| behind.starts_with(nowhere))
    };
    let (mut hits, mut at) = (vec![], 0);
    for paragraph in all.split(BREAK) {
        // Those of all marks are not even made where none is there.
        let markers = if in_marks.is_match(paragraph) { Some(MARKERS.as_ref().ok_or(ours)?) } else { None };
        for hit in markers.into_iter().flat_map(|markers| markers.find_iter(paragraph)) {
            let begin = at + hit.start();
            let line = begins.partition_point(|&line| line <= begin).max(1) as u64;
            let meant = is_meant(hit.as_str(), &paragraph[..hit.start()], paragraph);
            if meant && !is_link(hit.as_str(), begin) && hits.last().is_none_or(|(last, _)| *last != line) {
                hits.push((line, hit.as_str().trim().replace('\n', " ")));
            }
        }
        at += paragraph.len() + BREAK.len();
    }
    Ok(hits)
}

/// Stands where a paragraph ends.
const BREAK: &str = "\n\n";

/// `line` with single blanks, and with plain letters in the place of those that look alike.
fn push_plain(line: &str, all: &mut String) {
    for (nth, word) in line.trim_start_matches(['>', ' ']).split_whitespace().enumerate() {
        if nth > 0 {
            all.push(' ');
        }
        if word.is_ascii() {
            all.push_str(word);
        } else {
            all.extend(word.chars().map(alike::plain));
        }
    }
}

/// Sections in which something stands and nothing is seen: where, from 0, and what. `seen` is what is shown of `text`.
fn blank_sections(text: &str, seen: &str, headings: &[Heading]) -> Vec<(usize, String)> {
    let lines: Vec<(&str, &str)> = text.lines().zip(seen.lines()).collect();
    let section = |(at, heading): (usize, &Heading)| {
        // A heading over others needs no words of its own.
        let next = headings[at + 1..].iter().find(|next| next.level <= heading.level);
        let end = next.map_or(lines.len(), |next| next.line as usize - 1);
        let body = lines.get(heading.line as usize..end)?.iter().enumerate();
        let mut written = body.filter(|(_, (line, _))| !line.trim_ascii().is_empty()).peekable();
        let (first, (line, _)) = *written.peek()?;
        let fills = |(_, (line, seen)): (usize, &(&str, &str))| {
            !says(seen) && (!says(line) || line.trim_start().starts_with('&'))
        };
        written.all(fills).then(|| (heading.line as usize + first, line.trim_ascii().to_owned()))
    };
    headings.iter().enumerate().filter_map(section).collect()
}

#[cfg(test)]
mod tests;
