//! What each line of a text belongs to: front matter, a heading, code, a comment, or the text itself.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};

use crate::rules::markdown::{limits, parse};

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

/// The scope of every line of `text`.
///
/// Errors: a text that would keep the parser busy for too long, see [`limits`].
pub fn scopes(text: &str) -> Result<Vec<Scope>, String> {
    limits::check(text)?;
    let begins: Vec<usize> = std::iter::once(0)
        .chain(text.match_indices('\n').map(|(at, _)| at + 1))
        .filter(|&at| at < text.len())
        .collect();
    let mut scopes = vec![Scope::Text; begins.len()];
    let body = parse::behind_front_matter(text);
    let mut mark = |range: Range<usize>, scope: Scope| {
        let first = begins.partition_point(|&begin| begin <= range.start).saturating_sub(1);
        let last = begins.partition_point(|&begin| begin < range.end);
        scopes[first..last.max(first)].iter_mut().filter(|it| **it == Scope::Text).for_each(|it| *it = scope);
    };
    mark(0..body, Scope::FrontMatter);
    for (event, range) in Parser::new_ext(&text[body..], Options::empty()).into_offset_iter() {
        let range = body + range.start..body + range.end;
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => mark(range, Scope::Code),
            Event::Start(Tag::Heading { .. }) => mark(range, Scope::Heading),
            Event::Start(Tag::HtmlBlock) if text[range.clone()].trim_start().starts_with("<!--") => {
                mark(range, Scope::Comment);
            }
            _ => {}
        }
    }
    Ok(scopes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_belongs_to_something() {
        let text = "---\na: 1\n---\n# One\n\ntext\n\n```sh\ncode\n```\n<!-- a\nb -->\n\nTwo\n===\n\n    code\n> ```\n> quoted\n";
        use Scope::{Code, Comment, FrontMatter, Heading, Text};
        assert_eq!(
            scopes(text).unwrap(),
            [
                FrontMatter,
                FrontMatter,
                FrontMatter,
                Heading,
                Text,
                Text,
                Text,
                Code,
                Code,
                Code,
                Comment,
                Comment,
                Text,
                Heading,
                Heading,
                Text,
                Text,
                Code,
                Code
            ]
        );
    }

    #[test]
    fn a_text_without_lines_has_no_scopes() {
        assert_eq!(scopes("").unwrap(), []);
        assert_eq!(scopes("a").unwrap(), [Scope::Text]);
        assert_eq!(scopes("\n\n").unwrap(), [Scope::Text; 2]);
    }
}
