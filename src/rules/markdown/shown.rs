//! What a reader sees of a Markdown text: no tags, comments and pictures, no targets of links, and entities as what they stand for.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

use crate::rules::markdown::limits;
use crate::rules::markdown::parse::behind_front_matter;

/// `text` with the same lines, without what is not shown of it. Front matter, code and markup stay as they are written.
///
/// Errors: a text that would keep the parser busy for too long, see [`limits`].
pub fn shown(text: &str) -> Result<String, String> {
    limits::check(text)?;
    let body = behind_front_matter(text);
    let mut edits = Edits { text, list: vec![], seen: vec![] };
    let (mut pictures, mut inner, mut links) = (0usize, body, vec![]);
    for (event, range) in Parser::new_ext(&text[body..], Options::ENABLE_FOOTNOTES).into_offset_iter() {
        let range = body + range.start..body + range.end;
        match event {
            Event::Start(Tag::Image { .. }) => {
                if pictures == 0 {
                    edits.replace(range, "");
                }
                pictures += 1;
            }
            Event::End(TagEnd::Image) => {
                pictures = pictures.saturating_sub(1);
                inner = range.end;
            }
            Event::Start(Tag::Link { link_type, .. }) => {
                inner = range.start + 1;
                links.push(link_type);
            }
            Event::End(TagEnd::Link) => {
                if links.pop() == Some(LinkType::Inline) && pictures == 0 {
                    edits.replace(inner..range.end, "");
                }
                inner = range.end;
            }
            Event::Start(Tag::HtmlBlock) => {
                edits.seen.push(range.clone());
                tags(text, range, &mut edits);
            }
            Event::InlineHtml(_) => {
                inner = range.end;
                let breaks = text[range.clone()].to_ascii_lowercase().starts_with("<br");
                edits.replace(range, if breaks { " " } else { "" });
            }
            Event::Text(piece) => {
                inner = range.end;
                edits.seen.push(range.clone());
                let source = &text[range.clone()];
                if source.starts_with('&') && *source != *piece && pictures == 0 {
                    // An entity may stand for a line end, and lines keep their numbers.
                    edits.replace(range, &piece.replace('\n', " "));
                }
            }
            Event::Code(_) | Event::FootnoteReference(_) => {
                inner = range.end;
                edits.seen.push(range);
            }
            // The end of markup within a link.
            Event::End(_) if !links.is_empty() => inner = range.end,
            _ => {}
        }
    }
    edits.blank_the_rest(body);
    Ok(edits.applied())
}

/// What a reader sees of an HTML text, line by line.
pub fn shown_html(text: &str) -> String {
    let mut edits = Edits { text, list: vec![], seen: vec![] };
    tags(text, 0..text.len(), &mut edits);
    edits.applied()
}

/// What is to be put in the place of what.
struct Edits<'a> {
    text: &'a str,
    list: Vec<(Range<usize>, String)>,
    /// Where something is shown.
    seen: Vec<Range<usize>>,
}

impl Edits<'_> {
    fn replace(&mut self, range: Range<usize>, by: &str) {
        self.list.push((range, by.to_owned()));
    }

    /// Lines of which nothing is shown: definitions of links, fences.
    fn blank_the_rest(&mut self, body: usize) {
        self.seen.sort_by_key(|range| range.start);
        let (mut at, mut next, mut reached) = (body, 0, 0);
        let text = self.text;
        for line in text[body..].split_inclusive('\n') {
            let end = at + line.len();
            while let Some(range) = self.seen.get(next).filter(|range| range.start < end) {
                reached = reached.max(range.end);
                next += 1;
            }
            if reached <= at && !line.trim().is_empty() {
                self.list.push((at..end, String::new()));
            }
            at = end;
        }
    }

    /// The text with everything replaced; line ends stay where they are.
    fn applied(mut self) -> String {
        self.list.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
        let mut shown = String::with_capacity(self.text.len());
        let mut at = 0;
        for (range, by) in &self.list {
            // What lies within something that was replaced already went with it.
            if range.end <= at {
                continue;
            }
            let start = range.start.max(at);
            shown.push_str(&self.text[at..start]);
            shown.push_str(by);
            shown.extend(self.text[start..range.end].matches('\n'));
            at = range.end;
        }
        shown.push_str(&self.text[at..]);
        shown
    }
}

/// Takes out tags, comments, scripts and styles of the HTML in `range`, and puts what entities stand for in their place.
fn tags(text: &str, range: Range<usize>, edits: &mut Edits<'_>) {
    let mut at = range.start;
    // Behind it no tag ends, and none is looked for.
    let last_end = text[range.clone()].rfind('>').map_or(range.start, |end| range.start + end);
    while let Some(found) = text[at..range.end].find(['<', '&']).map(|found| at + found) {
        let rest = &text[found..range.end];
        let length = if rest.starts_with('&') {
            let Some((length, stands_for)) = entity(rest) else {
                at = found + 1;
                continue;
            };
            edits.replace(found..found + length, &stands_for);
            length
        } else {
            let may_end = found < last_end || rest.starts_with("<!--");
            let Some(length) = may_end.then(|| tag(rest)).flatten() else {
                at = found + 1;
                continue;
            };
            let breaks = rest.get(..3).is_some_and(|it| it.eq_ignore_ascii_case("<br"));
            edits.replace(found..found + length, if breaks { " " } else { "" });
            length
        };
        at = found + length;
    }
}

/// How long the tag or comment at the beginning of `rest` is, with what it keeps from being shown; `None` where it is none.
fn tag(rest: &str) -> Option<usize> {
    let until = |end: &str, from: usize| rest.get(from..)?.find(end).map(|at| from + at + end.len());
    if rest.starts_with("<!--") {
        return Some(until("-->", 4).unwrap_or(rest.len()));
    }
    let name: String = rest[1..].chars().take_while(char::is_ascii_alphanumeric).collect();
    if name.is_empty() && !rest[1..].starts_with(['/', '!', '?']) {
        return None;
    }
    let mut quote = None;
    let end = rest.char_indices().find(|(_, c)| match (quote, c) {
        (None, '"' | '\'') => {
            quote = Some(*c);
            false
        }
        (None, '>') => true,
        (Some(open), c) if open == *c => {
            quote = None;
            false
        }
        _ => false,
    });
    let end = end.map(|(at, _)| at + 1).or_else(|| until(">", 1))?;
    if ["script", "style"].iter().any(|hidden| name.eq_ignore_ascii_case(hidden)) {
        return Some(until(&format!("</{name}>"), end).unwrap_or(rest.len()));
    }
    Some(end)
}

/// The entity at the beginning of `rest`: how long it is and what it stands for. Of names only those that people write for blanks and markup.
fn entity(rest: &str) -> Option<(usize, String)> {
    let end = rest.bytes().take(12).position(|byte| byte == b';')?;
    let name = &rest[1..end];
    let c = match name {
        "nbsp" | "ensp" | "emsp" | "thinsp" | "hairsp" | "numsp" | "puncsp" | "Tab" | "NewLine" => ' ',
        "shy" | "zwj" | "zwnj" | "lrm" | "rlm" | "ZeroWidthSpace" | "NoBreak" => '\u{200b}',
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let digits = name.strip_prefix('#')?;
            let number = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(number).filter(|c| *c != '\n')?
        }
    };
    Some((end + 1, c.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_shown_is_taken_out_and_lines_stay() {
        for (text, expected) in [
            ("plain *words* `code <b>`\n", "plain *words* `code <b>`\n"),
            ("a <b class=\"x y z\">bold</b> word<br/>end", "a bold word end"),
            ("see <!-- not\nthis --> that", "see \n that"),
            ("a&#10;b&NewLine;c", "a b c"),
            ("a&nbsp;b &#8203; &copy; &amp;nbsp;", "a\u{a0}b \u{200b} © &nbsp;"),
            ("![alt of it](a.png \"title\") end", " end"),
            ("[![alt](a.png)](b) end", "[ end"),
            ("[text *in*](<a b> \"title of it\") end", "[text *in* end"),
            (
                "[text][one] <https://a.org>\n\n[one]: https://a.org \"a\n title\"\n[one]: x (hidden words)\n",
                "[text][one] <https://a.org>\n\n\n\n\n",
            ),
            ("a[^1]\n\n[^1]: https://a.org\n", "a[^1]\n\n[^1]: https://a.org\n"),
            (
                "<div title=\"a > b\">\nin <i>it</i>&nbsp;&#65;\n<!-- no\nno --></div>\nend\n",
                "\nin it A\n\n\nend\n",
            ),
            ("<style>\na { b }\n</style>\n\n1 < 2 & 3\n", "\n\n\n\n1 < 2 & 3\n"),
            ("---\na: <b>\n---\n    code <b>\n", "---\na: <b>\n---\n    code <b>\n"),
            ("```rust\nlet a = b<c>;\n```\n", "\nlet a = b<c>;\n\n"),
            (
                "- one\n- two\n\n1. three\n\n| a | b |\n|---|---|\n| c | d |\n",
                "- one\n- two\n\n1. three\n\n| a | b |\n|---|---|\n| c | d |\n",
            ),
            ("", ""),
        ] {
            assert_eq!(shown(text).unwrap(), expected, "{text:?}");
            assert_eq!(shown(text).unwrap().matches('\n').count(), text.matches('\n').count());
        }
    }

    #[test]
    fn tags_made_to_be_slow_are_not() {
        let started = std::time::Instant::now();
        for piece in ["<a \"", "<a '", "<", "<!--", "&", "<a>", "<a \">", "</", "<script>"] {
            shown_html(&piece.repeat(200_000 / piece.len()));
            shown_html(&format!("{}>", piece.repeat(200_000 / piece.len())));
        }
        assert!(started.elapsed() < std::time::Duration::from_secs(10), "{:?}", started.elapsed());
    }

    #[test]
    fn of_html_the_text_is_shown() {
        let page = "<!DOCTYPE html>\n<p class='one two'>Words &lt;here&gt;</p>\n<script>\nvar a = '<p>';\n</script>\n<!-- no";
        assert_eq!(shown_html(page), "\nWords <here>\n\n\n\n");
    }
}
