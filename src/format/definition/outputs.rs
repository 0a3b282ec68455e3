//! Entries of `required_outputs` → [`Output`]s.

use crate::format::definition::json::Node;
use crate::format::definition::problem::Problems;
use crate::format::definition::source::Source;
use crate::format::definition::variables_in;
use crate::model::contract::Output;
use crate::model::depth::Depth;
use crate::rules::known::KnownVariables;

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
