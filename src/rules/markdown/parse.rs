//! The headings of a Markdown text, as a Markdown parser sees them.

use pulldown_cmark::{Event, Tag, TagEnd};
use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::rules::markdown::elements::Open;
use crate::rules::markdown::limits;

/// A heading of the document itself: not in a code block, HTML, a quote or a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its text without markup, white space as single blanks.
    pub text: String,
    /// The line in which it begins, from 1.
    pub line: u64,
}

/// The headings of a text, gathered while a parser goes through it.
#[derive(Debug)]
pub(super) struct Headings<'a> {
    lines: Lines<'a>,
    found: Vec<Heading>,
    open: Option<Heading>,
    /// How many quotes and lists are open.
    nested: usize,
    pictures: usize,
    elements: Open,
}

impl<'a> Headings<'a> {
    /// Those of `text`.
    pub(super) fn of(text: &'a str) -> Headings<'a> {
        let lines = Lines { text, at: 0, line: 1 };
        Headings { lines, found: vec![], open: None, nested: 0, pictures: 0, elements: Open::of(text) }
    }

    /// Takes the next event, which begins at `at` in the text.
    pub(super) fn take(&mut self, event: &Event, at: usize) {
        self.elements.follow(event);
        let hidden = self.elements.hides();
        match event {
            Event::Start(Tag::BlockQuote(_) | Tag::List(_)) => self.nested += 1,
            Event::End(TagEnd::BlockQuote(_) | TagEnd::List(_)) => {
                self.nested = self.nested.saturating_sub(1);
            }
            Event::Start(Tag::Heading { level, .. }) if self.nested == 0 && !hidden => {
                let line = self.lines.of(at);
                self.open = Some(Heading { level: *level as u8, text: String::new(), line });
            }
            Event::End(TagEnd::Heading(_)) => self.found.extend(self.open.take().map(tidied)),
            Event::Start(Tag::Image { .. }) => self.pictures += 1,
            Event::End(TagEnd::Image) => self.pictures = self.pictures.saturating_sub(1),
            Event::Text(_) | Event::Code(_) if self.pictures > 0 || hidden => {}
            Event::Text(piece) | Event::Code(piece) => push(&mut self.open, piece),
            Event::SoftBreak | Event::HardBreak => push(&mut self.open, " "),
            _ => {}
        }
    }

    /// What was gathered, in order.
    pub(super) fn found(self) -> Vec<Heading> {
        self.found
    }
}

fn push(open: &mut Option<Heading>, piece: &str) {
    if let Some(heading) = open {
        heading.text.push_str(piece);
    }
}

fn tidied(heading: Heading) -> Heading {
    let text = heading.text.split_whitespace().collect::<Vec<_>>().join(" ");
    // A letter is the same whether it is written as one character or as two.
    let text = if is_nfc(&text) { text } else { text.nfc().collect() };
    Heading { text, ..heading }
}

/// The front matter of `text`, its fences included; nothing where it has none.
///
/// Errors: a text that would keep the parser busy for too long, see [`limits`].
pub fn front_matter(text: &str) -> Result<&str, String> {
    limits::check(text)?;
    Ok(&text[..behind_front_matter(text)])
}

/// Where the document begins behind its front matter; 0 without one.
pub fn behind_front_matter(text: &str) -> usize {
    let mut lines = text.split_inclusive('\n');
    let Some(first) = lines.next() else { return 0 };
    let fence = first.trim_end();
    if !matches!(fence, "---" | "+++") {
        return 0;
    }
    let yaml = fence == "---";
    let mut at = first.len();
    for (index, line) in lines.enumerate() {
        let bare = line.trim_end();
        // A line `---` is a rule as well, and then a blank line is usual.
        if index == 0 && yaml && (bare.is_empty() || bare == "---") {
            return 0;
        }
        at += line.len();
        if bare == fence || (yaml && bare == "...") {
            return at;
        }
    }
    0
}

/// Counts lines once over a text that is asked about front to back.
#[derive(Debug)]
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u64,
}

impl Lines<'_> {
    fn of(&mut self, offset: usize) -> u64 {
        let passed = self.text.as_bytes().get(self.at..offset).unwrap_or_default();
        self.line += passed.iter().filter(|&&byte| byte == b'\n').count() as u64;
        self.at = self.at.max(offset);
        self.line
    }
}
