//! Whether git leaves out what lies beside the records of runs: logs, locks, temporary files.

use crate::flow::machine::Machine;
use crate::flow::site::Site;
use crate::model::failure::{Failure, Kind};
use crate::model::ids::RunId;
use crate::store::git::repository::Git;
use crate::store::runs::create::LOGS;
use crate::store::runs::layout;

/// Text files for git are short.
const MOST: u64 = 1024 * 1024;

/// What to do where git would take the logs of `run` along; `None` where it does not, or there is no git repository.
///
/// # Errors
/// `Environment` when git cannot be asked.
pub fn logs_are_taken(site: &Site, machine: &Machine, run: &RunId) -> Result<Option<String>, Failure> {
    let path = |below: &str| site.config.runs.join(below).map_err(|why| Failure::bug(why.to_string()));
    let ignore = path(".gitignore")?;
    let text =
        site.root.read_small(&ignore, MOST).map_err(|why| why.failure(Kind::Usage, ignore.as_str()))?;
    let text = text.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    if text.lines().any(|line| line.trim_end() == LOGS) {
        return Ok(None);
    }
    let Some(git) = Git::open(site.root.path(), &machine.git_env)? else { return Ok(None) };
    if git.ignores(&path(&format!("{run}/{}", layout::LOCK))?)? {
        return Ok(None);
    }
    Ok(Some(format!(
        "git takes the logs of runs along, which are no part of a record: write the line `{LOGS}` into `{ignore}`"
    )))
}
