//! Takes a text apart into what its page shows.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use crate::rules::markdown::elements::Open;
use crate::rules::markdown::html_text::read_html;
use crate::rules::markdown::led::Notes;
use crate::rules::markdown::limits;
use crate::rules::markdown::page::{Page, Part, label};
use crate::rules::markdown::parse::behind_front_matter;

/// What stands in a footnote is text like any other.
pub(super) const OPTIONS: Options =
    Options::ENABLE_FOOTNOTES.union(Options::ENABLE_STRIKETHROUGH).union(Options::ENABLE_TABLES);

/// Takes `text` apart.
///
/// Errors: a text that would keep the parser busy for too long, see [`limits`].
pub fn page(text: &str) -> Result<Page, String> {
    limits::check(text)?;
    let body = behind_front_matter(text);
    let mut walk = Walk::of(text, body);
    for (event, range) in Parser::new_ext(&text[body..], OPTIONS).into_offset_iter() {
        walk.follow(&event, body + range.start..body + range.end);
    }
    Ok(walk.found())
}

/// Takes an HTML text apart.
pub fn html_page(text: &str) -> Page {
    let mut page = Page::of_lines(text);
    read_html(text, std::slice::from_ref(&(0..text.len())), &mut Open::default(), &mut page);
    page
}

/// A page that is made while a parser goes through a text.
pub(super) struct Walk<'a> {
    text: &'a str,
    page: Page,
    open: Open,
    /// Where the last thing within a block ended: what lies between it and the next is markup.
    inner: Option<usize>,
    pictures: usize,
    links: Vec<LinkType>,
    /// The lines of the HTML block that is being read.
    html: Vec<Range<usize>>,
    in_code: bool,
    /// Where the last cell of the row of a table ends.
    cells: usize,
    notes: Notes,
    /// Where something refers to a definition, and to which.
    referred: Vec<(usize, String)>,
}

impl<'a> Walk<'a> {
    /// That of `text`, whose front matter ends at `body`.
    pub(super) fn of(text: &'a str, body: usize) -> Walk<'a> {
        let mut page = Page::of_lines(text);
        page.belongs(0..body, Part::FrontMatter);
        Walk {
            text,
            page,
            open: Open::of(text),
            inner: None,
            pictures: 0,
            links: vec![],
            html: vec![],
            in_code: false,
            cells: 0,
            notes: Notes::default(),
            referred: vec![],
        }
    }

    /// Takes the next event, which stands for `range` of the text.
    pub(super) fn follow(&mut self, event: &Event<'_>, range: Range<usize>) {
        // A note in the text of a picture is led to by nobody.
        if self.pictures == 0 {
            self.notes.follow(event, &range);
        }
        self.refer(event, range.start);
        self.take(event, range.clone());
        if self.open.plain {
            return;
        }
        self.open.follow(event);
        let may_hide = matches!(
            event,
            Event::Text(_)
                | Event::Code(_)
                | Event::InlineHtml(_)
                | Event::Start(Tag::Link { .. } | Tag::Image { .. })
        );
        if may_hide && self.open.hides() {
            self.page.hidden.push(range);
        }
    }

    /// What was found.
    pub(super) fn found(self) -> Page {
        let mut page = self.page;
        page.unled = self.notes.unled();
        page.referred =
            self.referred.into_iter().filter(|(at, _)| !page.is_unled(*at)).map(|(_, name)| name).collect();
        page.seen.sort_by_key(|range| range.start);
        page.hidden = merged(page.hidden);
        page
    }

    fn take(&mut self, event: &Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(Tag::Image { .. }) => self.picture(range),
            Event::End(TagEnd::Image) => self.pictures = self.pictures.saturating_sub(1),
            _ if self.pictures > 0 => {}
            Event::Start(Tag::Link { link_type, .. }) => {
                self.links.push(*link_type);
                self.reach(range.start, range.start);
            }
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough) => {
                self.reach(range.start, range.start)
            }
            Event::End(TagEnd::Link) => self.end_link(range),
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough) => {
                self.reach(range.end, range.end)
            }
            Event::Text(said) => self.say(range, said),
            Event::Code(_) => self.code(range),
            Event::FootnoteReference(_) => {
                self.reach(range.start, range.end);
                self.page.names.push(range.clone());
                self.show(range);
            }
            Event::InlineHtml(html) if !self.open.is_whole(html) => {
                self.reach(range.start, range.end);
                read_html(self.text, std::slice::from_ref(&range), &mut self.open, &mut self.page);
                self.open.forget_inline();
            }
            Event::InlineHtml(html) => {
                self.reach(range.start, range.end);
                self.page.one_run(&range);
                let breaks =
                    html.get(..3).is_some_and(|it| it.eq_ignore_ascii_case("<br")) && !self.open.hides();
                self.page.instead.push((range, if breaks { " " } else { "" }.to_owned()));
            }
            Event::SoftBreak | Event::HardBreak => {
                let line = self.page.lines(&range).start;
                if let Some(goes_on) = self.page.goes_on.get_mut(line) {
                    *goes_on = true;
                }
                self.inner = None;
            }
            Event::Html(_) => self.html.push(range),
            Event::End(TagEnd::HtmlBlock) => {
                let pieces = std::mem::take(&mut self.html);
                read_html(self.text, &pieces, &mut self.open, &mut self.page);
                self.open.forget_block();
            }
            _ => self.block(event, range),
        }
    }

    fn refer(&mut self, event: &Event<'_>, at: usize) {
        let Event::Start(Tag::Link { link_type, id, .. } | Tag::Image { link_type, id, .. }) = event else {
            return;
        };
        let refers = matches!(link_type, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut);
        if refers && !self.open.hides() {
            self.referred.push((at, label(id)));
        }
    }

    /// What begins or ends a block.
    fn block(&mut self, event: &Event<'_>, range: Range<usize>) {
        self.inner = None;
        self.in_code = matches!(event, Event::Start(Tag::CodeBlock(_)));
        match event {
            Event::Start(Tag::Heading { .. }) => self.page.belongs(range, Part::Heading),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => self.page.belongs(range, Part::Indented),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => {
                let first = self.text[range.clone()].lines().next().unwrap_or_default();
                let fence = first.trim_start_matches(['`', '~', ' ', '\t']);
                let language = fence.find(char::is_whitespace).unwrap_or(fence.len());
                let end = range.start + first.len();
                self.page.fences.push(end - (fence.len() - language)..end);
                self.page.belongs(range, Part::Code);
            }
            Event::Start(Tag::Table(_)) => self.rule(&range),
            Event::Start(Tag::TableRow) => self.cells = range.start,
            Event::End(TagEnd::TableCell) => self.cells = range.end,
            Event::End(TagEnd::TableRow) => self.surplus(range),
            Event::Start(Tag::FootnoteDefinition(_)) => {
                let name = self.text[range.clone()].find("]:").map(|end| range.start..range.start + end + 2);
                self.page.names.extend(name);
            }
            _ => {}
        }
    }

    /// The line below the head of a table stands as it is written.
    fn rule(&mut self, table: &Range<usize>) {
        let lines = self.page.lines(table);
        let begin = |line: usize| self.page.begins.get(line).copied();
        if let Some(from) = begin(lines.start + 1).filter(|_| lines.len() > 1) {
            self.page.seen.push(from..begin(lines.start + 2).unwrap_or(self.text.len()));
        }
    }

    /// What stands in a row behind its last cell is not shown: there are more cells than in the head of the table.
    fn surplus(&mut self, row: Range<usize>) {
        let rest = self.text.get(self.cells..row.end).unwrap_or_default();
        let cell = rest.trim_start_matches([' ', '\t']);
        let behind = cell.strip_prefix('|').unwrap_or(cell);
        if !behind.trim().is_empty() {
            self.page.instead.push((row.end - behind.len()..row.end, String::new()));
        }
    }

    /// Something within a block begins at `from` and has been dealt with up to `to`.
    fn reach(&mut self, from: usize, to: usize) {
        if let Some(inner) = self.inner.filter(|inner| *inner < from) {
            self.page.marks.push(inner..from);
        }
        self.inner = Some(to);
    }

    fn show(&mut self, range: Range<usize>) {
        if self.open.hides() {
            self.page.instead.push((range, String::new()));
        } else {
            self.page.seen.push(range);
        }
    }

    fn picture(&mut self, range: Range<usize>) {
        if self.pictures == 0 {
            self.reach(range.start, range.end);
            self.page.one_run(&range);
            let target = self.text[range.clone()].rfind("](").map(|at| range.start + at..range.end);
            self.page.targets.extend(target);
            self.page.instead.push((range, String::new()));
        }
        self.pictures += 1;
    }

    fn end_link(&mut self, range: Range<usize>) {
        let kind = self.links.pop();
        let Some(inner) = self.inner.filter(|inner| *inner < range.end) else {
            return self.reach(range.end, range.end);
        };
        match kind {
            Some(LinkType::Inline) => {
                self.page.one_run(&(inner..range.end));
                self.page.targets.push(inner..range.end);
            }
            Some(LinkType::Reference) => self.page.names.push(inner..range.end),
            _ => self.page.marks.push(inner..range.end),
        }
        self.inner = Some(range.end);
    }

    fn say(&mut self, range: Range<usize>, said: &str) {
        if self.in_code {
            return self.show(range);
        }
        let source = &self.text[range.clone()];
        if self.inner.is_none() && source.starts_with(|c: char| c.is_ascii_punctuation()) {
            // What was escaped at the beginning of a line.
            let before = range.start.checked_sub(1).filter(|at| self.text.as_bytes()[*at] == b'\\');
            self.page.marks.extend(before.map(|at| at..range.start));
        }
        self.reach(range.start, range.end);
        if source.starts_with('&') && source != said && !self.open.hides() {
            // An entity may stand for a line end, and lines keep their numbers.
            self.page.instead.push((range.clone(), said.replace('\n', " ")));
        }
        if self.open.is_code() && !self.open.hides() {
            self.page.codes.push((range.clone(), range.clone()));
        }
        self.show(range);
    }

    fn code(&mut self, range: Range<usize>) {
        self.reach(range.start, range.end);
        self.page.one_run(&range);
        if !self.open.hides() {
            let ticks = self.text[range.clone()].bytes().take_while(|byte| *byte == b'`').count();
            let ticks = ticks.min(range.len() / 2);
            self.page.codes.push((range.clone(), range.start + ticks..range.end - ticks));
        }
        self.show(range);
    }
}

/// What any of `ranges` holds, as ranges apart from each other.
fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| range.start);
    let mut apart: Vec<Range<usize>> = vec![];
    for range in ranges {
        match apart.last_mut().filter(|last| range.start < last.end) {
            Some(last) => last.end = last.end.max(range.end),
            None => apart.push(range),
        }
    }
    apart
}
