//! `checks/<name>/check.json` → [`OwnCheck`].

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use crate::format::definition::contract_keys::VALIDATION;
use crate::format::definition::json::Node;
use crate::format::definition::own_keys::CHECK;
use crate::format::definition::problem::{Problem, Problems};
use crate::format::definition::reading;
use crate::format::definition::shape::OLDER;
use crate::format::definition::text::Text;
use crate::model::duration;
use crate::model::failure::Failure;
use crate::model::own_check::OwnCheck;
use crate::model::path::RepoPath;
use crate::rules::checks::contents::schema::Schema;
use crate::rules::quote::quoted;

/// Where nothing is said about the time.
const USUAL: Duration = Duration::from_secs(60);
/// The longest time: a day.
const LONGEST: Duration = Duration::from_secs(86_400);

/// Reads the check in `folder`, whose `check.json` has these bytes; which files it consists of is left open. Every problem of the
/// file is in the one failure.
pub fn read_own_check(folder: &RepoPath, file: &RepoPath, bytes: &[u8]) -> Result<OwnCheck, Failure> {
    reading::read(file, bytes, &CHECK, |tree, _, problems| check(tree, folder, problems))
}

fn check(tree: &Node, folder: &RepoPath, problems: &mut Problems) -> Option<OwnCheck> {
    let text = |key: &str| tree.get(key).and_then(Node::text);
    named_like_its_folder(tree.get("check"), folder.file_name(), problems);
    let argv = tree.get("argv").map(|node| literal(node, problems));
    let params = tree.get("params").and_then(|node| params(node, problems));
    let timeout = text("timeout").and_then(duration::parse);
    if let (Some(node), true) = (tree.get("timeout"), timeout.is_some_and(|span| span > LONGEST)) {
        problems.push(Problem::new("bad_duration", &node.span, "`timeout` is more than a day"));
    }
    Some(OwnCheck {
        name: folder.file_name().to_owned(),
        version: tree.get("version")?.whole()?.try_into().ok()?,
        description: text("description")?.to_owned(),
        argv: argv??,
        params,
        timeout: timeout.unwrap_or(USUAL),
        takes_target: text("target") != Some("none"),
        folder: folder.clone(),
        files: BTreeMap::new(),
    })
}

fn named_like_its_folder(node: Option<&Node>, folder: &str, problems: &mut Problems) {
    let Some((node, name)) = node.and_then(|node| Some((node, node.text()?))) else { return };
    if name != folder {
        let message = format!("the check is called {} and lies in {}", quoted(name), quoted(folder));
        problems.push(
            Problem::new("name_mismatch", &node.span, message).hint("name the check like its directory"),
        );
    }
}

/// Program and arguments; a variable is a problem, because what it stands for would be neither trusted nor pinned.
fn literal(node: &Node, problems: &mut Problems) -> Option<Vec<String>> {
    for element in node.elements() {
        if element.text().is_some_and(|text| text.split_once('{').is_some_and(|(_, rest)| rest.contains('}')))
        {
            problems.push(
                Problem::new("variable_in_argv", &element.span, "the command of a check takes no variables")
                    .hint("declare a parameter in `params`: the program reads it on standard input"),
            );
        }
    }
    let args: Option<Vec<String>> = node.elements().iter().map(|it| it.text().map(str::to_owned)).collect();
    args.filter(|args| !args.is_empty())
}

/// The schema of the parameters; one that lets anything stand beside them would pass a misspelt one over.
fn params(node: &Node, problems: &mut Problems) -> Option<Value> {
    let mut bad = |at: &Node, message: &str, hint: &str| {
        problems.push(Problem::new("bad_params", &at.opening(), message).hint(hint));
    };
    let Some(value) = node.to_json().filter(Value::is_object) else {
        bad(node, "`params` must be a JSON Schema of an object", "write `{\"type\": \"object\", …}`");
        return None;
    };
    if let Some(kind) = node.get("type").filter(|kind| kind.text() != Some("object")) {
        bad(kind, "the parameters of a check are an object", "write `\"type\": \"object\"`");
    }
    let closed = |key: &str| node.get(key).and_then(Node::flag) == Some(false);
    if !closed("additionalProperties") && !closed("unevaluatedProperties") {
        bad(
            node,
            "a parameter that is misspelt would be passed over",
            "write `\"additionalProperties\": false` beside `properties`",
        );
    }
    for entry in node.get("properties").map_or(&[][..], Node::entries) {
        let taken = VALIDATION.keys.iter().chain(OLDER).any(|key| key.name == entry.key);
        if taken || entry.key == "target" {
            let message = format!("{} means something in every validation", quoted(&entry.key));
            problems.push(Problem::new("taken_name", &entry.place, message).hint("choose another name"));
        } else if Text::Param.check(&entry.key).is_err() {
            let message = format!("{} is not {}", quoted(&entry.key), Text::Param.wanted());
            problems.push(Problem::new(Text::Param.code(), &entry.place, message));
        }
    }
    if let Err(fault) = Schema::new(value.clone()) {
        let message = format!("`params` is no JSON Schema that can judge: {}", fault.why);
        problems
            .push(Problem::new("bad_params", &node.at(&fault.pointer).opening(), message).hint(fault.hint));
    }
    Some(value)
}
