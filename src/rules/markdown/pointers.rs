//! Where a Markdown text points to, and the places in it that others can point to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};
use regex::Regex;

use crate::rules::markdown::page::label;
use crate::rules::markdown::parse::behind_front_matter;
use crate::rules::markdown::{html, limits};
use crate::rules::unseen::says;

/// A link, an image or a reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pointer {
    /// As written, or the label of a reference that nothing defines.
    pub to: Result<String, String>,
    /// The line in which it begins, from 1.
    pub line: u64,
    /// The same, in bytes.
    pub at: usize,
    /// Whether there is something to be seen of it, unless HTML hides it: a word, a picture; of a definition, what refers to it.
    pub shows: bool,
}

/// What was found in a text.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Pointers {
    /// Links, images and definitions of references, in the order of their lines.
    pub all: Vec<Pointer>,
    /// The fragments that lead to a place in the text: headings as GitHub names them, and what HTML or `{#name}` names.
    pub anchors: BTreeSet<String>,
}

/// What `text` points to and what in it can be pointed to. Code says nothing, HTML its `href`, `src`, `id` and `name`.
///
/// Errors: a text that would keep the parser busy for too long, see [`limits`].
pub fn pointers(text: &str) -> Result<Pointers, String> {
    limits::check(text)?;
    let start = behind_front_matter(text);
    let body = &text[start..];
    let (mut found, mut undefined) = (Found::default(), vec![]);
    let mut note = |link: BrokenLink<'_>| -> Option<(CowStr<'_>, CowStr<'_>)> {
        if is_meant(link.link_type, &link.reference) {
            undefined.push((link.span.start, Err(link.reference.to_string())));
        }
        None
    };
    let parser = Parser::new_with_broken_link_callback(body, OPTIONS, Some(&mut note));
    let defined = parser.reference_definitions().iter().filter(|(label, _)| !label.starts_with('^'));
    let defined: Vec<(usize, String, String)> =
        defined.map(|(name, it)| (it.span.start, it.dest.to_string(), label(name))).collect();
    for (event, range) in parser.into_offset_iter() {
        found.take(event, range.start, &body[range]);
    }
    let referred = std::mem::take(&mut found.referred);
    found.all.extend(defined.into_iter().map(|(at, to, name)| (at, Ok(to), referred.contains(&name))));
    found.all.extend(undefined.into_iter().map(|(at, to)| (at, to, false)));
    found.all.sort_by_key(|(at, ..)| *at);
    let (mut line, mut from) = (1, 0);
    let all = found.all.into_iter().map(|(at, to, shows)| {
        let at = start + at;
        line += text.as_bytes()[from..at].iter().filter(|&&byte| byte == b'\n').count() as u64;
        from = at;
        Pointer { to, line, at, shows }
    });
    Ok(Pointers { all: all.collect(), anchors: found.anchors })
}

/// What stands in a footnote is text like any other.
const OPTIONS: Options = Options::ENABLE_HEADING_ATTRIBUTES.union(Options::ENABLE_FOOTNOTES);

/// Whether `[text][label]` or `[label][]` without a definition was meant to be a reference: a footnote or a row of numbers is none.
fn is_meant(kind: LinkType, label: &str) -> bool {
    matches!(kind, LinkType::Reference | LinkType::Collapsed)
        && !label.starts_with('^')
        && !label.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | ' ' | '-' | '–'))
}

/// A link of which something may be seen.
enum Within {
    /// Where it stands in the list.
    Itself(usize),
    /// What it refers to.
    Definition(String),
}

#[derive(Default)]
struct Found {
    /// Where each begins, where it leads, and whether it shows something.
    all: Vec<(usize, Result<String, String>, bool)>,
    /// The definitions that something refers to that shows, by [`label`].
    referred: BTreeSet<String>,
    /// The link that is open, of which nothing was seen yet.
    within: Option<Within>,
    anchors: BTreeSet<String>,
    heading: Option<String>,
    pictures: usize,
    slugs: BTreeMap<String, usize>,
}

impl Found {
    fn take(&mut self, event: Event<'_>, at: usize, source: &str) {
        match event {
            Event::Start(Tag::Image { link_type, dest_url, id, .. }) => {
                self.pictures += 1;
                self.seen();
                let open = self.point(at, link_type, &dest_url, &id);
                self.within = Some(open);
                self.seen();
            }
            Event::Start(Tag::Link { link_type, dest_url, id, .. }) => {
                let open = self.point(at, link_type, &dest_url, &id);
                self.within = Some(open);
            }
            Event::End(TagEnd::Link) => self.within = None,
            Event::End(TagEnd::Image) => self.pictures = self.pictures.saturating_sub(1),
            Event::Start(Tag::Heading { id, .. }) => {
                self.heading = Some(String::new());
                self.anchors.extend(id.map(|id| id.to_string()));
            }
            Event::End(TagEnd::Heading(_)) => {
                if let Some(text) = self.heading.take() {
                    let slug = self.slug(&text);
                    self.anchors.insert(slug);
                }
            }
            Event::Text(piece) | Event::Code(piece) => {
                if self.within.is_some() && says(&piece) {
                    self.seen();
                }
                self.say(&piece);
            }
            Event::SoftBreak | Event::HardBreak => self.say(" "),
            Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => {
                let html = html::read(source);
                self.all.extend(html.links.into_iter().map(|(within, to)| (at + within, Ok(to), true)));
                self.anchors.extend(html.names);
            }
            _ => {}
        }
    }

    /// A reference is judged where it is defined, which is where it is mended.
    fn point(&mut self, at: usize, kind: LinkType, to: &str, id: &str) -> Within {
        if matches!(kind, LinkType::Inline | LinkType::Autolink) {
            self.all.push((at, Ok(to.to_owned()), false));
            return Within::Itself(self.all.len() - 1);
        }
        Within::Definition(label(id))
    }

    /// Something is seen of the link that is open.
    fn seen(&mut self) {
        match self.within.take() {
            Some(Within::Itself(nth)) => {
                if let Some(link) = self.all.get_mut(nth) {
                    link.2 = true;
                }
            }
            Some(Within::Definition(name)) => drop(self.referred.insert(name)),
            None => {}
        }
    }

    fn say(&mut self, piece: &str) {
        if let (Some(heading), 0) = (&mut self.heading, self.pictures) {
            heading.push_str(piece);
        }
    }

    /// The heading's name: one that is taken gets a number.
    fn slug(&mut self, heading: &str) -> String {
        let plain = slug(heading);
        let mut name = plain.clone();
        while self.slugs.contains_key(&name) {
            let taken = self.slugs.entry(plain.clone()).or_default();
            *taken += 1;
            name = format!("{plain}-{taken}");
        }
        self.slugs.insert(name.clone(), 0);
        name
    }
}

static LEFT_OUT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[^\w\- ]").ok());

/// A heading's name as GitHub gives it: lower case, letters, digits, `_` and `-`, a blank as `-`.
pub fn slug(heading: &str) -> String {
    let lower = heading.to_lowercase();
    let kept =
        LEFT_OUT.as_ref().map_or(lower.clone(), |left_out| left_out.replace_all(&lower, "").into_owned());
    kept.replace(' ', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<(u64, Result<String, String>)> {
        pointers(text).unwrap().all.into_iter().map(|it| (it.line, it.to)).collect()
    }

    #[test]
    fn of_a_link_a_word_or_a_picture_is_seen() {
        let text = "[a](a) [](b) [&#8203;](c) [![](d)](e) ![](f) [`g`](g) [h] [][i] <https://j>\n\n[H]: h\n[i]: i\n[k]: k\n";
        let shown: Vec<String> = pointers(text)
            .unwrap()
            .all
            .into_iter()
            .filter(|it| it.shows)
            .filter_map(|it| it.to.ok())
            .collect();
        assert_eq!(shown, ["a", "e", "d", "f", "g", "https://j", "h"]);
    }

    fn anchors(text: &str) -> Vec<String> {
        pointers(text).unwrap().anchors.into_iter().collect()
    }

    #[test]
    fn links_images_definitions_and_html_point_somewhere_and_code_does_not() {
        let text = "---\ntitle: x\n---\n[a](a.md \"t\") ![b](<b c.png>)\n\n`[c](c.md)` <https://x.org>\n\n```\n[d](d.md)\n```\n\
            > - [e][one], [two][], [three] and [four][nowhere], [1][2]\n\n[one]: one.md\n[two]: two.md\n[^1]: x.md\n\n\
            <p>\n<img\n  src='p.png'> <a href=\"q.md#x\">q</a> <!-- <a href=\"no.md\"> -->\n</p>\n\nIn <a href=line.md>line</a>\n";
        let good = |line, to: &str| (line, Ok(to.to_owned()));
        assert_eq!(
            said(text),
            [
                good(4, "a.md"),
                good(4, "b c.png"),
                good(6, "https://x.org"),
                (11, Err("nowhere".to_owned())),
                good(13, "one.md"),
                good(14, "two.md"),
                good(19, "p.png"),
                good(19, "q.md#x"),
                good(22, "line.md"),
            ]
        );
    }

    #[test]
    fn headings_are_named_as_github_names_them() {
        let text = "# A *b* `c_d`, e!\n\n## Same\n\n### Same\n\n## Same-1\n\n> ## Größe & Maß\n\nUnder\nlined\n===\n\n\
            ## With {#own}\n\n## [Link](x) ![picture](y)\n\n```\n# code\n```\n<a id=\"here\"></a> <a name='there'>\n";
        assert_eq!(
            anchors(text),
            [
                "a-b-c_d-e",
                "größe--maß",
                "here",
                "link-",
                "own",
                "same",
                "same-1",
                "same-1-1",
                "there",
                "under-lined",
                "with"
            ]
        );
    }
}
