//! The footnotes that a Markdown text defines.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag};

use crate::rules::markdown::elements::Open;
use crate::rules::markdown::limits;
use crate::rules::markdown::parse::behind_front_matter;

/// A footnote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What it is cited by, in lower case.
    pub name: String,
    /// The lines of it, from 1.
    pub lines: Range<u64>,
}

/// The footnotes of `text` in the order of their lines; what HTML hides is none.
///
/// Errors: a text that would keep the parser busy for too long, see [`limits`].
pub fn notes(text: &str) -> Result<Vec<Note>, String> {
    limits::check(text)?;
    let start = behind_front_matter(text);
    let (mut notes, mut open, mut line, mut from) = (vec![], Open::of(text), 1, 0);
    for (event, range) in Parser::new_ext(&text[start..], Options::ENABLE_FOOTNOTES).into_offset_iter() {
        open.follow(&event);
        let Event::Start(Tag::FootnoteDefinition(name)) = event else { continue };
        if open.hides() {
            continue;
        }
        let ends = |part: &[u8]| part.iter().filter(|&&byte| byte == b'\n').count() as u64;
        let range = start + range.start..start + range.end;
        line += ends(&text.as_bytes()[from..range.start]);
        from = range.start;
        let own = text[range].trim_end_matches(['\n', '\r', ' ', '\t']);
        notes.push(Note { name: name.to_lowercase(), lines: line..line + 1 + ends(own.as_bytes()) });
    }
    Ok(notes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn footnotes_have_their_lines() {
        let text = "a[^1] b[^Two]\n\n[^1]: One\n    goes on\n\n    and on\n[^Two]:\n\nend\n\n```\n[^3]: no\n```\n<!--\n[^4]: no\n-->\n";
        let found: Vec<_> = notes(text).unwrap().into_iter().map(|it| (it.name, it.lines)).collect();
        assert_eq!(found, [("1".to_owned(), 3..7), ("two".to_owned(), 7..8)]);
    }
}
