//! Takes in what a text is made of, so that what is open at each place is known.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::rules::markdown::elements::Open;
use crate::rules::markdown::entities::entity_of_html;
use crate::rules::markdown::nesting::is_block;
use crate::rules::markdown::tags::{Sight, end_of, is_shown_raw, tag};

/// What is shown of a piece of HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// The piece as it stands.
    Text,
    /// The same, as code.
    Code,
    /// Something else: a blank for a tag that parts words, what an entity stands for, or nothing.
    Instead(String),
    /// Nothing, because it stands in something hidden, or begins that.
    Hidden,
}

impl Open {
    /// Takes in an event of the parser. The tags of an HTML block count from its end on.
    pub fn follow(&mut self, event: &Event<'_>) {
        if self.plain {
            return;
        }
        match event {
            Event::Start(Tag::HtmlBlock) => self.block.clear(),
            Event::Html(line) => self.block.push_str(line),
            Event::End(TagEnd::HtmlBlock) => {
                let block = std::mem::take(&mut self.block);
                self.scan(&block, &mut |_, _| {});
            }
            Event::InlineHtml(_) if std::mem::take(&mut self.taken_in) => {}
            Event::InlineHtml(html) => {
                match tag(html).filter(|tag| self.raw().is_none() && tag.length == html.len()) {
                    Some(tag) => self.take(tag),
                    None => self.scan(html, &mut |_, _| {}),
                }
            }
            // What opens and ends is text there.
            _ if self.raw().is_some() => {}
            Event::Start(tag) => {
                if let Some(name) = begun(tag) {
                    self.begin(Cow::Borrowed(name), Sight::default(), false);
                }
            }
            Event::End(tag) => {
                if let Some(name) = ended(*tag) {
                    self.close(name);
                }
            }
            _ => {}
        }
    }

    /// Nothing of an HTML block is left to be taken in: [`Open::scan`] has been given it.
    pub fn forget_block(&mut self) {
        self.block.clear();
    }

    /// Nothing of the next piece of HTML within a line is to be taken in: [`Open::scan`] has been given it.
    pub fn forget_inline(&mut self) {
        self.taken_in = true;
    }

    /// Whether a piece of HTML within a line is one tag or comment, as browsers see it.
    pub fn is_whole(&self, html: &str) -> bool {
        self.raw().is_none() && tag(html).is_none_or(|tag| tag.length == html.len())
    }

    /// Takes in a piece of HTML, and tells of each part of it what is shown there.
    pub fn scan(&mut self, html: &str, tell: &mut dyn FnMut(Range<usize>, Said)) {
        let (mut at, mut told) = (0, 0);
        // Behind it no tag ends, and none is looked for.
        let last_end = html.rfind('>').unwrap_or(0);
        if let Some(name) = self.raw().map(str::to_owned) {
            let end = end_of(&name, html);
            at = end.unwrap_or(html.len());
            if end.is_some() {
                self.close(&name);
            }
            tell(0..at, Said::Hidden);
            told = at;
        }
        while let Some(found) = html[at..].find(['<', '&']).map(|found| at + found) {
            let rest = &html[found..];
            let known = if rest.starts_with('&') {
                entity_of_html(rest).map(|(length, said)| (length, None, said))
            } else if found < last_end || rest.starts_with("<!--") {
                tag(rest).map(|tag| {
                    let parts = parts(&tag.name, html[..found].chars().next_back(), &rest[tag.length..]);
                    (tag.length, Some(tag), if parts { " " } else { "" }.to_owned())
                })
            } else {
                None
            };
            at = found + 1;
            let Some((length, tag, said)) = known else { continue };
            self.text(told..found, tell);
            let tag = tag.unwrap_or_default();
            let shown = (is_shown_raw(&tag.name) && !tag.closes).then(|| tag.name.clone());
            // A script with all in it is one such tag.
            let is_raw = tag.name.is_empty() && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic());
            let is_tag = rest.starts_with('<');
            self.take(tag);
            at = found + length;
            tell(
                found..at,
                if self.hides() || (is_tag && is_raw) { Said::Hidden } else { Said::Instead(said) },
            );
            told = at;
            // In front of its end tag all is text.
            if let Some(end) = shown.and_then(|name| end_of(&name, &html[at..])) {
                at += html[at..at + end].rfind("</").unwrap_or(0);
            }
        }
        self.text(told..html.len(), tell);
    }

    fn text(&self, range: Range<usize>, tell: &mut dyn FnMut(Range<usize>, Said)) {
        if range.is_empty() {
            return;
        }
        let said = match (self.hides(), self.is_code()) {
            (true, _) => Said::Hidden,
            (false, true) => Said::Code,
            (false, false) => Said::Text,
        };
        tell(range, said);
    }
}

/// Whether a tag parts the words on both sides of it.
fn parts(name: &str, before: Option<char>, behind: &str) -> bool {
    let between =
        before.is_some_and(|c| !c.is_whitespace()) && behind.starts_with(|c: char| !c.is_whitespace());
    name == "br" || (between && (is_block(name) || matches!(name, "td" | "th")))
}

fn begun(tag: &Tag<'_>) -> Option<&'static str> {
    Some(match tag {
        Tag::Paragraph => "p",
        Tag::Heading { .. } => "h",
        Tag::BlockQuote(_) => "blockquote",
        Tag::CodeBlock(_) => "listing",
        Tag::List(_) => "ul",
        Tag::Item => "li",
        Tag::FootnoteDefinition(_) => "section",
        Tag::Table(_) => "table",
        Tag::TableHead | Tag::TableRow => "tr",
        Tag::TableCell => "td",
        Tag::Emphasis => "em",
        Tag::Strong => "strong",
        Tag::Strikethrough => "del",
        Tag::Link { .. } => "a",
        _ => return None,
    })
}

fn ended(tag: TagEnd) -> Option<&'static str> {
    Some(match tag {
        TagEnd::Paragraph => "p",
        TagEnd::Heading(_) => "h",
        TagEnd::BlockQuote(_) => "blockquote",
        TagEnd::CodeBlock => "listing",
        TagEnd::List(_) => "ul",
        TagEnd::Item => "li",
        TagEnd::FootnoteDefinition => "section",
        TagEnd::Table => "table",
        TagEnd::TableHead | TagEnd::TableRow => "tr",
        TagEnd::TableCell => "td",
        TagEnd::Emphasis => "em",
        TagEnd::Strong => "strong",
        TagEnd::Strikethrough => "del",
        TagEnd::Link => "a",
        _ => return None,
    })
}
