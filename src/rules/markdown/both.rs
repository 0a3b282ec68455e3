//! The outline of a text and its page, from one pass of the parser where it reads the text alike for both.

use pulldown_cmark::Parser;

use crate::rules::markdown::limits;
use crate::rules::markdown::outline::{Outline, Outlining, outline};
use crate::rules::markdown::page::Page;
use crate::rules::markdown::parse::behind_front_matter;
use crate::rules::markdown::render::{OPTIONS, Walk, page};

/// Takes `text` apart: as [`outline()`] and as [`page()`] do.
///
/// # Errors
/// A text that would keep the parser busy for too long, see [`limits`].
pub fn both(text: &str) -> Result<(Outline, Page), String> {
    // An outline is that of CommonMark, and a page has more: footnotes, what was struck out, tables.
    if text.contains(['~', '|']) || text.contains("[^") {
        return Ok((outline(text)?, page(text)?));
    }
    limits::check(text)?;
    let body = behind_front_matter(text);
    let (mut outlining, mut walk) = (Outlining::of(text, body), Walk::of(text, body));
    for (event, range) in Parser::new_ext(&text[body..], OPTIONS).into_offset_iter() {
        let range = body + range.start..body + range.end;
        outlining.take(&event, &range);
        walk.follow(&event, range);
    }
    Ok((outlining.found(), walk.found()))
}

#[cfg(test)]
mod tests;
