//! Where a check of texts looks, and how: one part of a text or all of it, literally or by a regular expression.

use std::borrow::Cow;

use regex::Regex;

use crate::rules::checks::frame::ask::Ask;
use crate::rules::checks::frame::kind::{Param, ParamKind, optional};
use crate::rules::checks::frame::pattern;
use crate::rules::checks::frame::text::Text;
use crate::rules::markdown::scopes::Scope;
use crate::rules::unseen::without_unseen;

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
    "The only part that is looked at, in Markdown: `text` is what is neither code, comment, heading nor front matter. Everything where nothing is said.",
);

/// The most occurrences that are counted: more are not told apart.
const MOST: usize = 100_000;

/// `scope` in words, behind what is looked for.
pub fn part(ask: &Ask) -> String {
    match ask.text_if_given("scope") {
        Some("text") => " in its text, outside of code, comments, headings and front matter".to_owned(),
        Some("code") => " in a code block".to_owned(),
        Some("heading") => " in a heading".to_owned(),
        Some(_) => " in its front matter".to_owned(),
        None => String::new(),
    }
}

/// `once`, `3 times`.
pub fn times(count: u64) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}

/// What is searched: the whole text, or the lines of one part of it, the others left empty so that numbers stay.
#[derive(Debug)]
pub struct Searched<'a>(Cow<'a, str>);

impl<'a> Searched<'a> {
    /// What `ask` looks at in `text`.
    ///
    /// # Errors
    /// A part is asked for and the text cannot be read as Markdown.
    pub fn of(ask: &Ask, text: &Text<'a>) -> Result<Searched<'a>, String> {
        let wanted = match ask.text_if_given("scope") {
            None => return Ok(Searched(Cow::Borrowed(text.text))),
            Some("text") => Scope::Text,
            Some("code") => Scope::Code,
            Some("heading") => Scope::Heading,
            Some(_) => Scope::FrontMatter,
        };
        let scopes = text.markdown_scopes()?;
        let lines = text.text.split_inclusive('\n').zip(scopes.iter());
        let kept = lines.map(|(line, scope)| match (*scope == wanted, line.ends_with('\n')) {
            (true, _) => line,
            (false, true) => "\n",
            (false, false) => "",
        });
        Ok(Searched(Cow::Owned(kept.collect())))
    }

    /// The same without what nobody sees, which could cut a word in two; `None` where there is nothing of it.
    pub fn as_seen(&self) -> Option<Searched<'_>> {
        let seen = without_unseen(&self.0);
        matches!(seen, Cow::Owned(_)).then(|| Searched(seen))
    }

    /// The lines, from 1, in which `pattern` occurs, each as often as it does; overlapping ones count once.
    ///
    /// # Errors
    /// An expression that does not compile, or lines too long to be searched so often.
    pub fn hits(&self, ask: &Ask, pattern: &str) -> Result<Vec<u64>, String> {
        if ask.flag("is_regex") {
            return matches(&pattern::regex(pattern)?, &self.0);
        }
        let (mut line, mut from, mut hits) = (1, 0, vec![]);
        for (at, found) in self.0.match_indices(pattern).take(MOST) {
            line += self.0[from..at].bytes().filter(|&byte| byte == b'\n').count() as u64;
            hits.push(line);
            line += found.bytes().filter(|&byte| byte == b'\n').count() as u64;
            from = at + found.len();
        }
        Ok(hits)
    }
}

/// How many bytes may be searched. Each search is charged with the rest of its line, because an expression may look that far
/// before it settles for a short match.
const WORK: usize = 128 << 20;

fn matches(regex: &Regex, text: &str) -> Result<Vec<u64>, String> {
    let (mut work, mut hits) = (WORK, vec![]);
    for (number, line) in (1..).zip(text.lines()) {
        let mut from = 0;
        while from <= line.len() && hits.len() < MOST {
            work = work.checked_sub(line.len() - from + 1).ok_or_else(|| {
                format!("line {number} is too long to be searched for every match of a regular expression")
            })?;
            let Some(hit) = regex.find_at(line, from) else { break };
            // Nothing that is found is no occurrence.
            if !hit.is_empty() {
                hits.push(number);
            }
            let next = line[hit.end()..].chars().next().map_or(1, char::len_utf8);
            from = if hit.is_empty() { hit.end() + next } else { hit.end() };
        }
    }
    Ok(hits)
}
