//! `gatewright.json`: where the three folders are, defaults for parameters, what git is asked to do.

use std::collections::BTreeMap;

use crate::model::failure::Failure;
use crate::model::params::ParamValue;
use crate::model::path::RepoPath;

/// What a repository says about itself; the defaults stand when there is no `gatewright.json`.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// The directory of `<workflow>.json`; `workflows` where nothing is said.
    pub workflows: RepoPath,
    /// The directory of contracts; `contracts` where nothing is said.
    pub contracts: RepoPath,
    /// The directory of run records; `runs` where nothing is said.
    pub runs: RepoPath,
    /// Values taken for parameters that are not given, before a workflow's own defaults; `depth` may be among them.
    /// A name that a workflow does not declare is left alone.
    pub defaults: BTreeMap<String, ParamValue>,
    /// What is committed after each closing event.
    pub git_commit: GitCommit,
}

/// What is committed after each closing event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GitCommit {
    /// Nothing.
    #[default]
    Off,
    /// The record.
    Record,
    /// The record and the attempt's declared outputs, in one commit.
    Outputs,
}

/// Reads `gatewright.json`; `file` is only for messages.
pub fn read_config(file: &RepoPath, _bytes: &[u8]) -> Result<Config, Failure> {
    Err(Failure::bug(format!("{file} cannot be read yet")))
}
