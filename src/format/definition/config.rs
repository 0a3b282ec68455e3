//! `gatewright.json`: where the three folders are, defaults for parameters, what git is asked to do.

use std::collections::{BTreeMap, BTreeSet};

use crate::format::definition::config_keys::CONFIG;
use crate::format::definition::json::{Entry, Node, Value};
use crate::format::definition::problem::{Problem, Problems};
use crate::format::definition::reading;
use crate::model::failure::Failure;
use crate::model::params::ParamValue;
use crate::model::path::RepoPath;
use crate::rules::params;
use crate::rules::quote::quoted;
use crate::rules::suggest::nearest;

/// What a repository says about itself; [`Config::plain`] when there is no `gatewright.json`.
///
/// ```json
/// {
///   "workflows": "orchestration/gates/workflows",
///   "contracts": "orchestration/gates/contracts",
///   "runs": "orchestration/runs",
///   "defaults": { "depth": "deep", "audience": "general" },
///   "git": { "commit": "record" }
/// }
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// `workflows`: the directory of `<workflow>.json`; `workflows` where nothing is said.
    pub workflows: RepoPath,
    /// `contracts`: the directory of contracts; `contracts` where nothing is said. A workflow names each contract by its
    /// path from the root: this is where new ones are put and looked for.
    pub contracts: RepoPath,
    /// `runs`: the directory of run records; `runs` where nothing is said. Never one of the other two.
    pub runs: RepoPath,
    /// `checks`: the directory of checks that the repository brings itself; `checks` where nothing is said.
    pub checks: RepoPath,
    /// `defaults`: values taken for parameters that are not given, before a workflow's own defaults; `slug`,
    /// `artifact_path` and `depth` may be among them. A name that one workflow does not declare is another's; one that none declares is refused.
    pub defaults: BTreeMap<String, ParamValue>,
    /// `git.commit`: what is committed after each closing event; `off` where nothing is said.
    pub git_commit: GitCommit,
}

/// What is committed after each closing event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GitCommit {
    /// `off`: nothing.
    #[default]
    Off,
    /// `record`: the record.
    Record,
    /// `outputs`: the record and the attempt's declared outputs, in one commit.
    Outputs,
}

impl Config {
    /// What stands where no `gatewright.json` is.
    pub fn plain() -> Result<Config, Failure> {
        let empty = RepoPath::new("gatewright.json").map_err(|bad| Failure::bug(bad.to_string()))?;
        read_config(&empty, b"{}")
    }
}

/// Reads `gatewright.json`; `file` is only for messages. Every problem of the file is in the one failure.
pub fn read_config(file: &RepoPath, bytes: &[u8]) -> Result<Config, Failure> {
    reading::read(file, bytes, &CONFIG, |tree, _, problems| config(tree, problems))
}

/// Refuses names of `defaults` in `gatewright.json` that are none of `known`.
///
/// # Errors
/// `Usage` with the place of each.
pub fn refuse_unknown_defaults(
    file: &RepoPath,
    bytes: &[u8],
    known: &BTreeSet<String>,
) -> Result<(), Failure> {
    reading::read(file, bytes, &CONFIG, |tree, _, problems| {
        let unknown = |entry: &&Entry| !known.contains(&entry.key);
        for entry in tree.get("defaults").map_or(&[][..], Node::entries).iter().filter(unknown) {
            let message = format!("no workflow of this repository has a parameter {}", quoted(&entry.key));
            let meant = nearest(&entry.key, known.iter().map(String::as_str));
            problems.push(Problem::new("unknown_param", &entry.place, message).meant(meant).allowed(known));
        }
        Some(())
    })
}

fn config(tree: &Node, problems: &mut Problems) -> Option<Config> {
    let folder = |key: &str| RepoPath::new(tree.get(key).map_or(Some(key), Node::text)?).ok();
    let (workflows, contracts, runs) = (folder("workflows"), folder("contracts"), folder("runs"));
    for node in ["workflows", "contracts", "runs", "checks"].iter().filter_map(|key| tree.get(key)) {
        if node.text().is_some_and(|text| text.contains(['*', '?', '[', '{', '}'])) {
            let message = "one directory is meant here; variables and globs are not filled in";
            problems.push(Problem::new("bad_path", &node.span, message).hint("write its name as it is"));
        }
    }
    let checks = folder("checks");
    for (key, other) in [("workflows", &workflows), ("contracts", &contracts), ("checks", &checks)] {
        if let Some(node) = tree.get("runs").or(tree.get(key)).filter(|_| runs.is_some() && runs == *other) {
            let message = format!("`runs` and `{key}` are the same directory");
            problems.push(
                Problem::new("same_folder", &node.span, message).hint("keep records apart from definitions"),
            );
        }
    }
    let entries = tree.get("defaults").map_or(&[][..], Node::entries);
    let defaults: Vec<_> = entries.iter().map(|entry| default(entry, problems)).collect();
    Some(Config {
        workflows: workflows?,
        contracts: contracts?,
        runs: runs?,
        checks: checks?,
        defaults: defaults.into_iter().collect::<Option<_>>()?,
        git_commit: match tree.get("git").and_then(|git| git.get("commit")).and_then(Node::text) {
            Some("record") => GitCommit::Record,
            Some("outputs") => GitCommit::Outputs,
            _ => GitCommit::Off,
        },
    })
}

fn default(entry: &Entry, problems: &mut Problems) -> Option<(String, ParamValue)> {
    let value = match &entry.value.value {
        Value::Text(text) => ParamValue::String(text.clone()),
        Value::Number(_) => ParamValue::Integer(entry.value.whole()?),
        Value::Flag(flag) => ParamValue::Boolean(*flag),
        _ => return None,
    };
    if let Err(why) = params::check_known(&entry.key, &value.to_string()) {
        let message = format!("{} cannot be {}: {why}", quoted(&entry.key), quoted(&value.to_string()));
        problems.push(Problem::new("bad_default", &entry.value.span, message));
    }
    Some((entry.key.clone(), value))
}
