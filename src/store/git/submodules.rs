//! What differs in submodules, which git alone would look into with their own configuration in force.
//!
//! So git is only asked which commit a submodule has (`--ignore-submodules=dirty`, which overrides what configuration says), and each
//! is opened here as a repository of its own, with the overrides for its own configuration.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use crate::model::failure::{Failure, Kind};
use crate::store::git::repository::Git;

/// Submodules in submodules are looked into so deep.
const DEEPEST: usize = 8;

/// A line of `ls-files -v -s -z`: `<flag> <mode> <oid> <stage>\t<name>`.
#[derive(Debug)]
pub struct Known<'a> {
    /// Whether git was told not to look at it: lower case is `assume-unchanged`, `S` is `skip-worktree`.
    pub unseen: bool,
    /// From git's top.
    pub name: &'a [u8],
    is_submodule: bool,
}

/// What the index holds.
pub fn known(listing: &[u8]) -> impl Iterator<Item = Known<'_>> {
    listing.split(|&c| c == 0).filter_map(|entry| {
        let tab = entry.iter().position(|&c| c == b'\t')?;
        let flag = *entry.first()?;
        let is_submodule = entry.get(2..8) == Some(b"160000");
        let unseen = flag.is_ascii_lowercase() || flag == b'S';
        Some(Known { unseen, name: &entry[tab + 1..], is_submodule })
    })
}

impl Git {
    /// What differs within the submodules of `listing` (see [`known`]), from git's top: files that are changed, staged, deleted or new there,
    /// and submodules with something in them that are no repositories. One with nothing in it is not checked out, which is no difference.
    ///
    /// # Errors
    /// As [`Git::dirty`]; `Environment` when they nest too deeply.
    pub(super) fn in_submodules(&self, listing: &[u8], depth: usize) -> Result<Vec<Vec<u8>>, Failure> {
        let mut differing = vec![];
        for one in known(listing).filter(|one| one.is_submodule) {
            if depth == DEEPEST {
                let message = format!("submodules nest deeper than {DEEPEST}");
                return Err(Failure::new(Kind::Environment, "git_refused", message));
            }
            let at = self.top().join(OsStr::from_bytes(one.name));
            match self.submodule(&at)? {
                Some(inner) if inner.head().is_some() => {
                    let within = inner.everything(depth + 1)?;
                    differing.extend(within.into_iter().map(|name| [one.name, b"/", &name].concat()));
                }
                None if is_empty(&at) => {}
                Some(_) | None => differing.push(one.name.to_vec()),
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
