//! What differs in submodules, which git alone would look into with their own configuration in force.
//!
//! So each is opened here as a repository of its own, with the overrides for its own configuration.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use crate::model::failure::{Failure, Kind};
use crate::store::git::differing::Found;
use crate::store::git::entries::{Entry, known};
use crate::store::git::repository::Git;

/// Submodules in submodules are looked into so deep.
const DEEPEST: usize = 8;

impl Git {
    /// What differs within the submodules of `listing` (see [`known`]), from git's top: files that are changed, staged, deleted or new there,
    /// submodules with something in them that are no repositories, and those that have another commit than `held` says. One with nothing in it
    /// is not checked out, which is no difference.
    ///
    /// # Errors
    /// As [`Git::dirty`]; `Environment` when they nest too deeply.
    pub(super) fn in_submodules(
        &self,
        listing: &[u8],
        held: &[Entry<'_>],
        depth: usize,
    ) -> Result<Found, Failure> {
        let commits: BTreeMap<&[u8], &str> =
            held.iter().filter(|entry| entry.is_submodule()).map(|entry| (entry.name, entry.oid)).collect();
        let mut differing = Found::new();
        for one in known(listing).filter(|one| one.entry.is_submodule()) {
            let name = one.entry.name;
            if depth == DEEPEST {
                let message = format!("submodules nest deeper than {DEEPEST}");
                return Err(Failure::new(Kind::Environment, "git_refused", message));
            }
            let at = self.top().join(OsStr::from_bytes(name));
            let inner = self.submodule(&at)?;
            match inner.as_ref().and_then(|inner| Some((inner, inner.head()?))) {
                Some((inner, head)) => {
                    let within = inner.everything(depth + 1)?;
                    differing.extend(
                        within.into_iter().map(|(below, alike)| ([name, b"/", &below].concat(), alike)),
                    );
                    if commits.get(name).is_some_and(|commit| *commit != head.as_str()) {
                        differing.insert(name.to_vec(), None);
                    }
                }
                None if inner.is_none() && is_empty(&at) => {}
                None => {
                    differing.insert(name.to_vec(), None);
                }
            }
        }
        Ok(differing)
    }

    fn submodule(&self, at: &Path) -> Result<Option<Git>, Failure> {
        let is_repository = at.join(".git").symlink_metadata().is_ok();
        if is_repository { Git::open_within(at, self.user(), self.patience()) } else { Ok(None) }
    }
}

/// Nothing is in it, or it is not there, which git itself tells.
fn is_empty(directory: &Path) -> bool {
    directory.read_dir().map_or(true, |mut entries| entries.next().is_none())
}
