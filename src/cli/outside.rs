//! Places that the user names for what is no part of a run.

use std::path::Path;

use crate::cli::door::Door;
use crate::flow::site::Site;
use crate::model::failure::Failure;

/// Nothing but runs is written where runs are: `what`, put in the place of a record, would be the end of that.
///
/// # Errors
/// `Usage` (`bad_output`) when `path` lies there.
pub fn refuse_records(door: &Door, site: &Site, path: &Path, what: &str) -> Result<(), Failure> {
    let whole = door.cwd.join(path);
    let place = whole.canonicalize().ok().or_else(|| whole.parent()?.canonicalize().ok());
    let runs = site.root.path().join(site.config.runs.as_str()).canonicalize().ok();
    match (place, runs) {
        (Some(place), Some(runs)) if place.starts_with(&runs) => {
            let message = format!("`{}` lies where the runs are; {what} is no part of a run", path.display());
            Err(Failure::usage("bad_output", message).hint("write it somewhere else"))
        }
        _ => Ok(()),
    }
}
