//! What a closed attempt says of outputs that were there and could not be read, such as links: their rows have no digest, and the
//! checks that wanted to look at them say why.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::model::attempt::{Artifact, Attempt, Change};
use crate::model::path::RepoPath;
use crate::model::verdict::State;
use crate::rules::checks::exists::{ANY_OF, FILE_EXISTS};

/// The outputs that could not be read, and why.
pub(super) fn refused(attempt: &Attempt) -> BTreeMap<RepoPath, String> {
    let why = |row: &Artifact| {
        let mut told = presence(attempt).chain(&attempt.validations).filter_map(|it| names(it, row));
        told.next().unwrap_or_else(|| format!("`{}` could not be read", row.path))
    };
    let outputs = unread(attempt).filter_map(|row| Some((RepoPath::new(&row.path).ok()?, why(row))));
    unread_by_checks(attempt).chain(outputs).collect()
}

/// What is no output and a check could not read, as its own row repeats.
fn unread_by_checks(attempt: &Attempt) -> impl Iterator<Item = (RepoPath, String)> {
    let not_read = |row: &&Map<String, Value>| text(row, "state") == Some(State::NotEnforced.as_str());
    let rows = attempt.validations.iter().filter(not_read);
    rows.filter_map(|row| {
        let path = text(row, "path")?;
        Some((RepoPath::new(path).ok()?, told_of(row, path)?))
    })
}

/// An output for which an attempt did not pass, as its own row was not looked at, and of which no row repeats what was seen there.
pub(super) fn unexplained(attempt: &Attempt) -> Option<&str> {
    let not_looked_at = |artifact: &&Artifact| {
        let mut rows = attempt.validations.iter();
        rows.any(|row| is_about(row, artifact) && text(row, "state") == Some(State::NotEnforced.as_str()))
    };
    // Of several matches of a glob the first is told of.
    let explains = |row: &Map<String, Value>, artifact: &Artifact| {
        names(row, artifact).is_some()
            || is_about(row, artifact) && unread(attempt).any(|other| names(row, other).is_some())
    };
    let mut found = unread(attempt)
        .filter(not_looked_at)
        .filter(|artifact| !presence(attempt).any(|row| explains(row, artifact)));
    found.next().filter(|_| !attempt.status.is_met()).map(|artifact| artifact.path.as_str())
}

fn unread(attempt: &Attempt) -> impl Iterator<Item = &Artifact> {
    attempt.artifacts.iter().filter(|row| row.exists && row.sha256.is_none() && row.change != Change::Missing)
}

/// The rows of what is there: only these repeat word for word what was seen.
fn presence(attempt: &Attempt) -> impl Iterator<Item = &Map<String, Value>> {
    let of_presence = |row: &&Map<String, Value>| {
        text(row, "type").is_some_and(|name| name == FILE_EXISTS.name || name == ANY_OF)
    };
    attempt.validations.iter().filter(of_presence)
}

/// The finding of a row that begins with the output's path.
fn names(row: &Map<String, Value>, artifact: &Artifact) -> Option<String> {
    told_of(row, &artifact.path)
}

/// The finding of a row that begins with that path.
fn told_of(row: &Map<String, Value>, path: &str) -> Option<String> {
    let begins = |message: &&str| {
        let rest = message.strip_prefix('`').and_then(|rest| rest.strip_prefix(path));
        rest.is_some_and(|rest| rest.starts_with(['`', '/']))
    };
    let findings = row.get("findings").and_then(Value::as_array)?;
    let mut messages = findings.iter().filter_map(|finding| finding.get("message").and_then(Value::as_str));
    messages.find(begins).map(str::to_owned)
}

/// Whether a row is of the output itself, or of the template that it was found by.
fn is_about(row: &Map<String, Value>, artifact: &Artifact) -> bool {
    let declared = artifact.template.as_deref();
    text(row, "path").is_some_and(|path| path == artifact.path || Some(path) == declared)
        || declared.is_some_and(|template| text(row, "template") == Some(template))
}

fn text<'a>(row: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    row.get(name).and_then(Value::as_str)
}
