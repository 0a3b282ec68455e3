//! Files and directories that the user names to be written.

use std::path::{Path, PathBuf};

use crate::cli::door::Door;
use crate::flow::site::Site;
use crate::model::failure::Failure;
use crate::model::path::RepoPath;

/// Nothing but runs is written where runs are: whatever takes the place of a record would be the end of that.
///
/// # Errors
/// `Usage` (`bad_output`), with what it is that does not belong there.
pub fn refuse_records(door: &Door, site: &Site, output: &Path, why: &str) -> Result<(), Failure> {
    let whole = door.cwd.join(output);
    let dir = whole.parent().and_then(|dir| dir.canonicalize().ok());
    let runs = site.root.path().join(site.config.runs.as_str()).canonicalize().ok();
    match (dir, runs) {
        (Some(dir), Some(runs)) if dir.starts_with(&runs) => {
            let message = format!("`{}` lies where the runs are; {why}", output.display());
            Err(Failure::usage("bad_output", message).hint("write it somewhere else"))
        }
        _ => Ok(()),
    }
}

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
