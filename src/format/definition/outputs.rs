//! Entries of `required_outputs` → [`Output`]s.

use crate::format::definition::json::Node;
use crate::format::definition::problem::{Problem, Problems};
use crate::format::definition::source::Source;
use crate::format::definition::variables_in;
use crate::model::contract::Output;
use crate::model::depth::Depth;
use crate::rules::known::KnownVariables;

/// Words that stand for several outputs where a check names its target.
const SETS: [&str; 2] = ["any_of", "all_required"];

/// No output is called like a set of them.
pub fn not_a_set(sets: Option<&Node>, problems: &mut Problems) {
    let listed = |key: &str| sets.and_then(|sets| sets.get(key)).map_or(&[][..], Node::elements);
    for node in listed("all_of").iter().chain(listed("any_of")).filter_map(|entry| entry.get("path")) {
        if let Some(path) = node.text().filter(|path| SETS.contains(path)) {
            let message = format!("an output cannot be called `{path}`, which stands for several of them");
            problems
                .push(Problem::new("reserved_name", &node.span, message).hint("name a file, such as `a.md`"));
        }
    }
}

/// Reads one list of outputs; `None` where a shape is not kept.
pub fn read(
    list: Option<&Node>,
    known: &KnownVariables,
    source: &Source<'_>,
    problems: &mut Problems,
) -> Option<Vec<Output>> {
    let entries = list.map_or(&[][..], Node::elements);
    let outputs: Vec<_> = entries.iter().map(|entry| output(entry, known, source, problems)).collect();
    outputs.into_iter().collect()
}

fn output(
    entry: &Node,
    known: &KnownVariables,
    source: &Source<'_>,
    problems: &mut Problems,
) -> Option<Output> {
    Some(Output {
        path: variables_in::path(entry.get("path")?, known, source, problems)?,
        description: entry.get("description").and_then(Node::text).unwrap_or_default().to_owned(),
        required: entry.get("required").and_then(Node::flag).unwrap_or(true),
        required_for: entry.get("required_for_depth").map_or(Some(None), |list| depths(list).map(Some))?,
        optional_for: entry.get("optional_for_depth").map_or(Some(vec![]), depths)?,
    })
}

fn depths(list: &Node) -> Option<Vec<Depth>> {
    list.elements().iter().map(|node| node.text()?.parse().ok()).collect()
}
