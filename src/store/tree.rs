//! The files below a directory: what its manifest is made of.

use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::store::names::escaped;
use crate::store::rooted::Root;
use crate::store::unreadable::Unreadable;
use crate::store::walk::{
    WalkLimits, failed, failed_name, is_denied, is_git, is_vanished, name, repo_path, walk,
};

/// What is below a directory.
#[derive(Debug, PartialEq, Eq)]
pub enum Below {
    /// Regular files, sorted by bytes.
    Files(Vec<RepoPath>),
    /// There is no such directory now.
    Gone,
    /// It holds something that has no place in a manifest; the sentence names it.
    Refused(String),
}

/// The files below the directory `dir` at any depth.
///
/// # Errors
/// `Environment` when the disk fails.
pub fn below(root: &Root, dir: &RepoPath, limits: &WalkLimits) -> Result<Below, Failure> {
    match root.sub(dir) {
        Ok(Some(_)) => {}
        Ok(None) | Err(Unreadable::NotDirectory) => return Ok(Below::Gone),
        Err(why) => return Ok(Below::Refused(format!("`{dir}` {why}"))),
    }
    let mut files = vec![];
    for (walked, entry) in walk(root, Some(dir)).into_iter().enumerate() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) if is_denied(&error) => {
                return Ok(Below::Refused(format!(
                    "`{}` {}",
                    failed_name(root, &error),
                    Unreadable::Permission
                )));
            }
            Err(error) if is_vanished(&error) => return Ok(Below::Gone),
            Err(error) => return Err(failed(root, &error)),
        };
        let name = name(root, &entry);
        if is_git(&entry) {
            // Left out, it would be a place for what nobody judges.
            let shown = escaped(name);
            return Ok(Below::Refused(format!(
                "`{shown}` belongs to a git repository of its own, which cannot be part of an output"
            )));
        }
        if entry.file_type().is_dir() {
            continue;
        }
        if !entry.file_type().is_file() {
            return Ok(Below::Refused(no_file(root, name)));
        }
        match repo_path(name) {
            Ok(path) => files.push(path),
            Err(why) => return Ok(Below::Refused(format!("`{}` {why}", escaped(name)))),
        }
        if let Some(most) = limits.exceeded(walked + 1, files.len()) {
            return Ok(Below::Refused(format!(
                "`{dir}` holds more than the {most} entries that are allowed"
            )));
        }
    }
    files.sort_unstable();
    Ok(Below::Files(files))
}

/// Why an entry of a directory is no regular file, in words.
fn no_file(root: &Root, name: &[u8]) -> String {
    let shown = escaped(name);
    let why = match repo_path(name).map(|path| root.open_file(&path)) {
        Ok(Err(why)) => why.to_string(),
        _ => "is not a regular file".to_owned(),
    };
    format!("`{shown}` {why}")
}

#[cfg(test)]
mod tests;
