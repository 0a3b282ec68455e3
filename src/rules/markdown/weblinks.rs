//! The links of a text that lead to the web.

use pulldown_cmark::{Event, Options, Parser, Tag};

use crate::rules::markdown::elements::Open;
use crate::rules::markdown::limits;
use crate::rules::markdown::parse::behind_front_matter;

/// Destination and line, from 1, of every link to `http` or `https` that `text` shows, in order; pictures, code and what HTML hides are none. A
/// reference counts where it stands, not where it is defined.
///
/// Errors: a text that would keep the parser busy for too long, see [`limits`].
pub fn weblinks(text: &str) -> Result<Vec<(String, u64)>, String> {
    limits::check(text)?;
    let start = behind_front_matter(text);
    let (mut found, mut line, mut counted) = (vec![], 1, 0);
    let mut open = Open::default();
    for (event, range) in Parser::new_ext(&text[start..], Options::empty()).into_offset_iter() {
        open.follow(&event);
        let Event::Start(Tag::Link { dest_url, .. }) = event else { continue };
        if open.hides() {
            continue;
        }
        let at = start + range.start;
        line += text.as_bytes()[counted..at].iter().filter(|&&byte| byte == b'\n').count() as u64;
        counted = at;
        let is_web =
            |scheme: &str| dest_url.get(..scheme.len()).is_some_and(|it| it.eq_ignore_ascii_case(scheme));
        if is_web("http://") || is_web("https://") {
            found.push((dest_url.to_string(), line));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_the_web_are_found_where_they_stand_and_nothing_else() {
        let text = "---\na: https://no.org\n---\n[a](https://a.org) <HTTP://b.org>\n`<https://no.org>` ![c](https://no.org)\n\n\
            [d][one] [e](e.md) <i hidden>[f](https://no.org)</i>\n\n[one]: https://d.org\nhttps://bare.org\n";
        let found = weblinks(text).unwrap();
        let found: Vec<(&str, u64)> = found.iter().map(|(to, line)| (to.as_str(), *line)).collect();
        assert_eq!(found, [("https://a.org", 4), ("HTTP://b.org", 4), ("https://d.org", 7)]);
    }
}
