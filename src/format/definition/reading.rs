//! The way that every definition goes: bytes, text, tree, shape, meaning; all problems at the end.

use std::borrow::Cow;

use crate::format::definition::conform::{TOO_MANY, conform};
use crate::format::definition::json::{self, Node};
use crate::format::definition::prescan;
use crate::format::definition::problem::Problems;
use crate::format::definition::report;
use crate::format::definition::shape::{Shape, Table};
use crate::format::definition::source::Source;
use crate::model::failure::Failure;
use crate::model::path::RepoPath;

/// Reads a definition whose top is `table`. `decode` gives `None` where the shape was not kept (that has been said
/// by then) and adds the problems that only meaning can show.
pub fn read<T>(
    file: &RepoPath,
    bytes: &[u8],
    table: &'static Table,
    decode: impl FnOnce(&Node, &Source<'_>, &mut Problems) -> Option<T>,
) -> Result<T, Failure> {
    let mut problems = Problems::default();
    let text = match prescan::text(bytes) {
        Ok(text) => text,
        Err(problem) => {
            let shown = if bytes.len() > prescan::LARGEST {
                Cow::Borrowed("")
            } else {
                String::from_utf8_lossy(bytes)
            };
            problems.push(problem);
            return report::finish(problems, &Source::new(file.as_str(), &shown), None);
        }
    };
    let source = Source::new(file.as_str(), text);
    let value = json::parse(text, &mut problems).and_then(|tree| {
        conform(&tree, &Shape::Object(table), &"the file", &mut problems);
        // What only meaning can show is looked for in files of bounded size, and while there is room to say it.
        let bounded = !problems.full() && !problems.has(TOO_MANY);
        if bounded { decode(&tree, &source, &mut problems) } else { None }
    });
    report::finish(problems, &source, value)
}
