//! Outputs and checks as lines of the checklist.

use crate::cli::live::marks::Mark;
use crate::cli::live::text::{clean, grouped, size};
use crate::flow::preview_gate::{Look, Need, OutputSeen};
use crate::model::attempt::Change;
use crate::model::contract::Severity;
use crate::model::verdict::{Finding, Row, State};
use crate::rules::outputs::Said;

/// What is said of a place that somebody writes to.
const RESTLESS: &str = "being written…";

/// A line of the checklist. All its texts are clean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Where it stands.
    pub mark: Mark,
    /// What became of an output, or which check it is.
    pub label: String,
    /// What it is about: a path, a glob, a command.
    pub place: String,
    /// A word more; may be empty.
    pub note: String,
    /// What is wrong.
    pub detail: Option<String>,
}

/// What the commands of a gate said when they were last run on request.
#[derive(Debug, Clone, PartialEq)]
pub struct Ran {
    /// A row for each command, in order.
    pub rows: Vec<Row>,
    /// Nothing has changed since.
    pub fresh: bool,
}

/// A line for each declared output.
pub fn outputs(look: &Look) -> Vec<Item> {
    let alternative_there =
        look.outputs.iter().any(|output| output.need == Need::Alternative && is_there(output));
    look.outputs.iter().map(|output| of_output(output, alternative_there)).collect()
}

fn is_there(output: &OutputSeen) -> bool {
    output.change != Change::Missing && output.trouble.is_none() && !output.restless
}

fn of_output(output: &OutputSeen, alternative_there: bool) -> Item {
    let item = |mark, label: &str, note: String, detail: Option<String>| Item {
        mark,
        label: label.to_owned(),
        place: clean(output.place.as_str()),
        note,
        detail,
    };
    if output.restless {
        return item(Mark::Waiting, "writing", RESTLESS.to_owned(), None);
    }
    if let Some(trouble) = &output.trouble {
        return item(Mark::Bad, "refused", String::new(), Some(clean(trouble)));
    }
    let there = |word| {
        let files =
            if output.files == 1 { String::new() } else { format!("{} files, ", grouped(output.files)) };
        item(Mark::Good, word, format!("{files}{}", size(output.size)), None)
    };
    let about = clean(&output.description);
    match (output.change, output.need) {
        (Change::Created, _) => there("created"),
        (Change::Changed, _) => there("changed"),
        (Change::Unchanged, _) => there("unchanged"),
        (Change::Missing, Need::Required) => item(Mark::Waiting, "missing", about, None),
        (Change::Missing, Need::Alternative) if !alternative_there => {
            item(Mark::Waiting, "one of", about, None)
        }
        (Change::Missing, _) => item(Mark::Waiting, "optional", about, None),
    }
}

/// A line for each check; of many files at once one for all of them. Commands come last.
pub fn checks(look: &Look, commands: &[Said], ran: Option<&Ran>) -> Vec<Item> {
    let same = |a: &Row, b: &Row| {
        a.check == b.check
            && a.template.is_some()
            && a.template == b.template
            && a.description == b.description
    };
    let mut items: Vec<Item> = look
        .rows
        .chunk_by(same)
        .map(|rows| match rows {
            [row] => of_row(row, look),
            many => of_rows(many, look),
        })
        .collect();
    items.extend(commands.iter().enumerate().map(|(at, said)| of_command(said, ran, at)));
    items
}

fn of_row(row: &Row, look: &Look) -> Item {
    let restless = is_restless(row, look);
    let mark = mark(row, look);
    Item {
        mark,
        label: clean(&row.check),
        place: row.path.as_deref().map(clean).unwrap_or_default(),
        note: if restless { RESTLESS.to_owned() } else { clean(&row.description) },
        detail: if restless || mark == Mark::Waiting { None } else { finding(&row.findings) },
    }
}

fn of_rows(rows: &[Row], look: &Look) -> Item {
    let marks: Vec<Mark> = rows.iter().map(|row| mark(row, look)).collect();
    let worst = [Mark::Bad, Mark::Warn, Mark::Waiting].into_iter().find(|mark| marks.contains(mark));
    let off = marks.iter().filter(|mark| **mark != Mark::Good).count();
    let first = rows.iter().zip(&marks).find(|(_, mark)| Some(**mark) == worst).map(|(row, _)| row);
    let paths: Vec<&str> = rows.iter().filter_map(|row| row.path.as_deref()).collect();
    Item {
        mark: worst.unwrap_or(Mark::Good),
        label: clean(&rows[0].check),
        place: format!("{} ({} files)", clean(&common_directory(&paths)), grouped(rows.len() as u64)),
        note: match off {
            0 => clean(&rows[0].description),
            off => format!("{} do not hold", grouped(off as u64)),
        },
        detail: first.and_then(|row| finding(&row.findings)),
    }
}

fn of_command(said: &Said, ran: Option<&Ran>, at: usize) -> Item {
    let label = said.check.to_owned();
    let place = clean(&said.words);
    let Some((row, fresh)) = ran.and_then(|ran| Some((ran.rows.get(at)?, ran.fresh))) else {
        let note = "runs at finish".to_owned();
        return Item { mark: Mark::Waiting, label, place, note, detail: None };
    };
    let held = row.state == State::Pass;
    let (mark, note) = match (fresh, held) {
        (true, true) => (Mark::Good, "held when checked"),
        (true, false) if row.severity == Severity::Warning => (Mark::Warn, "did not hold when checked"),
        (true, false) => (Mark::Bad, "did not hold when checked"),
        (false, true) => (Mark::Waiting, "held before the last change"),
        (false, false) => (Mark::Waiting, "did not hold before the last change"),
    };
    let detail = if held { None } else { finding(&row.findings) };
    Item { mark, label, place, note: note.to_owned(), detail }
}

/// What is not there yet is waited for; what is there and wrong is bad.
fn mark(row: &Row, look: &Look) -> Mark {
    let missing = |output: &OutputSeen| {
        output.change == Change::Missing && row.path.as_deref() == Some(output.place.as_str())
    };
    match row.state {
        State::Pass => Mark::Good,
        _ if is_restless(row, look) || look.outputs.iter().any(missing) => Mark::Waiting,
        State::Warn | State::Waived => Mark::Warn,
        State::Fail | State::NotEnforced if row.severity == Severity::Warning => Mark::Warn,
        State::Fail | State::NotEnforced => Mark::Bad,
    }
}

fn is_restless(row: &Row, look: &Look) -> bool {
    look.restless.iter().any(|place| row.path.as_deref() == Some(place.as_str()))
}

fn finding(findings: &[Finding]) -> Option<String> {
    let first = findings.first()?;
    let place = match &first.place {
        Some((_, Some(line))) => format!("line {line}: "),
        _ => String::new(),
    };
    let more = match findings.len() - 1 {
        0 => String::new(),
        more => format!(" (and {} more)", grouped(more as u64)),
    };
    Some(format!("{place}{}{more}", clean(&first.message)))
}

fn common_directory(paths: &[&str]) -> String {
    let Some(first) = paths.first() else { return String::new() };
    let mut directory = first.rsplit_once('/').map_or("", |(directory, _)| directory);
    while !directory.is_empty()
        && !paths.iter().all(|path| path.strip_prefix(directory).is_some_and(|rest| rest.starts_with('/')))
    {
        directory = directory.rsplit_once('/').map_or("", |(above, _)| above);
    }
    if directory.is_empty() { ".".to_owned() } else { directory.to_owned() }
}
