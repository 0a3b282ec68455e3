//! The headings of a Markdown text, as a Markdown parser sees them.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

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

/// The headings of `text` in order (CommonMark: `# …` and underlined ones).
///
/// Front matter between two lines `---` (YAML) or `+++` (TOML) at the very beginning is skipped. What stands for a picture is no text, and what HTML hides is none. Headings inside quotes and lists belong to what is quoted
/// or listed, so they are left out.
///
/// Errors: a text that would keep the parser busy for too long, see [`limits`].
pub fn headings(text: &str) -> Result<Vec<Heading>, String> {
    limits::check(text)?;
    let body = &text[behind_front_matter(text)..];
    let start = text.len() - body.len();
    let mut lines = Lines { text, at: 0, line: 1 };
    let (mut headings, mut open) = (Vec::new(), None::<Heading>);
    let (mut nested, mut pictures) = (0usize, 0usize);
    let mut elements = Open::default();
    for (event, range) in Parser::new_ext(body, Options::empty()).into_offset_iter() {
        elements.follow(&event);
        match event {
            Event::Start(Tag::BlockQuote(_) | Tag::List(_)) => nested += 1,
            Event::End(TagEnd::BlockQuote(_) | TagEnd::List(_)) => nested = nested.saturating_sub(1),
            Event::Start(Tag::Heading { level, .. }) if nested == 0 && !elements.hides() => {
                let line = lines.of(start + range.start);
                open = Some(Heading { level: level as u8, text: String::new(), line });
            }
            Event::End(TagEnd::Heading(_)) => headings.extend(open.take().map(tidied)),
            Event::Start(Tag::Image { .. }) => pictures += 1,
            Event::End(TagEnd::Image) => pictures = pictures.saturating_sub(1),
            Event::Text(_) | Event::Code(_) if pictures > 0 || elements.hides() => {}
            Event::Text(piece) | Event::Code(piece) => push(&mut open, &piece),
            Event::SoftBreak | Event::HardBreak => push(&mut open, " "),
            _ => {}
        }
    }
    Ok(headings)
}

fn push(open: &mut Option<Heading>, piece: &str) {
    if let Some(heading) = open {
        heading.text.push_str(piece);
    }
}

fn tidied(heading: Heading) -> Heading {
    let text = heading.text.split_whitespace().collect::<Vec<_>>().join(" ");
    Heading { text, ..heading }
}

/// The front matter of `text`, its fences included; nothing where it has none.
///
/// Errors: as [`headings`].
pub fn front_matter(text: &str) -> Result<&str, String> {
    limits::check(text)?;
    Ok(&text[..behind_front_matter(text)])
}

/// Where the document begins behind its front matter; 0 without one.
pub(super) fn behind_front_matter(text: &str) -> usize {
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
