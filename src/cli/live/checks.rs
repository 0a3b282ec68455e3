//! Checks as lines of the checklist.

use crate::cli::live::items::{Item, RESTLESS};
use crate::cli::live::marks::Mark;
use crate::cli::live::text::{clean, grouped};
use crate::flow::command_asked::CommandAsked;
use crate::flow::output_seen::Need;
use crate::flow::preview_gate::Look;
use crate::model::attempt::Change;
use crate::model::contract::Severity;
use crate::model::verdict::{Row, State};
use crate::rules::checks::approval::APPROVAL;
use crate::rules::checks::exists::FILE_EXISTS;

/// What the commands of a gate said when they were last run on request.
#[derive(Debug, Clone, PartialEq)]
pub struct Ran {
    /// A row for each command, in order.
    pub rows: Vec<Row>,
    /// Nothing has changed since.
    pub fresh: bool,
}

/// A line for each check; of many files at once one for all of them. Commands come last.
pub fn checks(look: &Look, commands: &[CommandAsked], ran: Option<&Ran>) -> Vec<Item> {
    let one_glob = |a: &Row, b: &Row| {
        a.check == b.check
            && a.template.is_some()
            && a.template == b.template
            && a.description == b.description
    };
    let together = |a: &Row, b: &Row| one_glob(a, b) || (is_presence(a, look) && is_presence(b, look));
    let mut items: Vec<Item> = look
        .rows
        .chunk_by(together)
        .map(|rows| match rows {
            [row] => of_row(row, look),
            many => of_rows(many, look),
        })
        .collect();
    items.extend(commands.iter().enumerate().map(|(at, asked)| of_command(asked, look, ran, at)));
    items.extend(look.later.iter().map(|(check, words)| at_the_end(check, words)));
    items
}

/// A check that nobody can judge before everything else holds.
fn at_the_end(check: &str, words: &str) -> Item {
    let when = if check == APPROVAL.name { "people decide: gate approve" } else { "judged at finish" };
    let note = if words.is_empty() { when.to_owned() } else { clean(&format!("{when}: {words}")) };
    Item { mark: Mark::Waiting, label: clean(check), place: String::new(), note, detail: None, quiet: false }
}

/// `path` as short as it is still told apart from every output's: a check's words say more than its directory.
fn brief(path: &str, look: &Look) -> String {
    let ends = |end: &str, whole: &str| {
        whole.strip_suffix(end).is_some_and(|before| before.is_empty() || before.ends_with('/'))
    };
    let starts = path.rmatch_indices('/').map(|(at, _)| at + 1).chain([0]);
    let others = || look.outputs.iter().map(|output| output.place.as_str()).filter(|other| *other != path);
    let unique = |start: &usize| !others().any(|other| ends(&path[*start..], other));
    clean(&path[starts.into_iter().find(unique).unwrap_or(0)..])
}

fn of_row(row: &Row, look: &Look) -> Item {
    let restless = is_restless(row, look);
    let mark = mark(row, look);
    Item {
        mark,
        label: clean(&row.check),
        place: row.path.as_deref().map(|path| brief(path, look)).unwrap_or_default(),
        note: if restless { RESTLESS.to_owned() } else { clean(&row.description) },
        detail: if restless || mark == Mark::Waiting { None } else { finding(row, look) },
        quiet: mark == Mark::Good,
    }
}

fn of_rows(rows: &[Row], look: &Look) -> Item {
    let marks: Vec<Mark> = rows.iter().map(|row| mark(row, look)).collect();
    let worst = [Mark::Bad, Mark::Warn, Mark::Waiting].into_iter().find(|mark| marks.contains(mark));
    let off = marks.iter().filter(|mark| **mark != Mark::Good).count();
    let first = rows.iter().zip(&marks).find(|(_, mark)| Some(**mark) == worst).map(|(row, _)| row);
    let (all, good) = (grouped(rows.len() as u64), grouped((rows.len() - off) as u64));
    let (place, note) = if is_presence(&rows[0], look) {
        (format!("{all} outputs"), format!("{good} of {all} are there"))
    } else {
        let paths: Vec<&str> = rows.iter().filter_map(|row| row.path.as_deref()).collect();
        (format!("{}/ ({all} files)", clean(common_directory(&paths))), format!("holds for {good} of {all}"))
    };
    let mark = worst.unwrap_or(Mark::Good);
    Item {
        mark,
        label: clean(&rows[0].check),
        place,
        note,
        detail: first.filter(|_| mark != Mark::Waiting).and_then(|row| finding(row, look)),
        quiet: off == 0,
    }
}

/// Whether a row only asks for the presence of a declared output, which has a line of its own.
fn is_presence(row: &Row, look: &Look) -> bool {
    row.check == FILE_EXISTS.name
        && look.outputs.iter().any(|output| row.path.as_deref() == Some(output.place.as_str()))
}

fn of_command(asked: &CommandAsked, look: &Look, ran: Option<&Ran>, at: usize) -> Item {
    let label = asked.check.to_owned();
    let place = clean(&shlex::try_join(asked.argv.iter().map(String::as_str)).unwrap_or_default());
    if let Some(why) = look.refused.get(at).and_then(Option::as_ref) {
        let mark = if asked.severity == Severity::Warning { Mark::Warn } else { Mark::Bad };
        let note = "will not be enforced".to_owned();
        return Item { mark, label, place, note, detail: Some(clean(why)), quiet: false };
    }
    let Some((row, fresh)) = ran.and_then(|ran| Some((ran.rows.get(at)?, ran.fresh))) else {
        let why =
            if asked.description.is_empty() { String::new() } else { format!(": {}", asked.description) };
        let note = clean(&format!("runs at finish{why}"));
        return Item { mark: Mark::Waiting, label, place, note, detail: None, quiet: false };
    };
    let held = row.state == State::Pass;
    let (mark, note) = match (fresh, held) {
        (true, false) if row.state == State::Waived => {
            (Mark::Warn, "did not hold when checked; it is waived")
        }
        (true, false) if row.state == State::NotEnforced && row.severity == Severity::Error => {
            (Mark::Bad, "could not run when checked")
        }
        (true, true) => (Mark::Good, "held when checked"),
        (true, false) if row.severity == Severity::Warning => (Mark::Warn, "did not hold when checked"),
        (true, false) => (Mark::Bad, "did not hold when checked"),
        (false, true) => (Mark::Waiting, "held before the last change"),
        (false, false) => (Mark::Waiting, "did not hold before the last change"),
    };
    let detail = if held { None } else { finding(row, look) };
    Item { mark, label, place, note: note.to_owned(), detail, quiet: held }
}

/// What is not there yet is waited for; what is there and wrong is bad.
fn mark(row: &Row, look: &Look) -> Mark {
    match row.state {
        State::Pass => Mark::Good,
        _ if is_restless(row, look) || is_early(row, look) => Mark::Waiting,
        State::Warn | State::Waived => Mark::Warn,
        State::Fail | State::NotEnforced if row.severity == Severity::Warning => Mark::Warn,
        State::Fail | State::NotEnforced => Mark::Bad,
    }
}

/// Whether what the check is about is not there yet: its output, or every alternative.
fn is_early(row: &Row, look: &Look) -> bool {
    match row.path.as_deref() {
        Some(path) => look
            .outputs
            .iter()
            .any(|output| output.change == Change::Missing && output.place.as_str() == path),
        None => {
            let mut alternatives = look.outputs.iter().filter(|output| output.need == Need::Alternative);
            look.outputs.iter().any(|output| output.need == Need::Alternative)
                && alternatives.all(|output| output.change == Change::Missing)
        }
    }
}

fn is_restless(row: &Row, look: &Look) -> bool {
    look.restless.iter().any(|place| row.path.as_deref() == Some(place.as_str()))
}

/// What is wrong, the path in it as short as in the row.
fn finding(row: &Row, look: &Look) -> Option<String> {
    let first = row.findings.first()?;
    let place = match &first.place {
        Some((_, Some(line))) => format!("line {line}: "),
        _ => String::new(),
    };
    let more = match row.findings.len() - 1 {
        0 => String::new(),
        more => format!(" (and {} more)", grouped(more as u64)),
    };
    let message = clean(&first.message);
    let message = match row.path.as_deref() {
        Some(path) => message.replace(&clean(path), &brief(path, look)),
        None => message,
    };
    Some(format!("{place}{message}{more}"))
}

/// The directory that all of `paths` lie in; `.` for the root.
fn common_directory<'a>(paths: &[&'a str]) -> &'a str {
    let above = |path: &'a str| path.rsplit_once('/').map_or("", |(directory, _)| directory);
    let mut directory = paths.first().map_or("", |first| above(first));
    let holds =
        |path: &&str, directory: &str| path.strip_prefix(directory).is_some_and(|rest| rest.starts_with('/'));
    while !directory.is_empty() && !paths.iter().all(|path| holds(path, directory)) {
        directory = above(directory);
    }
    if directory.is_empty() { "." } else { directory }
}

#[cfg(test)]
mod tests;
