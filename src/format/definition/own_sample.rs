//! `sample.json` of a check of the repository's own → [`OwnSample`].

use serde_json::{Map, Value};

use crate::format::definition::json::{self, Node};
use crate::format::definition::own_keys::SAMPLE;
use crate::format::definition::own_params;
use crate::format::definition::problem::Problem;
use crate::format::definition::{reading, variables_in};
use crate::model::contract::TargetSpec;
use crate::model::depth::Depth;
use crate::model::failure::Failure;
use crate::model::own_check::OwnCheck;
use crate::model::path::RepoPath;
use crate::rules::known::KnownVariables;

/// What a sample says about itself.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OwnSample {
    /// What it shows.
    pub description: String,
    /// What the check looks at, where that is said.
    pub target: Option<TargetSpec>,
    /// The check's parameters.
    pub params: Map<String, Value>,
    /// The depth of the run.
    pub depth: Depth,
    /// A text that one of the findings must hold.
    pub finds: Option<String>,
}

/// Reads a sample of `check`; without a file (`None`) nothing is said. `must_pass`: whether it is one of those that must pass.
pub fn read_own_sample(
    file: &RepoPath,
    bytes: Option<&[u8]>,
    check: &OwnCheck,
    must_pass: bool,
) -> Result<OwnSample, Failure> {
    let bytes = bytes.unwrap_or(b"{}");
    reading::read(file, bytes, &SAMPLE, |tree, source, problems| {
        let text = |key: &str| tree.get(key).and_then(Node::text);
        let target = match text("target") {
            Some("any_of" | "all_required") => {
                let span = tree.get("target").map_or(tree.span.clone(), |node| node.span.clone());
                problems.push(
                    Problem::new(
                        "bad_path",
                        &span,
                        "a sample declares no outputs, so no set of them can be meant",
                    )
                    .hint("name a path or a glob"),
                );
                return None;
            }
            Some(_) => {
                let node = tree.get("target")?;
                Some(TargetSpec::Path(variables_in::path(node, &KnownVariables::none(), source, problems)?))
            }
            None => None,
        };
        if let (Some(node), true) = (tree.get("finds"), must_pass) {
            let message = "a sample that must pass finds nothing";
            problems.push(
                Problem::new("contradiction", &node.span, message)
                    .hint("leave it out, or move the sample to `samples/fail`"),
            );
        }
        if let (Some(node), false) = (tree.get("target"), check.takes_target) {
            let message = "the check takes no target";
            problems.push(Problem::new("contradiction", &node.span, message).hint("leave it out"));
        }
        let empty = Node::empty_object(tree);
        let given = tree.get("params").unwrap_or(&empty);
        if !matches!(given.value, json::Value::Object(_)) {
            let message = format!("`params` must be an object, not {}", given.kind());
            problems.push(Problem::new("wrong_type", &given.opening(), message).label(given.kind()));
            return None;
        }
        let params = own_params::read(given, given.entries(), check, problems)?;
        Some(OwnSample {
            description: text("description").unwrap_or_default().to_owned(),
            target,
            params,
            depth: text("depth").and_then(|depth| depth.parse().ok()).unwrap_or_default(),
            finds: text("finds").map(str::to_owned),
        })
    })
}
