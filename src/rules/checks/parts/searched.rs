//! Where a check of texts looks, and how: one part of a text or all of it, literally or by a regular expression.

use std::borrow::Cow;

use regex::Regex;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::rules::checks::frame::ask::Ask;
use crate::rules::checks::frame::kind::{Param, ParamKind, optional};
use crate::rules::checks::frame::pattern;
use crate::rules::checks::frame::text::Text;
use crate::rules::checks::parts::may_show::may_show;
use crate::rules::checks::parts::of_words::is_of_words;
use crate::rules::markdown::page::Page;
use crate::rules::markdown::scopes::Scope;
use crate::rules::markdown::shown::Of;
use crate::rules::unseen::{has_word, without_unseen};

/// The pattern is an expression.
pub const REGEX: Param = optional(
    "is_regex",
    ParamKind::Flag,
    "Patterns are regular expressions, searched line by line. False where nothing is said: they are taken literally.",
);
/// Only a part is looked at.
pub const SCOPE: Param = optional(
    "scope",
    ParamKind::OneOf(&["text", "code", "heading", "frontmatter"]),
    "The only part that is looked at. `text` is what a reader sees on the page of a Markdown or HTML text outside of code, headings and front matter: no comments, tags, attributes, pictures, targets of links and what HTML hides. `code` is what stands in fenced and indented blocks and between backticks. A file that is neither is all text and all code. Everything, as it is written, where nothing is said.",
);

/// The most occurrences that are counted: more are not told apart.
const MOST: usize = 100_000;

/// `scope` in words, behind what is looked for.
pub fn part(ask: &Ask) -> String {
    match ask.text_if_given("scope") {
        Some("text") => " in its text, as it is shown outside of code, headings and front matter".to_owned(),
        Some("code") => " in its code".to_owned(),
        Some("heading") => " in a heading".to_owned(),
        Some(_) => " in its front matter".to_owned(),
        None => String::new(),
    }
}

/// `once`, `3 times`.
pub fn times(count: u64) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}

/// What is searched, however it may be read: as it is written, as it is shown, and each paragraph as one line.
#[derive(Debug)]
pub struct Searched<'a>(Vec<Reading<'a>>);

/// One way to read a text; where its lines are others than those of the source, where each begins and which it is.
#[derive(Debug)]
struct Reading<'a> {
    text: Cow<'a, str>,
    joined: Option<Vec<(usize, u64)>>,
}

impl<'a> Reading<'a> {
    fn of(text: impl Into<Cow<'a, str>>) -> Reading<'a> {
        Reading { text: text.into(), joined: None }
    }

    /// The line, from 1, of what stands at `at` in line `line`.
    fn line(&self, at: usize, line: u64) -> u64 {
        let Some(begins) = &self.joined else { return line };
        let nth = begins.partition_point(|(begin, _)| *begin <= at).saturating_sub(1);
        begins.get(nth).map_or(line, |(_, line)| *line)
    }
}

impl<'a> Searched<'a> {
    /// What `ask` looks at in `text`.
    ///
    /// # Errors
    /// A part is asked for and the text cannot be read as Markdown.
    pub fn of(ask: &Ask, text: &Text<'a>) -> Result<Searched<'a>, String> {
        let of = match ask.text_if_given("scope") {
            None => return Ok(Searched(vec![Reading::of(text.text)])),
            Some("text") => Of::Text,
            Some("code") => Of::Code,
            Some("heading") => return part_of(text, Of::Heading, Scope::Heading),
            Some(_) => return Ok(Searched(vec![Reading::of(lines_of(text, Scope::FrontMatter)?)])),
        };
        // What becomes no page is all text, and all code.
        let Some(page) = text.page()? else { return Ok(Searched(vec![Reading::of(text.text)])) };
        Ok(Searched::on(&page, text, of))
    }

    /// The same as a reader sees it, for a `pattern` that must not be there: without what nobody sees, which could cut a word in two, and
    /// where no part is asked for also as it is shown. There a pattern with markup in it means what is written.
    ///
    /// # Errors
    /// It cannot be read as Markdown.
    pub fn as_seen(&self, ask: &Ask, text: &Text, pattern: &str) -> Result<Searched<'_>, String> {
        let mut seen: Vec<Reading<'_>> = vec![];
        for reading in &self.0 {
            let text = without_unseen(&reading.text);
            if reading.joined.is_none() && matches!(text, Cow::Owned(_)) {
                seen.push(Reading::of(text));
            }
        }
        if ask.text_if_given("scope").is_none()
            && is_of_words(pattern, ask.flag("is_regex"))
            && (ask.flag("is_regex") || may_show(&folded(text.text), &folded(pattern)) || !text.is_readable())
            && let Some(page) = text.page()?
        {
            let shown = Searched::on(&page, text, Of::All);
            seen.extend(shown.0.into_iter().map(|it| Reading { text: it.text.into_owned().into(), ..it }));
        }
        Ok(Searched(seen))
    }

    fn on(page: &Page, text: &Text<'a>, of: Of) -> Searched<'a> {
        let written = page.written(text.text, of);
        if of == Of::Code {
            return Searched(vec![Reading::of(written)]);
        }
        let plain = page.plain(text.text, of);
        let plain = without_unseen(&plain).into_owned();
        let (joined, begins) = page.joined(&plain);
        Searched(vec![
            Reading::of(written),
            Reading::of(plain),
            Reading { text: joined.into(), joined: Some(begins) },
        ])
    }

    /// The lines, from 1, in which `pattern` occurs, each as often as it does; overlapping ones count once. Of several readings the one
    /// counts in which it occurs most often. Letters are the same composed and decomposed, and so are blanks that break no line.
    ///
    /// # Errors
    /// An expression that does not compile, or lines too long to be searched so often.
    pub fn hits(&self, ask: &Ask, pattern: &str) -> Result<Vec<u64>, String> {
        let regex = ask.flag("is_regex");
        let mut most = self.hits_as_written(pattern, regex)?;
        let folded_pattern = folded(pattern);
        // A pattern of blanks alone means those that are written.
        let readings =
            self.0.iter().filter(|_| has_word(pattern)).map(|reading| (reading, folded(&reading.text)));
        let other = |(_, text): &(&Reading<'_>, Cow<'_, str>)| {
            matches!(text, Cow::Owned(_)) || matches!(folded_pattern, Cow::Owned(_))
        };
        for (reading, text) in readings.filter(other) {
            let joined = reading.joined.as_ref().map(|begins| moved(begins, &reading.text));
            let hits = Searched(vec![Reading { text, joined }]).hits_as_written(&folded_pattern, regex)?;
            if hits.len() > most.len() {
                most = hits;
            }
        }
        Ok(most)
    }

    fn hits_as_written(&self, pattern: &str, is_regex: bool) -> Result<Vec<u64>, String> {
        let regex = is_regex.then(|| pattern::regex(pattern)).transpose()?;
        let mut most = vec![];
        for reading in &self.0 {
            // Only white space in a pattern can stand for a line end.
            if reading.joined.is_some() && !has_blank(pattern, regex.is_some()) {
                continue;
            }
            let hits = match &regex {
                Some(regex) => matches(regex, reading)?,
                None => literally(pattern, reading),
            };
            if hits.len() > most.len() {
                most = hits;
            }
        }
        Ok(most)
    }
}

/// `text` in the form in which equal texts have equal bytes: letters composed (NFC), and blanks that break no line as blanks.
fn folded(text: &str) -> Cow<'_, str> {
    const UNBROKEN: [char; 3] = ['\u{a0}', '\u{2007}', '\u{202f}'];
    // What is no letter of ASCII decides; marks that only such letters part are taken for neighbours, and then composing changes nothing.
    let beyond = || beyond_ascii(text);
    if !beyond().any(|c| UNBROKEN.contains(&c)) && is_nfc_quick(beyond()) == IsNormalized::Yes {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.nfc().map(|c| if UNBROKEN.contains(&c) { ' ' } else { c }).collect())
}

/// The characters of `text` that are not ASCII's; most texts are passed over by their bytes.
fn beyond_ascii(text: &str) -> impl Iterator<Item = char> + '_ {
    let mut rest = text;
    std::iter::from_fn(move || {
        let at = rest.bytes().position(|byte| !byte.is_ascii())?;
        let next = rest[at..].chars().next()?;
        rest = &rest[at + next.len_utf8()..];
        Some(next)
    })
}

/// Where what begins at each of `begins` in `text` begins when that is [`folded`].
fn moved(begins: &[(usize, u64)], text: &str) -> Vec<(usize, u64)> {
    let (mut from, mut length) = (0, 0);
    let moved = begins.iter().map(|(at, line)| {
        length += folded(text.get(from..*at).unwrap_or_default()).len();
        from = *at;
        (length, *line)
    });
    moved.collect()
}

/// The lines of one part, the others left empty so that numbers stay.
fn lines_of(text: &Text, wanted: Scope) -> Result<String, String> {
    let scopes = text.markdown_scopes()?;
    let lines = text.text.split_inclusive('\n').zip(scopes.iter());
    let kept = lines.map(|(line, scope)| match (*scope == wanted, line.ends_with('\n')) {
        (true, _) => line,
        (false, true) => "\n",
        (false, false) => "",
    });
    Ok(kept.collect())
}

fn part_of<'a>(text: &Text<'a>, of: Of, scope: Scope) -> Result<Searched<'a>, String> {
    match text.page()?.filter(|_| text.is_markdown()) {
        Some(page) => Ok(Searched::on(&page, text, of)),
        None => Ok(Searched(vec![Reading::of(lines_of(text, scope)?)])),
    }
}

fn has_blank(pattern: &str, is_regex: bool) -> bool {
    pattern.contains(' ') || (is_regex && (pattern.contains("\\s") || pattern.contains("[[:space:]]")))
}

fn literally(pattern: &str, reading: &Reading<'_>) -> Vec<u64> {
    let text = &reading.text;
    let (mut line, mut from, mut hits) = (1, 0, vec![]);
    for (at, found) in text.match_indices(pattern).take(MOST) {
        line += text[from..at].bytes().filter(|&byte| byte == b'\n').count() as u64;
        hits.push(reading.line(at, line));
        line += found.bytes().filter(|&byte| byte == b'\n').count() as u64;
        from = at + found.len();
    }
    hits
}

/// How many bytes may be searched. Each search is charged with the rest of its line, because an expression may look that far
/// before it settles for a short match.
const WORK: usize = 128 << 20;

fn matches(regex: &Regex, reading: &Reading<'_>) -> Result<Vec<u64>, String> {
    let (mut work, mut hits, mut begin) = (WORK, vec![], 0);
    for (number, whole) in (1..).zip(reading.text.split_inclusive('\n')) {
        let line = whole.strip_suffix('\n').unwrap_or(whole);
        let line = line.strip_suffix('\r').unwrap_or(line);
        let mut from = 0;
        while from <= line.len() && hits.len() < MOST {
            work = work.checked_sub(line.len() - from + 1).ok_or_else(|| {
                let number = reading.line(begin, number);
                format!("line {number} is too long to be searched for every match of a regular expression")
            })?;
            let Some(hit) = regex.find_at(line, from) else { break };
            // Nothing that is found is no occurrence.
            if !hit.is_empty() {
                hits.push(reading.line(begin + hit.start(), number));
            }
            let next = line[hit.end()..].chars().next().map_or(1, char::len_utf8);
            from = if hit.is_empty() { hit.end() + next } else { hit.end() };
        }
        begin += whole.len();
    }
    Ok(hits)
}
