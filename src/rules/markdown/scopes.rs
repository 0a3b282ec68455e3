//! What each line of a text belongs to: front matter, a heading, code, a comment, or the text itself.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag};

/// What a line belongs to. A line that belongs to several counts as the first of them in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Between the fences at the very beginning, those included.
    FrontMatter,
    /// A fenced code block, its fences included. What is only indented is text: it looks like code to few readers.
    Code,
    /// An HTML comment that begins its line.
    Comment,
    /// A heading, its underline included.
    Heading,
    /// Everything else.
    Text,
}

/// The scopes of a text's lines, marked while a parser goes through it.
#[derive(Debug)]
pub(super) struct Scopes<'a> {
    text: &'a str,
    /// Where each line begins.
    begins: Vec<usize>,
    scopes: Vec<Scope>,
}

impl<'a> Scopes<'a> {
    /// Those of `text`, whose front matter ends at `body`.
    pub(super) fn of(text: &'a str, body: usize) -> Scopes<'a> {
        let begins: Vec<usize> = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .filter(|&at| at < text.len())
            .collect();
        let mut scopes = Scopes { text, scopes: vec![Scope::Text; begins.len()], begins };
        scopes.mark(&(0..body), Scope::FrontMatter);
        scopes
    }

    /// Takes the next event, which stands for `range` of the text.
    pub(super) fn take(&mut self, event: &Event, range: &Range<usize>) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => self.mark(range, Scope::Code),
            Event::Start(Tag::Heading { .. }) => self.mark(range, Scope::Heading),
            Event::Start(Tag::HtmlBlock) if self.text[range.clone()].trim_start().starts_with("<!--") => {
                self.mark(range, Scope::Comment);
            }
            _ => {}
        }
    }

    /// The scope of every line.
    pub(super) fn found(self) -> Vec<Scope> {
        self.scopes
    }

    fn mark(&mut self, range: &Range<usize>, scope: Scope) {
        let first = self.begins.partition_point(|&begin| begin <= range.start).saturating_sub(1);
        let last = self.begins.partition_point(|&begin| begin < range.end);
        let lines = self.scopes[first..last.max(first)].iter_mut();
        lines.filter(|it| **it == Scope::Text).for_each(|it| *it = scope);
    }
}
