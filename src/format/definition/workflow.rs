//! `<workflow>.json` → [`Workflow`].

use crate::format::definition::json::Node;
use crate::format::definition::problem::{Problem, Problems};
use crate::format::definition::source::Source;
use crate::format::definition::workflow_keys::WORKFLOW;
use crate::format::definition::{gate_needs, gates, param_decls, reading};
use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::model::workflow::Workflow;
use crate::rules::known::KnownVariables;
use crate::rules::quote::quoted;

/// Subcommands of `run`: a workflow called like one could not be started by `run <workflow>`.
pub const RESERVED: [&str; 13] = [
    "start", "list", "show", "status", "resume", "complete", "repin", "reopen", "seal", "diff", "timeline",
    "export", "help",
];

/// Reads a workflow. `exists` says whether a prompt template is there; every problem of the file is in the one failure.
pub fn read_workflow(
    file: &RepoPath,
    bytes: &[u8],
    exists: &dyn Fn(&RepoPath) -> bool,
) -> Result<Workflow, Failure> {
    reading::read(file, bytes, &WORKFLOW, |tree, source, problems| {
        workflow(tree, file, exists, source, problems)
    })
}

/// Refuses a workflow that names contracts which are not there, each at its place.
pub fn check_contracts(
    file: &RepoPath,
    bytes: &[u8],
    missing: &dyn Fn(&RepoPath) -> bool,
) -> Result<(), Failure> {
    reading::read(file, bytes, &WORKFLOW, |tree, _, problems| {
        let entries = tree.get("gates").map_or(&[][..], Node::elements);
        for node in entries.iter().filter_map(|entry| entry.get("contract")) {
            let path = node.text().and_then(|text| RepoPath::new(text).ok());
            if let Some(path) = path.filter(|path| missing(path)) {
                let message = format!("there is no contract {}", quoted(path.as_str()));
                problems.push(
                    Problem::new("missing_contract", &node.span, message)
                        .hint("make the file, or name the one that is meant, from the repository's root"),
                );
            }
        }
        Some(())
    })
}

fn workflow(
    tree: &Node,
    file: &RepoPath,
    exists: &dyn Fn(&RepoPath) -> bool,
    source: &Source<'_>,
    problems: &mut Problems,
) -> Option<Workflow> {
    let name = tree.get("workflow").and_then(|node| name(node, file, problems));
    let params = param_decls::read(tree.get("params"), problems);
    let declared = tree.get("params").map_or(&[][..], Node::entries);
    let known = KnownVariables::always().and(declared.iter().map(|entry| entry.key.clone()));
    let place = gates::Beside { file, known: &known, exists };
    let entries = tree.get("gates").map_or(&[][..], Node::elements);
    let needs = gate_needs::read(entries, problems);
    let gates: Vec<_> = entries.iter().map(|entry| gates::read(entry, &place, source, problems)).collect();
    let gates: Option<Vec<_>> =
        gates.into_iter().zip(needs?).map(|(gate, needs)| Some(gate?.with(needs))).collect();
    Some(Workflow {
        name: name?,
        version: text(tree, "version"),
        description: text(tree, "description"),
        params: params?,
        gates: gates?,
    })
}

fn text(tree: &Node, key: &str) -> String {
    tree.get(key).and_then(Node::text).unwrap_or_default().to_owned()
}

/// The name, which must be the file's and no subcommand.
fn name(node: &Node, file: &RepoPath, problems: &mut Problems) -> Option<String> {
    let name = node.text()?;
    let stem = file.file_name().strip_suffix(".json").unwrap_or(file.file_name());
    if RESERVED.contains(&name) {
        let message = format!("a workflow cannot be called {}, which is a subcommand of `run`", quoted(name));
        problems.push(
            Problem::new("reserved_name", &node.span, message)
                .hint("choose another name for the workflow and its file"),
        );
    } else if name != stem {
        let message = format!("the workflow is called {}, its file {}", quoted(name), quoted(stem));
        problems.push(
            Problem::new("name_not_file", &node.span, message)
                .hint(format!("write {} here, or rename the file", quoted(stem))),
        );
    }
    Some(name.to_owned())
}
