//! An error for people: whose fault it is, what happened, where, and what to do next.

use std::fmt;

/// Whose fault it is; decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The command line or a definition is wrong (exit 2).
    Usage,
    /// The state of the run refuses it (exit 4).
    State,
    /// Nothing is wrong but that people have to decide first (exit 3).
    Waiting,
    /// The machine said no: disk, permission, missing program (exit 5).
    Environment,
    /// Another process holds the lock (exit 75).
    Locked,
    /// A fault of ours (exit 70).
    Bug,
}

/// One thing that is wrong in a file a person wrote, as fields for programs; the failure's `report` shows the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileProblem {
    /// A stable name for programs, `snake_case`: `unknown_key`, `duplicate_gate` …
    pub code: &'static str,
    /// The file, from the repository's root.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// What is wrong, one sentence, no full stop.
    pub message: String,
    /// What is allowed, what was probably meant.
    pub hints: Vec<String>,
}

/// An error for people. Each message is written once, next to the code that knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Whose fault it is.
    pub kind: Kind,
    /// A stable name for programs, `snake_case`: `unknown_gate`, `gate_already_open` …
    pub code: &'static str,
    /// What happened, one sentence, no full stop.
    pub message: String,
    /// Rendered source snippets of a definition, with `file:line:col`, where there are any.
    pub report: Option<String>,
    /// The same problems as fields, at most 50 of each file.
    pub problems: Vec<FileProblem>,
    /// Why, outermost first.
    pub causes: Vec<String>,
    /// What to try.
    pub hints: Vec<String>,
    /// Literal next commands.
    pub next: Vec<String>,
}

impl Failure {
    /// A failure that says only what happened.
    pub fn new(kind: Kind, code: &'static str, message: impl Into<String>) -> Failure {
        Failure {
            kind,
            code,
            message: message.into(),
            report: None,
            problems: vec![],
            causes: vec![],
            hints: vec![],
            next: vec![],
        }
    }

    /// The command line or a definition is wrong.
    pub fn usage(code: &'static str, message: impl Into<String>) -> Failure {
        Failure::new(Kind::Usage, code, message)
    }

    /// The state of the run refuses it.
    pub fn state(code: &'static str, message: impl Into<String>) -> Failure {
        Failure::new(Kind::State, code, message)
    }

    /// The machine said no while doing `what`.
    pub fn io(what: impl Into<String>, error: &std::io::Error) -> Failure {
        Failure::new(Kind::Environment, "io", what).cause(error.to_string())
    }

    /// A fault of ours.
    pub fn bug(message: impl Into<String>) -> Failure {
        Failure::new(Kind::Bug, "bug", message)
    }

    /// Adds a cause.
    #[must_use]
    pub fn cause(mut self, cause: impl Into<String>) -> Failure {
        self.causes.push(cause.into());
        self
    }

    /// Adds something to try.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Failure {
        self.hints.push(hint.into());
        self
    }

    /// Adds a literal next command.
    #[must_use]
    pub fn next(mut self, command: impl Into<String>) -> Failure {
        self.next.push(command.into());
        self
    }

    /// Adds literal next commands.
    #[must_use]
    pub fn nexts(mut self, commands: impl IntoIterator<Item = String>) -> Failure {
        self.next.extend(commands);
        self
    }

    /// Adds a rendered source snippet.
    #[must_use]
    pub fn report(mut self, report: impl Into<String>) -> Failure {
        self.report = Some(report.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        self.causes.iter().try_for_each(|cause| write!(f, ": {cause}"))
    }
}

impl std::error::Error for Failure {}
