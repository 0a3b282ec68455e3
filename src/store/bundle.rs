//! Bundles of files that are new: a directory or one file, there as a whole or not at all, never over anything.

use std::collections::BTreeMap;

use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::store::durable::{self, Created};
use crate::store::rooted::Root;
use crate::store::whole_dir;

/// Files by their paths.
pub type Files = BTreeMap<RepoPath, Vec<u8>>;

/// Locked while a directory is filled, and gone afterwards.
const LOCK: &str = ".gatewright-lock";

/// Makes the directory `name` in `parent` with these files.
///
/// # Errors
/// `State` (`already_exists`) when something of that name is there; `Environment` when the machine refuses. Nothing is there then.
pub fn write_directory(parent: &Root, name: &RepoPath, files: &Files) -> Result<(), Failure> {
    refuse_over(parent, name)?;
    let lock = RepoPath::new(LOCK).map_err(|why| Failure::bug(why.to_string()))?;
    whole_dir::create(parent, name, &lock, |dir| {
        files.iter().try_for_each(|(path, bytes)| durable::create_new(dir, path, bytes).map(drop))
    })?;
    // A crash before this leaves an empty file that the list of digests does not name.
    let made = parent
        .sub(name)
        .map_err(|why| why.failure(crate::model::failure::Kind::Environment, name.as_str()))?;
    made.map_or(Ok(false), |made| durable::remove(&made, &lock)).map(drop)
}

/// Makes the file `name` in `parent`.
///
/// # Errors
/// As [`write_directory`].
pub fn write_file(parent: &Root, name: &RepoPath, bytes: &[u8]) -> Result<(), Failure> {
    refuse_over(parent, name)?;
    match durable::create_new(parent, name, bytes)? {
        Created::New => Ok(()),
        Created::Same => Err(exists(name)),
    }
}

fn refuse_over(parent: &Root, name: &RepoPath) -> Result<(), Failure> {
    match parent.look(name) {
        Ok(None) => Ok(()),
        Ok(Some(_)) => Err(exists(name)),
        Err(why) => Err(why.failure(crate::model::failure::Kind::Environment, name.as_str())),
    }
}

fn exists(name: &RepoPath) -> Failure {
    Failure::state("already_exists", format!("`{name}` is there already, and nothing is written over it"))
        .hint("give another name with `--output`")
}
