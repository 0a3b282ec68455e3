//! The cases of a workflow's contracts: where they lie.

use crate::flow::site::Site;
use crate::model::failure::{Failure, Kind};
use crate::model::ids::is_component;
use crate::model::path::RepoPath;

/// The directory of the cases of a workflow.
pub fn cases_dir(site: &Site, workflow: &str) -> Result<RepoPath, Failure> {
    let path = site.config.contracts.join(&format!("{workflow}/tests"));
    path.map_err(|why| Failure::usage("bad_path", format!("the cases of `{workflow}`: {why}")))
}

/// The names of the cases of a workflow, sorted: directories directly below that one.
///
/// # Errors
/// `Usage` when it cannot be read.
pub fn case_names(site: &Site, workflow: &str) -> Result<Vec<String>, Failure> {
    let dir = cases_dir(site, workflow)?;
    let refused = |why: crate::store::unreadable::Unreadable| why.failure(Kind::Usage, dir.as_str());
    let Some(open) = site.root.sub(&dir).map_err(refused)? else { return Ok(vec![]) };
    let entries = open.list().map_err(refused)?;
    let dirs = entries.into_iter().filter(|entry| entry.dir);
    let names = dirs.filter_map(|entry| String::from_utf8(entry.name).ok());
    let mut names: Vec<String> = names.filter(|name| is_component(name)).collect();
    names.sort();
    Ok(names)
}
