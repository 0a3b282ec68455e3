//! What a text in a definition may be: each rule with its words, its limits and its pattern for editors.

use crate::model::actor::LONGEST_NAME;
use crate::model::duration;
use crate::model::ids::{GateId, is_component};
use crate::model::path::is_treacherous;
use crate::model::time::Timestamp;
use crate::rules::checks::contents::entry;
use crate::rules::checks::frame::pattern;
use crate::rules::params;
use crate::rules::templates;

/// A rule for a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Text {
    /// One line for people, 1 to 200 bytes, without characters that could disguise it.
    Line,
    /// The name of whoever works or judges, as a command line takes it: one line, 1 to 100 characters, no placeholder.
    Name,
    /// Lines for people, at most 16,384 bytes.
    Prose,
    /// A gate's id.
    Gate,
    /// One component of a path.
    Component,
    /// The name of a parameter.
    Param,
    /// A path inside the repository.
    Path,
    /// A path with variables, perhaps a glob; the variables are looked at by whoever knows them.
    Template,
    /// The same, where a word that stands for several outputs would be a mistake.
    OnePath,
    /// The same, where a directory is meant, and no glob.
    Directory,
    /// The same, where one file is meant.
    File,
    /// What a check looks for, taken as it stands: 1 to 4,096 bytes.
    Pattern,
    /// A heading that a Markdown text must have: a pattern with a text, perhaps after `#` and a space.
    Heading,
    /// A regular expression.
    Regex,
    /// A glob.
    Glob,
    /// A SHA-256 in hexadecimal digits.
    Sha256,
    /// An element of an argument vector, at most 4,096 bytes.
    Argument,
    /// A span of time such as `90s`, `30m`, `1h30m`, `2d`.
    Duration,
    /// A moment as RFC 3339 writes it.
    Moment,
    /// A value of a parameter.
    Value,
    /// Anything; for `$schema`.
    Any,
}

impl Text {
    /// What stands there, in words that follow "must be".
    pub fn wanted(self) -> &'static str {
        match self {
            Text::Line => "a text of one line, 1 to 200 bytes, without control characters",
            Text::Name => "a name of one line, 1 to 100 characters, without control characters",
            Text::Prose => "a text of at most 16384 bytes, without control characters but tabs and line ends",
            Text::Gate => {
                "a gate id such as `G1` or `G4.6` (letters, digits, `.`, `_`, `-`; first a letter; at most 40)"
            }
            Text::Component => {
                "a name of letters, digits, `.`, `_` and `-`, at most 100 bytes, not beginning with `-`"
            }
            Text::Param => {
                "a parameter's name: small letters, digits and `_`, first a letter, at most 40 bytes"
            }
            Text::Path => "a path from the repository's root",
            Text::Template | Text::OnePath | Text::Directory => {
                "a path from the repository's root, with variables such as `{slug}`"
            }
            Text::File => "the path of one file from the repository's root",
            Text::Pattern => "a text of 1 to 4096 bytes",
            Text::Heading => "a heading such as `## Layer 1`",
            Text::Regex => "a regular expression",
            Text::Glob => "a glob",
            Text::Sha256 => "a SHA-256 in 64 hexadecimal digits",
            Text::Argument => "a text of at most 4096 bytes without NUL",
            Text::Duration => "a span such as `90s`, `30m`, `1h30m` or `2d`",
            Text::Moment => "a moment such as `2026-01-19T22:23:03Z`",
            Text::Value => "a text of at most 1000 bytes without control characters",
            Text::Any => "a text",
        }
    }

    /// The code of the problem when the rule is broken.
    pub fn code(self) -> &'static str {
        match self {
            Text::Gate => "bad_gate_id",
            Text::Component => "bad_name",
            Text::Param => "bad_param_name",
            Text::Path | Text::Template | Text::OnePath | Text::Directory | Text::File => "bad_path",
            Text::Heading => "bad_heading",
            Text::Regex => "bad_regex",
            Text::Glob => "bad_glob",
            Text::Sha256 => "bad_sha256",
            Text::Duration => "bad_duration",
            Text::Moment => "bad_moment",
            _ => "bad_text",
        }
    }

    /// Whether `text` follows the rule; else why not, where more can be said than [`Text::wanted`].
    pub fn check(self, text: &str) -> Result<(), Option<String>> {
        let sized = |least, most| of_size(text, least, most);
        match self {
            Text::Line => {
                plain(text, is_treacherous).and_then(|()| sized(1, 200))?;
                if text.trim().is_empty() { Err(Some("it is blank".to_owned())) } else { Ok(()) }
            }
            Text::Name => name(text),
            Text::Prose => plain(text, misleads).and_then(|()| sized(0, 16_384)),
            Text::Gate => hold(GateId::new(text).is_ok()),
            Text::Component => hold(is_component(text)),
            Text::Param => hold(is_param(text)),
            Text::Path => templates::own_path(text).map(|_| ()).map_err(Some),
            Text::Template | Text::OnePath | Text::Directory | Text::File if text.is_empty() => {
                Err(Some("it is empty".to_owned()))
            }
            Text::Template => sized(1, 1024),
            Text::OnePath | Text::Directory if ALL_OF_THEM.contains(&text) => {
                Err(Some("this check looks at one path, not at a set of outputs".to_owned()))
            }
            Text::File if ALL_OF_THEM.contains(&text) || templates::is_glob(text) || text.ends_with('/') => {
                Err(Some("no glob, no directory and no set of outputs can stand here".to_owned()))
            }
            Text::Directory if templates::is_glob(text) => {
                Err(Some("this check looks at one directory, and a glob stands for many".to_owned()))
            }
            Text::OnePath | Text::Directory | Text::File => sized(1, 1024),
            Text::Pattern => sized(1, 4096),
            Text::Heading => sized(1, 4096).and_then(|()| entry::check_entry(text).map_err(Some)),
            Text::Regex => pattern::regex(text).map(|_| ()).map_err(|picture| Some(reason(&picture))),
            Text::Glob if text.starts_with('/') || text.split('/').any(|part| matches!(part, "." | "..")) => {
                Err(Some(
                    "it is held against paths below the directory, which have no `/` in front and no `..`"
                        .to_owned(),
                ))
            }
            Text::Glob => pattern::glob(text).map(|_| ()).map_err(Some),
            Text::Sha256 if !text.bytes().all(|byte| byte.is_ascii_hexdigit()) => Err(None),
            Text::Sha256 if text.len() != 64 => Err(Some(format!("it has {} digits", text.len()))),
            Text::Sha256 => Ok(()),
            Text::Argument if text.contains('\0') => Err(Some("it holds a NUL".to_owned())),
            Text::Argument => sized(0, 4096),
            Text::Duration => hold(duration::parse(text).is_some()),
            Text::Moment => hold(text.parse::<Timestamp>().is_ok()),
            Text::Value => params::check_value(text).map_err(Some),
            Text::Any => Ok(()),
        }
    }

    /// What a text that breaks the rule was probably meant to be.
    pub fn meant(self, text: &str) -> Option<String> {
        if self == Text::Heading { entry::meant_entry(text) } else { None }
    }

    /// The least and the most characters, and an expression, as far as JSON Schema can say them.
    pub fn limits(self) -> (usize, Option<usize>, Option<&'static str>) {
        match self {
            Text::Line => (1, Some(200), None),
            Text::Name => (1, Some(LONGEST_NAME), None),
            Text::Prose => (0, Some(16_384), None),
            Text::Gate => (1, Some(40), Some("^[A-Za-z]([A-Za-z0-9._-]*[A-Za-z0-9_-])?$")),
            Text::Component => (1, Some(100), Some("^[A-Za-z0-9._][A-Za-z0-9._-]*$")),
            Text::Param => (1, Some(40), Some("^[a-z][a-z0-9_]*$")),
            Text::Path | Text::Template | Text::OnePath | Text::Directory | Text::File => {
                (1, Some(1024), Some("^[^/~\\\\][^\\\\]*$"))
            }
            Text::Pattern => (1, Some(4096), None),
            Text::Heading => (1, Some(4096), Some(r"^\s*(#{1,6}\s+)?[^#\s]")),
            Text::Regex => (0, Some(pattern::LONGEST_REGEX), None),
            Text::Glob => (1, Some(pattern::LONGEST_GLOB), None),
            Text::Sha256 => (64, Some(64), Some("^[0-9a-fA-F]{64}$")),
            Text::Argument => (0, Some(4096), None),
            Text::Duration => (2, Some(40), Some("^([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?$")),
            Text::Moment => (20, Some(40), Some("^[0-9]{4}-[0-9]{2}-[0-9]{2}T")),
            Text::Value => (0, Some(1000), None),
            Text::Any => (0, None, None),
        }
    }
}

/// Targets that stand for several outputs.
const ALL_OF_THEM: [&str; 2] = ["any_of", "all_required"];

/// No character of `text` may be `bad`.
fn plain(text: &str, bad: fn(char) -> bool) -> Result<(), Option<String>> {
    match text.chars().find(|&c| bad(c)) {
        Some('\n' | '\r') => Err(Some("it has more than one line".to_owned())),
        Some(c) => Err(Some(format!("it holds the character U+{:04X}, which could disguise it", c as u32))),
        None => Ok(()),
    }
}

/// What `--agent` and `--actor` take: another name could not be given again on a command line, and would fit nobody.
fn name(text: &str) -> Result<(), Option<String>> {
    plain(text, is_treacherous)?;
    let length = text.chars().count();
    if length > LONGEST_NAME {
        return Err(Some(format!("it has {length} characters; at most {LONGEST_NAME} are allowed")));
    }
    match text.trim() {
        "" if text.is_empty() => Err(Some("it is empty".to_owned())),
        "" => Err(Some("it is blank".to_owned())),
        _ if text.starts_with('<') && text.ends_with('>') => {
            Err(Some("it is still a placeholder".to_owned()))
        }
        _ => Ok(()),
    }
}

/// In prose line breaks, tabs and joiners are at home; controls of the terminal and of direction are not.
fn misleads(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The library draws a picture over several lines and says the reason in the last.
fn reason(picture: &str) -> String {
    picture.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
}

fn of_size(text: &str, least: usize, most: usize) -> Result<(), Option<String>> {
    match text.len() {
        0 if least > 0 => Err(Some("it is empty".to_owned())),
        length if length > most => Err(Some(format!("it has {length} bytes; at most {most} are allowed"))),
        _ => Ok(()),
    }
}

fn hold(held: bool) -> Result<(), Option<String>> {
    if held { Ok(()) } else { Err(None) }
}

fn is_param(text: &str) -> bool {
    text.len() <= 40
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'_')
}
