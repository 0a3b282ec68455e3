//! The elements that stand open at a place of a text, those of Markdown and of HTML: whether what stands there is seen, and whether as code.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::rules::markdown::tags::{self, end_of, entity, is_raw, tag};

/// What is shown of a piece of HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// The piece as it stands.
    Text,
    /// The same, as code.
    Code,
    /// Something else: a blank for a tag that parts words, what an entity stands for, or nothing.
    Instead(String),
}

/// The elements that are open.
#[derive(Debug, Default)]
pub struct Open {
    stack: Vec<Element>,
    /// How many of each name are in the stack.
    names: BTreeMap<Cow<'static, str>, usize>,
    hiding: usize,
    coding: usize,
    /// The HTML block that is being read.
    block: String,
}

#[derive(Debug)]
struct Element {
    name: Cow<'static, str>,
    hides: bool,
    code: bool,
}

const VOID: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];
const CODE: [&str; 5] = ["code", "kbd", "pre", "samp", "tt"];
/// Elements that parsers open again behind the end of what they stand in.
const FORMATTING: [&str; 14] =
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
/// Elements that begin anew where one of them begins, up to the element that holds them.
const PARTS: [(&[&str], &[&str]); 4] = [
    (&["li"], &["ul", "ol"]),
    (&["dd", "dt"], &["dl"]),
    (&["option"], &["select"]),
    (&["td", "th"], &["tr", "table"]),
];
/// Elements that end a paragraph, and part words.
const BLOCKS: [&str; 41] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "listing",
    "main",
    "nav",
    "ol",
    "option",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];
/// How far an element is looked for that ends by itself.
const NEAR: usize = 64;

impl Open {
    /// Whether nobody sees what stands here.
    pub fn hides(&self) -> bool {
        self.hiding > 0
    }

    /// Whether it is shown as code.
    pub fn is_code(&self) -> bool {
        self.coding > 0
    }

    /// Takes in an event of the parser. The tags of an HTML block count from its end on.
    pub fn follow(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(Tag::HtmlBlock) => self.block.clear(),
            Event::Html(line) => self.block.push_str(line),
            Event::End(TagEnd::HtmlBlock) => {
                let block = std::mem::take(&mut self.block);
                self.scan(&block, &mut |_, _| {});
            }
            Event::InlineHtml(html) => {
                if let Some(tag) = tag(html) {
                    self.take(tag);
                }
            }
            Event::Start(tag) => {
                if let Some(name) = begun(tag) {
                    self.open(Cow::Borrowed(name), false);
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

    /// Takes in a piece of HTML, and tells of each part of it what is shown there.
    pub fn scan(&mut self, html: &str, tell: &mut dyn FnMut(Range<usize>, Said)) {
        let (mut at, mut told) = (0, 0);
        // Behind it no tag ends, and none is looked for.
        let last_end = html.rfind('>').unwrap_or(0);
        if let Some(raw) = self.stack.last().filter(|last| is_raw(&last.name)) {
            let name = raw.name.clone();
            at = end_of(&name, html).unwrap_or(html.len());
            if end_of(&name, html).is_some() {
                self.close(&name);
            }
            tell(0..at, Said::Instead(String::new()));
            told = at;
        }
        while let Some(found) = html[at..].find(['<', '&']).map(|found| at + found) {
            let rest = &html[found..];
            let known = if rest.starts_with('&') {
                entity(rest).map(|(length, said)| (length, None, said))
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
            self.take(tag.unwrap_or_default());
            at = found + length;
            tell(found..at, Said::Instead(if self.hides() { String::new() } else { said }));
            told = at;
        }
        self.text(told..html.len(), tell);
    }

    fn text(&self, range: Range<usize>, tell: &mut dyn FnMut(Range<usize>, Said)) {
        if range.is_empty() {
            return;
        }
        let said = match (self.hides(), self.is_code()) {
            (true, _) => Said::Instead(String::new()),
            (false, true) => Said::Code,
            (false, false) => Said::Text,
        };
        tell(range, said);
    }

    fn take(&mut self, tag: tags::Tag) {
        if tag.closes {
            self.close(&tag.name);
        } else if !tag.name.is_empty() {
            self.open(Cow::Owned(tag.name), tag.hides);
        }
    }

    fn open(&mut self, name: Cow<'static, str>, hides: bool) {
        if VOID.contains(&&*name) {
            return;
        }
        for (alike, holders) in PARTS.iter().filter(|(alike, _)| alike.contains(&&*name)) {
            self.end_nearest(alike, holders);
        }
        if BLOCKS.contains(&&*name) {
            self.end_nearest(&["p"], &["button", "caption", "table", "td", "template", "th"]);
        }
        let code = CODE.contains(&&*name);
        *self.names.entry(name.clone()).or_default() += 1;
        self.hiding += usize::from(hides);
        self.coding += usize::from(code);
        self.stack.push(Element { name, hides, code });
    }

    /// Ends the nearest element of one of these names that stands in no holder of its own.
    fn end_nearest(&mut self, names: &[&str], holders: &[&str]) {
        let mut near = self.stack.iter().rev().take(NEAR).take_while(|it| !holders.contains(&&*it.name));
        if let Some(name) = near.find(|it| names.contains(&&*it.name)).map(|it| it.name.clone()) {
            self.close(&name);
        }
    }

    /// Ends the nearest element called `name` with all in it; what hides and only formats goes on behind it.
    fn close(&mut self, name: &str) {
        if !self.names.contains_key(name) {
            return;
        }
        let mut again = vec![];
        while let Some(last) = self.stack.pop() {
            let found = last.name == name;
            if let Some(count) = self.names.get_mut(&last.name) {
                *count -= 1;
                if *count == 0 {
                    self.names.remove(&last.name);
                }
            }
            self.hiding -= usize::from(last.hides);
            self.coding -= usize::from(last.code);
            if found {
                break;
            }
            if last.hides && FORMATTING.contains(&&*last.name) {
                again.push(last.name);
            }
        }
        for name in again.into_iter().rev() {
            self.open(name, true);
        }
    }
}

/// Whether a tag parts the words on both sides of it.
fn parts(name: &str, before: Option<char>, behind: &str) -> bool {
    let between =
        before.is_some_and(|c| !c.is_whitespace()) && behind.starts_with(|c: char| !c.is_whitespace());
    name == "br" || (between && BLOCKS.contains(&name))
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
        _ => return None,
    })
}
