//! The items of ordered lists, with the numbers that renderers give them.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::rules::markdown::elements::Open;
use crate::rules::markdown::limits;
use crate::rules::markdown::parse::behind_front_matter;

/// An item of an ordered list that stands in no other item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Where it begins, from 1.
    pub line: u64,
    /// Which list of the text, from 0.
    pub list: usize,
    /// The number that is shown: only that of a list's first item is the one that is written.
    pub number: u64,
    /// Whether HTML hides it.
    pub hidden: bool,
}

/// The items of the ordered lists of `text` by their lines.
///
/// Errors: a text that would keep the parser busy for too long, see [`limits`].
pub fn ordered(text: &str) -> Result<Vec<Item>, String> {
    limits::check(text)?;
    let start = behind_front_matter(text);
    let (mut items, mut open, mut depth) = (Vec::<Item>::new(), Open::of(text), 0usize);
    let (mut line, mut from, mut lists, mut next) = (1, 0, 0, None);
    for (event, range) in Parser::new_ext(&text[start..], Options::ENABLE_FOOTNOTES).into_offset_iter() {
        open.follow(&event);
        match event {
            Event::Start(Tag::List(first)) if depth == 0 => next = first,
            Event::End(TagEnd::List(_)) if depth == 0 => lists += 1,
            Event::Start(Tag::Item) => {
                if let (0, Some(number)) = (depth, next) {
                    let at = start + range.start;
                    line += text.as_bytes()[from..at].iter().filter(|&&byte| byte == b'\n').count() as u64;
                    from = at;
                    items.push(Item { line, list: lists, number, hidden: open.hides() });
                    next = Some(number + 1);
                }
                depth += 1;
            }
            Event::End(TagEnd::Item) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Ok(items)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_have_the_numbers_that_are_shown() {
        let text = "3. a\n3. b\n   1. nested\n\n- c\n\n1) d\n\n<div hidden>\n\n1. e\n\n</div>\n";
        let found: Vec<_> =
            ordered(text).unwrap().iter().map(|it| (it.line, it.list, it.number, it.hidden)).collect();
        assert_eq!(found, [(1, 0, 3, false), (2, 0, 4, false), (7, 2, 1, false), (11, 3, 1, true)]);
    }
}
