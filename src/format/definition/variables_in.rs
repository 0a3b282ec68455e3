//! Variables in the paths and arguments of a definition, looked at where they stand.

use crate::format::definition::json::Node;
use crate::format::definition::problem::{Problem, Problems};
use crate::format::definition::source::Source;
use crate::model::contract::PathTemplate;
use crate::rules::known::KnownVariables;
use crate::rules::suggest;
use crate::rules::templates::{self, BadTemplate};

/// A path template; `None` when the text at `node` is none, which is then a problem.
pub fn path(
    node: &Node,
    known: &KnownVariables,
    source: &Source<'_>,
    problems: &mut Problems,
) -> Option<PathTemplate> {
    let text = node.text().filter(|text| !text.is_empty())?;
    match templates::check_path(text, known) {
        Ok(()) => Some(PathTemplate(text.to_owned())),
        Err(bad) => {
            problems.push(said(bad, node, text, known, source));
            None
        }
    }
}

/// An argument vector; `None` when something in it is wrong, which is then a problem.
pub fn argv(
    node: &Node,
    known: &KnownVariables,
    source: &Source<'_>,
    problems: &mut Problems,
) -> Option<Vec<String>> {
    let mut args = vec![];
    for element in node.elements() {
        let text = element.text()?;
        if let Err(bad) = templates::check_argument(text, known) {
            let problem = said(bad, element, text, known, source);
            problems.push(problem.hint("write `{{name}}` where `{name}` itself is meant"));
        }
        args.push(text.to_owned());
    }
    (!args.is_empty()).then_some(args)
}

fn said(bad: BadTemplate, node: &Node, text: &str, known: &KnownVariables, source: &Source<'_>) -> Problem {
    let span = source.inside(&node.span, text, bad.part);
    let problem = Problem::new(bad.code, &span, bad.message);
    match bad.unknown {
        Some(name) => problem.meant(suggest::nearest(&name, known.names())).allowed(known.names()),
        None => problem,
    }
}
