//! Where git stands: the commit, what differs from it, and what it holds.

use std::collections::BTreeSet;

use crate::flow::machine::Machine;
use crate::flow::site::Site;
use crate::model::attempt::GitFacts;
use crate::model::baseline::Baseline;
use crate::model::failure::Failure;
use crate::model::git_seen::GitSeen;
use crate::model::path::RepoPath;
use crate::store::git::repository::Git;

/// The facts that a record pins; `None` without git or without a repository.
pub fn git_facts(site: &Site, machine: &Machine, paths: &[RepoPath]) -> Result<Option<GitFacts>, Failure> {
    let Some(git) = Git::open(site.root.path(), &machine.git_env)? else { return Ok(None) };
    let dirty = !paths.is_empty() && !git.changed(paths)?.is_empty();
    Ok(Some(GitFacts { head: git.head().map(|oid| oid.as_str().to_owned()), dirty }))
}

/// What git says for checks, of `files` also what the commit holds; an error says why it could not be asked.
pub fn git_seen(
    site: &Site,
    machine: &Machine,
    files: &BTreeSet<RepoPath>,
    before: Option<&Baseline>,
) -> Result<GitSeen, String> {
    let said = |failure: Failure| machine.places.without(&failure.to_string());
    let runs = &site.config.runs;
    let git = Git::open(site.root.path(), &machine.git_env).map_err(said)?;
    let git = git.ok_or("this is no git repository, or there is no `git`")?;
    let files: Vec<RepoPath> = files.iter().cloned().collect();
    let dirty = git.dirty(runs).map_err(said)?;
    let since = |before: &Baseline| {
        let Some(head) = &before.head else {
            return Err("there was no commit in git when the attempt began".to_owned());
        };
        if git.head().is_some_and(|now| now.as_str() == head) {
            return Ok(dirty.clone());
        }
        git.changed_since(head, runs).map_err(said)
    };
    let since_start = before.map(since);
    let mut alike = dirty.alike.clone();
    alike.extend(since_start.iter().flatten().flat_map(|changed| changed.alike.clone()));
    Ok(GitSeen {
        dirty: dirty.paths,
        since_start: since_start.map(|changed| changed.map(|changed| changed.paths)),
        committed: git.held(&files).map_err(said)?,
        alike,
    })
}
