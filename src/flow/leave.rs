//! Which commands of a repository may run while a gate of it is judged.

use crate::flow::site::{MAX_DEFINITION, Site};
use crate::flow::trust::{Grant, allowed};
use crate::model::digest::Digest;
use crate::model::failure::Failure;
use crate::rules::environment::Environment;

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
    /// As [`allowed`].
    pub fn grant(
        &self,
        site: &Site,
        env: &Environment,
        argv: &[String],
    ) -> Result<Result<Grant, String>, Failure> {
        match self {
            Leave::Trusted => allowed(site, env, argv),
            Leave::Never(why) => Ok(Err((*why).to_owned())),
            Leave::TrustedIn(home) => {
                Ok(allowed(home, env, argv)?.and_then(|grant| match foreign(site, &grant) {
                    None => Ok(grant),
                    Some(path) => {
                        Err(format!("it would run `{path}` with other bytes than those that are trusted"))
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

/// A file that was trusted and that `site` does not have, or has with other bytes.
fn foreign(site: &Site, grant: &Grant) -> Option<String> {
    let differs = |sha256: &Digest, bytes: Option<Vec<u8>>| bytes.is_none_or(|it| Digest::of(&it) != *sha256);
    let mut files = grant.files.iter();
    let found = files
        .find(|(path, sha256)| differs(sha256, site.root.read_small(path, LARGEST_PROGRAM).ok().flatten()));
    found.map(|(path, _)| path.to_string())
}

/// A file that a command names may be this long, in bytes, where it is copied.
pub const LARGEST_PROGRAM: u64 = 64 * MAX_DEFINITION;
