//! Which commands of a repository may run while a gate of it is judged.

use crate::flow::site::{MAX_DEFINITION, Site};
use crate::flow::trust::{Grant, granted};
use crate::model::digest::Digest;
use crate::model::failure::Failure;
use crate::model::own_check::OwnCheck;
use crate::model::path::RepoPath;
use crate::rules::environment::Environment;
use crate::store::trust::folder::folder;

/// Which commands may run.
#[derive(Debug, Clone, Copy)]
pub enum Leave<'a> {
    /// Those that are trusted in the repository that is judged.
    Trusted,
    /// None, for this reason.
    Never(&'static str),
    /// Those that are trusted in this other repository, where the judged one has the same bytes of the files that they name.
    TrustedIn(&'a Site),
}

impl Leave<'_> {
    /// Whether the command may run in `site`; if not, why and what to do.
    ///
    /// # Errors
    /// As [`granted`].
    pub fn grant(
        &self,
        site: &Site,
        env: &Environment,
        argv: &[String],
        check: Option<&OwnCheck>,
    ) -> Result<Result<Grant, String>, Failure> {
        let at = check.map(|check| &check.folder);
        match self {
            Leave::Trusted => granted(site, env, argv, at),
            Leave::Never(why) => Ok(Err((*why).to_owned())),
            Leave::TrustedIn(home) => {
                Ok(granted(home, env, argv, at)?.and_then(|grant| match foreign(site, &grant, at) {
                    None => Ok(grant),
                    Some(path) => {
                        Err(format!("`{path}`, which it would run with, is not the one that is trusted"))
                    }
                }))
            }
        }
    }

    /// Where the files lie that were trusted, when `site` is judged.
    pub fn home<'a>(&'a self, site: &'a Site) -> &'a Site {
        match self {
            Leave::TrustedIn(home) => home,
            Leave::Trusted | Leave::Never(_) => site,
        }
    }
}

/// A file that was trusted and that `site` does not have, or has with other bytes; or one that it has besides in the directory of a
/// check.
fn foreign(site: &Site, grant: &Grant, check: Option<&RepoPath>) -> Option<String> {
    match check.map(|at| folder(&site.root, at)) {
        Some(Err(failure)) => return Some(failure.message),
        Some(Ok(found)) => {
            if let Some(other) = found.files.iter().find(|file| !grant.files.contains_key(&file.path)) {
                return Some(other.path.to_string());
            }
        }
        None => {}
    }
    let differs = |sha256: &Digest, bytes: Option<Vec<u8>>| bytes.is_none_or(|it| Digest::of(&it) != *sha256);
    let mut files = grant.files.iter();
    let found = files
        .find(|(path, sha256)| differs(sha256, site.root.read_small(path, LARGEST_PROGRAM).ok().flatten()));
    found.map(|(path, _)| path.to_string())
}

/// A file that a command names may be this long, in bytes, where it is copied.
pub const LARGEST_PROGRAM: u64 = 64 * MAX_DEFINITION;
