//! What is wrong in a definition, gathered until the whole file has been read.

use std::ops::Range;

use crate::format::definition::source::Source;
use crate::model::failure::FileProblem;
use crate::rules::quote::escaped;

/// One thing that is wrong, and where. Every text is made harmless when it is put in, so that no name taken from a
/// file reaches a terminal as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// A stable name for programs, `snake_case`.
    pub code: &'static str,
    /// What is wrong, one sentence, no full stop.
    pub message: String,
    /// Where, in bytes.
    pub span: Range<usize>,
    /// A few words beside the place; only shown there, so that nothing may be said here alone.
    pub label: String,
    /// The name that was probably meant.
    pub meant: Option<String>,
    /// What may stand there.
    pub allowed: Vec<String>,
    /// What to do.
    pub hints: Vec<String>,
    /// Other places that matter, with a few words each.
    pub others: Vec<(Range<usize>, String)>,
}

impl Problem {
    /// So many of the allowed names are listed.
    const LISTED: usize = 60;

    /// A problem that says only what is wrong and where.
    pub fn new(code: &'static str, span: &Range<usize>, message: impl AsRef<str>) -> Problem {
        Problem {
            code,
            message: escaped(message.as_ref().chars()),
            span: span.clone(),
            label: String::new(),
            meant: None,
            allowed: vec![],
            hints: vec![],
            others: vec![],
        }
    }

    /// Adds a few words beside the place.
    #[must_use]
    pub fn label(mut self, label: impl AsRef<str>) -> Problem {
        self.label = escaped(label.as_ref().chars());
        self
    }

    /// Adds what may stand there.
    #[must_use]
    pub fn allowed<T: AsRef<str>>(mut self, allowed: impl IntoIterator<Item = T>) -> Problem {
        self.allowed = allowed.into_iter().map(|name| escaped(name.as_ref().chars().take(100))).collect();
        self
    }

    /// Adds the name that was probably meant.
    #[must_use]
    pub fn meant(mut self, name: Option<&str>) -> Problem {
        self.meant = name.map(|name| escaped(name.chars()));
        self
    }

    /// Adds what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl AsRef<str>) -> Problem {
        self.hints.push(escaped(hint.as_ref().chars()));
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn also(mut self, span: &Range<usize>, label: impl AsRef<str>) -> Problem {
        self.others.push((span.clone(), escaped(label.as_ref().chars())));
        self
    }

    /// What stands beside the place: the likely name, else the label.
    pub fn beside(&self) -> String {
        self.meant.as_ref().map_or_else(|| self.label.clone(), |name| format!("did you mean `{name}`?"))
    }

    /// `a, b, c`, cut after `LISTED` names; `None` when nothing is listed.
    pub fn allowed_list(&self) -> Option<String> {
        let shown: Vec<&str> = self.allowed.iter().take(Problem::LISTED).map(String::as_str).collect();
        let rest = self.allowed.len() - shown.len();
        let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
        (!shown.is_empty()).then(|| format!("{}{more}", shown.join(", ")))
    }

    /// The problem as fields for programs.
    pub fn fields(&self, source: &Source<'_>) -> FileProblem {
        let (line, column) = source.position(self.span.start);
        let meant = self.meant.iter().map(|name| format!("did you mean `{name}`?"));
        let allowed = self.allowed_list().into_iter().map(|list| format!("allowed: {list}"));
        let others = self.others.iter().map(|(span, label)| {
            let (line, column) = source.position(span.start);
            format!("{label}: line {line}, column {column}")
        });
        FileProblem {
            code: self.code,
            file: source.file.to_owned(),
            line,
            column,
            message: self.message.clone(),
            hints: meant.chain(allowed).chain(self.hints.iter().cloned()).chain(others).collect(),
        }
    }
}

/// The problems of one file, at most [`Problems::CAP`].
#[derive(Debug, Default)]
pub struct Problems {
    found: Vec<Problem>,
}

impl Problems {
    /// So many problems are kept; a file that is wrong in more places is mended in steps.
    pub const CAP: usize = 50;

    /// Adds a problem while there is room.
    pub fn push(&mut self, problem: Problem) {
        if !self.full() {
            self.found.push(problem);
        }
    }

    /// Whether looking for more is of no use.
    pub fn full(&self) -> bool {
        self.found.len() >= Problems::CAP
    }

    /// Whether a problem of this code was found.
    pub fn has(&self, code: &str) -> bool {
        self.found.iter().any(|problem| problem.code == code)
    }

    /// What was found, in the order of the file.
    pub fn into_sorted(mut self) -> Vec<Problem> {
        self.found.sort_by_key(|problem| problem.span.start);
        self.found
    }
}
