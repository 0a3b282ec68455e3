//! The headings of a text and the scopes of its lines, found in one pass of the parser: who asks for the ones often asks for the others.

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Event, Options, Parser};

use crate::rules::markdown::limits;
use crate::rules::markdown::parse::{Heading, Headings, behind_front_matter};
use crate::rules::markdown::scopes::{Scope, Scopes};

/// What a text is made of.
#[derive(Debug)]
pub struct Outline {
    /// Its headings, in order.
    pub headings: Arc<Vec<Heading>>,
    /// The scope of every line.
    pub scopes: Arc<Vec<Scope>>,
}

/// The outline of `text`.
///
/// # Errors
/// A text that would keep the parser busy for too long, see [`limits`].
pub fn outline(text: &str) -> Result<Outline, String> {
    limits::check(text)?;
    let body = behind_front_matter(text);
    let mut outlining = Outlining::of(text, body);
    for (event, range) in Parser::new_ext(&text[body..], Options::empty()).into_offset_iter() {
        outlining.take(&event, &(body + range.start..body + range.end));
    }
    Ok(outlining.found())
}

/// An outline that is made while a parser goes through a text.
#[derive(Debug)]
pub(super) struct Outlining<'a> {
    headings: Headings<'a>,
    scopes: Scopes<'a>,
}

impl<'a> Outlining<'a> {
    /// That of `text`, whose front matter ends at `body`.
    pub(super) fn of(text: &'a str, body: usize) -> Outlining<'a> {
        Outlining { headings: Headings::of(text), scopes: Scopes::of(text, body) }
    }

    /// Takes the next event, which stands for `range` of the text.
    pub(super) fn take(&mut self, event: &Event<'_>, range: &Range<usize>) {
        self.headings.take(event, range.start);
        self.scopes.take(event, range);
    }

    /// What was found.
    pub(super) fn found(self) -> Outline {
        Outline { headings: Arc::new(self.headings.found()), scopes: Arc::new(self.scopes.found()) }
    }
}

/// The headings of `text` in order (CommonMark: `# …` and underlined ones).
///
/// Front matter between two lines `---` (YAML) or `+++` (TOML) at the very beginning is skipped. What stands for a picture is no text, and what HTML hides is none. Headings inside quotes and lists belong to what is quoted
/// or listed, so they are left out.
///
/// # Errors
/// As [`outline`].
pub fn headings(text: &str) -> Result<Vec<Heading>, String> {
    outline(text).map(|found| Arc::unwrap_or_clone(found.headings))
}

/// The scope of every line of `text`.
///
/// # Errors
/// As [`outline`].
pub fn scopes(text: &str) -> Result<Vec<Scope>, String> {
    outline(text).map(|found| Arc::unwrap_or_clone(found.scopes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::markdown::scopes::Scope;

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
        assert!(scopes("").unwrap().is_empty());
        assert_eq!(scopes("a").unwrap(), [Scope::Text]);
        assert_eq!(scopes("\n\n").unwrap(), [Scope::Text; 2]);
    }
}
