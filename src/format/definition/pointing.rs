//! From a JSON pointer (RFC 6901) to the line and the column where a definition says it.

use crate::format::definition::json::{self, Node};
use crate::format::definition::problem::{Problem, Problems};
use crate::format::definition::report;
use crate::format::definition::source::Source;
use crate::model::failure::Failure;

/// A definition whose places can be pointed to.
#[derive(Debug)]
pub struct Pointed<'a> {
    source: Source<'a>,
    tree: Option<Node>,
}

impl<'a> Pointed<'a> {
    /// Parses `bytes`; what is no JSON has only its beginning.
    pub fn new(file: &'a str, bytes: &'a [u8]) -> Pointed<'a> {
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        Pointed { source: Source::new(file, text), tree: json::parse(text, &mut Problems::default()) }
    }

    /// Line and column, from 1, of what `pointer` leads to; of the last step that is there where it leads to nothing.
    pub fn position(&self, pointer: &str) -> (usize, usize) {
        self.source.position(self.span(pointer).start)
    }

    /// The pointer to the first text below `top` that is `text`.
    pub fn pointer_to(&self, top: &str, text: &str) -> Option<String> {
        below(self.tree.as_ref()?.exactly_at(top)?, top, text)
    }

    /// A failure that shows each place with what is wrong there.
    pub fn refuse(&self, wrong: impl IntoIterator<Item = Complaint>) -> Failure {
        let mut problems = Problems::default();
        for Complaint { code, pointer, message, hints } in wrong {
            let problem = Problem::new(code, &self.span(&pointer), message);
            problems.push(hints.iter().fold(problem, |problem, hint| problem.hint(hint)));
        }
        match report::finish::<()>(problems, &self.source, None) {
            Err(failure) => failure,
            Ok(()) => Failure::bug(format!("`{}` is refused and nothing is wrong", self.source.file)),
        }
    }

    fn span(&self, pointer: &str) -> std::ops::Range<usize> {
        self.tree.as_ref().map_or(0..0, |tree| tree.at(pointer).opening())
    }
}

fn below(node: &Node, pointer: &str, text: &str) -> Option<String> {
    if node.text() == Some(text) {
        return Some(pointer.to_owned());
    }
    let mut elements = node.elements().iter().enumerate();
    let mut entries = node.entries().iter();
    elements.find_map(|(at, element)| below(element, &format!("{pointer}/{at}"), text)).or_else(|| {
        entries.find_map(|entry| below(&entry.value, &format!("{pointer}/{}", step(&entry.key)), text))
    })
}

/// Something that is wrong with a definition and only shows when it is held against others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// A stable name for programs, `snake_case`.
    pub code: &'static str,
    /// Where.
    pub pointer: String,
    /// What is wrong, one sentence, no full stop.
    pub message: String,
    /// What to do.
    pub hints: Vec<String>,
}

impl Complaint {
    /// Something wrong without a hint.
    pub fn new(code: &'static str, pointer: impl Into<String>, message: impl Into<String>) -> Complaint {
        Complaint { code, pointer: pointer.into(), message: message.into(), hints: vec![] }
    }

    /// Adds what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Complaint {
        self.hints.push(hint.into());
        self
    }
}

/// `text` as one step of a pointer.
pub fn step(text: &str) -> String {
    text.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_leads_to_its_place_or_as_near_as_there_is_something() {
        let text = "{\n  \"a\": [\n    1, {\"b/c\": 2}\n  ]\n}";
        let pointed = Pointed::new("x", text.as_bytes());
        for (pointer, position) in
            [("", (1, 1)), ("/a", (2, 8)), ("/a/1/b~1c", (3, 16)), ("/a/7", (2, 8)), ("/z", (1, 1))]
        {
            assert_eq!(pointed.position(pointer), position, "{pointer}");
        }
        let pointed = Pointed::new("x", br#"{"a": "t", "b": [{"c/d": "t"}]}"#);
        for (top, text, found) in [("", "t", Some("/a")), ("/b", "t", Some("/b/0/c~1d")), ("/z", "t", None)] {
            assert_eq!(pointed.pointer_to(top, text).as_deref(), found, "{top}");
        }
        assert_eq!(Pointed::new("x", b"oops").position("/a"), (1, 1));
    }
}
