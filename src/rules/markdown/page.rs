//! What a Markdown text becomes on a page: which bytes of it a reader sees, and what of them is code, a heading or only markup.

use std::collections::BTreeSet;
use std::ops::Range;

/// What a line belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Between the fences at the very beginning, those included.
    FrontMatter,
    /// A fenced code block, its fences included.
    Code,
    /// A code block that is only indented.
    Indented,
    /// A heading, its underline included.
    Heading,
    /// Everything else.
    Text,
}

/// A text taken apart; ranges are in bytes of the source, in the order of their beginnings.
#[derive(Debug, Default)]
pub struct Page {
    /// Where each line begins.
    pub begins: Vec<usize>,
    /// What each line belongs to.
    pub parts: Vec<Part>,
    /// Whether the text of a line goes on in the next one.
    pub goes_on: Vec<bool>,
    /// Where something is shown.
    pub seen: Vec<Range<usize>>,
    /// What is shown otherwise than it is written, and as what: nothing for tags, comments and what they hide, pictures.
    pub instead: Vec<(Range<usize>, String)>,
    /// Targets and titles of links.
    pub targets: Vec<Range<usize>>,
    /// Names that a reader does not see: of references and of notes.
    pub names: Vec<Range<usize>>,
    /// What only marks something up: emphasis, brackets of links, backslashes.
    pub marks: Vec<Range<usize>>,
    /// Code within a line: with its backticks, and what stands between them.
    pub codes: Vec<(Range<usize>, Range<usize>)>,
    /// Text, tags, links and pictures that HTML hides; none of these ranges touches what another one holds.
    pub hidden: Vec<Range<usize>>,
    /// Footnotes that nothing leads to: no page shows them.
    pub unled: Vec<Range<usize>>,
    /// The definitions of links that something refers to that is shown, by [`label`].
    pub referred: BTreeSet<String>,
    /// What stands behind the language of a fenced block.
    pub fences: Vec<Range<usize>>,
}

impl Page {
    /// The lines that `range` touches, from 0.
    pub fn lines(&self, range: &Range<usize>) -> Range<usize> {
        let first = self.begins.partition_point(|&begin| begin <= range.start).saturating_sub(1);
        let last = self.begins.partition_point(|&begin| begin < range.end);
        first..last.max(first)
    }

    /// That of a text of which nothing is known but its lines.
    pub fn of_lines(text: &str) -> Page {
        let begins: Vec<usize> = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .filter(|&at| at < text.len())
            .collect();
        let (parts, goes_on) = (vec![Part::Text; begins.len()], vec![false; begins.len()]);
        Page { begins, parts, goes_on, ..Page::default() }
    }

    /// Lines that belong to nothing yet belong to `part`.
    pub fn belongs(&mut self, range: Range<usize>, part: Part) {
        let lines = self.lines(&range);
        self.parts[lines].iter_mut().filter(|it| **it == Part::Text).for_each(|it| *it = part);
    }

    /// What stands in `range` is one run of text, over all of its lines.
    pub fn one_run(&mut self, range: &Range<usize>) {
        let lines = self.lines(range);
        let last = lines.end.saturating_sub(1).max(lines.start);
        self.goes_on[lines.start..last].fill(true);
    }

    /// Whether HTML hides what stands at `at`.
    pub fn is_hidden(&self, at: usize) -> bool {
        let before = self.hidden.partition_point(|range| range.start <= at);
        self.hidden[..before].last().is_some_and(|range| at < range.end)
    }

    /// Whether what stands at `at` belongs to a footnote that nothing leads to.
    pub fn is_unled(&self, at: usize) -> bool {
        let before = self.unled.partition_point(|note| note.start <= at);
        self.unled[..before].last().is_some_and(|note| at < note.end)
    }
}

/// The name of a definition as names are compared: in lower case, with single blanks.
pub fn label(name: &str) -> String {
    name.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}
