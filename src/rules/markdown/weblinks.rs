//! The links of a text that lead to the web.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use crate::rules::markdown::elements::Open;
use crate::rules::markdown::led::Notes;
use crate::rules::markdown::limits;
use crate::rules::markdown::parse::behind_front_matter;
use crate::rules::markdown::render::OPTIONS;
use crate::rules::unseen::says;

/// Destination and line, from 1, of every link to `http` or `https` that `text` shows, in order; pictures, code and what is not shown are none, nor is a
/// link without a word or a picture that could be clicked. A reference counts where it stands, not where it is defined.
///
/// Errors: a text that would keep the parser busy for too long, see [`limits`].
pub fn weblinks(text: &str) -> Result<Vec<(String, u64)>, String> {
    limits::check(text)?;
    let start = behind_front_matter(text);
    let mut links: Vec<(String, usize, bool)> = vec![];
    let (mut open, mut notes, mut within) = (Open::of(text), Notes::default(), vec![]);
    for (event, range) in Parser::new_ext(&text[start..], OPTIONS).into_offset_iter() {
        notes.follow(&event, &range);
        open.follow(&event);
        let shows = match &event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                within.push(links.len());
                links.push((dest_url.to_string(), range.start, false));
                false
            }
            Event::End(TagEnd::Link) => {
                within.pop();
                false
            }
            Event::Text(said) | Event::Code(said) => says(said),
            Event::Start(Tag::Image { .. }) => true,
            _ => false,
        };
        if let Some(link) = within.last().and_then(|at: &usize| links.get_mut(*at)) {
            link.2 |= shows && !open.hides();
        }
    }
    let unled: Vec<Range<usize>> = notes.unled();
    let (mut line, mut counted, mut found) = (1, start, vec![]);
    line += text[..start].matches('\n').count() as u64;
    for (to, at, _) in
        links.into_iter().filter(|(to, at, shows)| *shows && is_web(to) && !within_any(*at, &unled))
    {
        line += text.as_bytes()[counted..start + at].iter().filter(|&&byte| byte == b'\n').count() as u64;
        counted = start + at;
        found.push((to, line));
    }
    Ok(found)
}

fn is_web(to: &str) -> bool {
    ["http://", "https://"]
        .iter()
        .any(|scheme| to.get(..scheme.len()).is_some_and(|it| it.eq_ignore_ascii_case(scheme)))
}

fn within_any(at: usize, ranges: &[Range<usize>]) -> bool {
    let before = ranges.partition_point(|range| range.start <= at);
    ranges[..before].last().is_some_and(|range| at < range.end)
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

    #[test]
    fn a_link_that_nobody_can_see_is_none() {
        for text in [
            "[](https://a.org)",
            "[&#8203;](https://a.org)",
            "[<b hidden>a</b>](https://a.org)",
            "<i style='opacity:0'>[a](https://a.org)</i>",
            "|a|\n|-|\n|b|[a](https://a.org)|",
            "a\n\n[^1]: [a](https://a.org)",
        ] {
            assert_eq!(weblinks(text).unwrap(), [], "{text}");
        }
        for text in ["[![](a.png)](https://a.org)", "[.](https://a.org)", "a[^1]\n\n[^1]: [a](https://a.org)"]
        {
            assert_eq!(weblinks(text).unwrap().len(), 1, "{text}");
        }
    }
}
