//! A line of the checklist, and declared outputs as such lines.

use crate::cli::live::marks::Mark;
use crate::cli::live::text::{clean, grouped, size};
use crate::flow::output_seen::{Need, OutputSeen};
use crate::flow::preview_gate::Look;
use crate::model::attempt::Change;

/// What is said of an output that may be left out and is not there.
const OPTIONAL: &str = "optional";
/// What is said of a place that somebody writes to.
pub const RESTLESS: &str = "being written…";

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
    /// Nothing has to be done about it: it can be left out where there is little room.
    pub quiet: bool,
}

/// A line for each declared output.
pub fn outputs(look: &Look) -> Vec<Item> {
    let alternative_there =
        look.outputs.iter().any(|output| output.need == Need::Alternative && is_there(output));
    look.outputs.iter().map(|output| of_output(output, alternative_there)).collect()
}

/// Whether an output is there as an output has to be.
pub fn is_there(output: &OutputSeen) -> bool {
    output.change != Change::Missing && output.files > 0 && output.trouble.is_none() && !output.restless
}

fn of_output(output: &OutputSeen, alternative_there: bool) -> Item {
    let item = |mark, label: &str, note: String, detail: Option<String>| Item {
        mark,
        label: label.to_owned(),
        place: clean(output.place.as_str()),
        note,
        detail,
        quiet: mark == Mark::Good || label == OPTIONAL,
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
    if output.change != Change::Missing && output.files == 0 {
        return item(Mark::Waiting, "empty", about, None);
    }
    match (output.change, output.need) {
        (Change::Created, _) => there("created"),
        (Change::Changed, _) => there("changed"),
        (Change::Unchanged, _) => there("unchanged"),
        // What is in its way was told above.
        (Change::Unreadable, _) => item(Mark::Bad, "refused", about, None),
        (Change::Missing, Need::Required) => item(Mark::Waiting, "missing", about, None),
        (Change::Missing, Need::Alternative) if !alternative_there => {
            item(Mark::Waiting, "one of", about, None)
        }
        (Change::Missing, _) => item(Mark::Waiting, OPTIONAL, about, None),
    }
}
