//! What a command answers: one value that is printed as text or as JSON.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use crate::cli::door::Door;
use crate::cli::exit::Exit;
use crate::cli::print::{self, Tone};
use crate::flow::next::Ahead;
use crate::format::answer::schema::FORMAT;
use crate::model::failure::{Failure, FileProblem, Kind};
use crate::model::path::is_treacherous;

/// What a command answers.
#[derive(Debug, Clone)]
pub struct Report {
    /// The kind of its JSON object: `gate_finish`, `runs` …
    pub kind: &'static str,
    /// The members of its JSON object, after `format` and `kind`.
    pub members: Map<String, Value>,
    /// Data, for standard output.
    pub text: String,
    /// Talk, for standard error.
    pub talk: String,
    /// What to try, where a command has to be filled in first.
    pub hints: Vec<String>,
    /// Literal next commands.
    pub next: Vec<String>,
    /// How the program ends.
    pub exit: Exit,
}

impl Report {
    /// A report of `kind` with the members of the object `members`.
    pub fn new(kind: &'static str, members: Value) -> Report {
        let members = match members {
            Value::Object(map) => map,
            other => Map::from_iter([("value".to_owned(), other)]),
        };
        Report {
            kind,
            members,
            text: String::new(),
            talk: String::new(),
            hints: vec![],
            next: vec![],
            exit: Exit::Done,
        }
    }

    /// With data for standard output.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Report {
        self.text = text.into();
        self
    }

    /// With talk for standard error.
    #[must_use]
    pub fn talk(mut self, talk: impl Into<String>) -> Report {
        self.talk = talk.into();
        self
    }

    /// With a literal next command.
    #[must_use]
    pub fn next(mut self, command: impl Into<String>) -> Report {
        self.next.push(command.into());
        self
    }

    /// With what comes next, as a flow has seen it.
    #[must_use]
    pub fn ahead(mut self, ahead: Ahead) -> Report {
        self.next = ahead.next;
        self.hints = ahead.hints;
        self
    }

    /// With something to try, where a command has to be filled in first.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Report {
        self.hints.push(hint.into());
        self
    }

    /// Ending as `exit`.
    #[must_use]
    pub fn exit(mut self, exit: Exit) -> Report {
        self.exit = exit;
        self
    }
}

/// Prints what a command answered; how the program ends.
pub fn print(door: &Door, answer: Result<Report, Failure>) -> Exit {
    match answer {
        Ok(report) => {
            if door.json {
                let exit = report.exit;
                return print::data(&report_json(report), exit);
            }
            let exit = print::data(&print::shown(&report.text, door.stdout_colour), report.exit);
            let talk = format!("{}{}{}", report.talk, hint_lines(&report.hints), next_lines(&report.next));
            print::talk(&print::shown(&talk, door.stderr_colour));
            exit
        }
        Err(failure) => {
            if door.json {
                return print::data(&failure_json(&failure), failure.kind.into());
            }
            print::talk(&print::shown(&failure_text(&failure), door.stderr_colour));
            failure.kind.into()
        }
    }
}

/// A report as one JSON object.
pub fn report_json(report: Report) -> String {
    let mut members = report.members;
    if !report.hints.is_empty() {
        members.insert("hints".to_owned(), json!(report.hints));
    }
    object(report.kind, members, &report.next)
}

/// A failure as one JSON object.
pub fn failure_json(failure: &Failure) -> String {
    object("error", failure_members(failure), &failure.next)
}

fn object(kind: &str, members: Map<String, Value>, next: &[String]) -> String {
    let mut object = Map::new();
    object.insert("format".to_owned(), json!(FORMAT));
    object.insert("kind".to_owned(), json!(kind));
    object.extend(members);
    object.insert("next".to_owned(), json!(next));
    format!("{}\n", without_raw_controls(&Value::Object(object).to_string()))
}

/// JSON lets most characters stand as they are, also those that drive a terminal or turn the direction of a text; here they
/// are escaped, which means the same to whoever parses it. They only ever stand within texts.
fn without_raw_controls(json: &str) -> Cow<'_, str> {
    if !json.contains(is_treacherous) {
        return Cow::Borrowed(json);
    }
    let escaped = json.chars().fold(String::with_capacity(json.len()), |mut text, c| {
        match is_treacherous(c) {
            true => {
                c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| text.push_str(&format!("\\u{unit:04x}")))
            }
            false => text.push(c),
        }
        text
    });
    Cow::Owned(escaped)
}

/// The members of a failure's JSON object.
pub fn failure_members(failure: &Failure) -> Map<String, Value> {
    let problem = |problem: &FileProblem| {
        json!({
            "code": problem.code,
            "file": problem.file,
            "line": problem.line,
            "column": problem.column,
            "message": problem.message,
            "hints": problem.hints,
        })
    };
    let mut members = Map::new();
    members.insert("code".to_owned(), json!(failure.code));
    members.insert("exit_code".to_owned(), json!(Exit::from(failure.kind).code()));
    members.insert("message".to_owned(), json!(failure.message));
    members.insert("causes".to_owned(), json!(failure.causes));
    members.insert("problems".to_owned(), failure.problems.iter().map(problem).collect());
    members.insert("hints".to_owned(), json!(failure.hints));
    members
}

/// A failure as people read it.
pub fn failure_text(failure: &Failure) -> String {
    let mut text = String::new();
    if let Some(report) = &failure.report {
        text.push_str(report.trim_end());
        text.push_str("\n\n");
    }
    text.push_str(&format!("{} {}\n", label(failure.kind), failure.message));
    for cause in &failure.causes {
        text.push_str(&format!("  {} {cause}\n", Tone::Faint.paint("because:")));
    }
    text.push_str(&hint_lines(&failure.hints));
    if failure.kind == Kind::Bug {
        text.push_str("  this is a fault of gatewright; please report it with the command you ran\n");
    }
    text.push_str(&next_lines(&failure.next));
    text
}

fn label(kind: Kind) -> String {
    match kind {
        Kind::Waiting => Tone::Warn.paint("waiting:").to_string(),
        _ => Tone::Bad.paint("error:").to_string(),
    }
}

fn hint_lines(hints: &[String]) -> String {
    hints.iter().map(|hint| format!("  {} {hint}\n", Tone::Strong.paint("hint:"))).collect()
}

/// Literal next commands as people read them.
pub fn next_lines(next: &[String]) -> String {
    next.iter().map(|command| format!("{} {command}\n", Tone::Strong.paint("Next:"))).collect()
}
