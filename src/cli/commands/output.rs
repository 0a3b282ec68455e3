//! Files and directories that the user names to be written.

use std::path::{Path, PathBuf};

use crate::cli::door::Door;
use crate::model::failure::Failure;
use crate::model::path::RepoPath;

/// Where something is written; `None` where it is printed: nothing was named, or `-`.
pub fn unless_printed(output: Option<&PathBuf>) -> Option<&PathBuf> {
    output.filter(|output| *output != Path::new("-"))
}

/// The directory that something is written into, and its name there.
///
/// # Errors
/// `Usage` (`bad_output`) when it is no name, or `-`, which stands for the standard output elsewhere.
pub fn named(door: &Door, output: &Path) -> Result<(PathBuf, RepoPath), Failure> {
    if output == Path::new("-") {
        let message = "`-` is the standard output, where this cannot be written";
        return Err(Failure::usage("bad_output", message)
            .hint("name a file or a directory; `./-` is a file of that name"));
    }
    let path = door.cwd.join(output);
    let (Some(dir), Some(name)) = (path.parent(), path.file_name().and_then(|name| name.to_str())) else {
        return Err(Failure::usage("bad_output", format!("`{}` is no file", output.display())));
    };
    let name = RepoPath::new(name)
        .map_err(|why| Failure::usage("bad_output", format!("`{}`: {why}", output.display())))?;
    Ok((dir.to_owned(), name))
}
