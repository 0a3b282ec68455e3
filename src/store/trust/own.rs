//! Files of the user's own configuration that decide what is believed: never read from the repository that is judged.

use std::path::{Path, PathBuf};

use crate::model::failure::Kind;
use crate::model::path::RepoPath;
use crate::rules::environment::Environment;
use crate::store::rooted::Root;

/// Who may sign.
pub const SIGNERS: &str = "gatewright/allowed_signers";
/// Which hosts may be asked although they are not public.
pub const WEB_HOSTS: &str = "gatewright/web_hosts";

/// The file may be this long, in bytes.
const MAX: u64 = 1024 * 1024;

/// Where the user whose environment this is keeps the file `name`: below `XDG_CONFIG_HOME`, else below `~/.config`.
pub fn file(env: &Environment, name: &str) -> Option<PathBuf> {
    let absolute = |name: &str| env.get(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let config = absolute("XDG_CONFIG_HOME").or_else(|| Some(absolute("HOME")?.join(".config")))?;
    Some(config.join(name))
}

/// The text of `file`, for a judgement in the repository at `root`; `None` where there is none. `what` names it: `allowed signers`.
///
/// # Errors
/// Why it is not read, in one sentence: it lies in the repository, is no file, or not UTF-8.
pub fn read(file: &Path, root: &Path, what: &str) -> Result<Option<String>, String> {
    let (Some(dir), Some(name)) = (file.parent(), file.file_name().and_then(|name| name.to_str())) else {
        return Err(format!("`{}` is no file", file.display()));
    };
    let Ok(dir) = dir.canonicalize() else { return Ok(None) };
    if dir.starts_with(root) {
        return Err(format!("the {what} lie in the repository, where whoever works in it can change them"));
    }
    let name = RepoPath::new(name).map_err(|why| format!("`{name}`: {why}"))?;
    let place = Root::open(&dir).map_err(|failure| failure.message)?;
    let bytes = place
        .read_small(&name, MAX)
        .map_err(|why| why.failure(Kind::Environment, &format!("the file of {what}")).message)?;
    bytes.map(String::from_utf8).transpose().map_err(|_| format!("the file of {what} is not UTF-8"))
}
