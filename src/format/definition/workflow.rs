//! `<workflow>.json` → [`Workflow`].

use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::model::workflow::Workflow;

/// Reads a workflow. `exists` says whether a prompt template is there; every problem of the file is in the one failure.
pub fn read_workflow(
    file: &RepoPath,
    _bytes: &[u8],
    _exists: &dyn Fn(&RepoPath) -> bool,
) -> Result<Workflow, Failure> {
    Err(Failure::bug(format!("{file} cannot be read yet")))
}
