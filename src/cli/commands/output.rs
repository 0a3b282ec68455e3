//! Files and directories that the user names to be written.

use std::path::{Path, PathBuf};

use crate::cli::door::Door;
use crate::model::failure::Failure;
use crate::model::path::RepoPath;

/// The directory that something is written into, and its name there.
///
/// # Errors
/// `Usage` (`bad_output`) when it is no name.
pub fn named(door: &Door, output: &Path) -> Result<(PathBuf, RepoPath), Failure> {
    let path = door.cwd.join(output);
    let (Some(dir), Some(name)) = (path.parent(), path.file_name().and_then(|name| name.to_str())) else {
        return Err(Failure::usage("bad_output", format!("`{}` is no file", output.display())));
    };
    let name = RepoPath::new(name)
        .map_err(|why| Failure::usage("bad_output", format!("`{}`: {why}", output.display())))?;
    Ok((dir.to_owned(), name))
}
