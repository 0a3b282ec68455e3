//! Where git stands: the commit, and whether declared paths differ from it.

use crate::flow::machine::Machine;
use crate::flow::site::Site;
use crate::model::attempt::GitFacts;
use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::store::git::repository::Git;

/// The facts that a record pins; `None` without git or without a repository.
pub fn git_facts(site: &Site, machine: &Machine, paths: &[RepoPath]) -> Result<Option<GitFacts>, Failure> {
    let Some(git) = Git::open(site.root.path(), &machine.git_env)? else { return Ok(None) };
    let dirty = !paths.is_empty() && !git.changed(paths)?.is_empty();
    Ok(Some(GitFacts { head: git.head().map(|oid| oid.as_str().to_owned()), dirty }))
}
