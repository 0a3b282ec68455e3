//! Who may sign: read from the user's own configuration, never from the repository that is judged.

use std::path::{Path, PathBuf};

use crate::format::signature::signers::{Signer, read};
use crate::model::failure::Kind;
use crate::model::path::RepoPath;
use crate::rules::environment::Environment;
use crate::store::rooted::Root;

/// The file may be this long, in bytes.
const MAX: u64 = 1024 * 1024;
/// Its name below the user's configuration directory.
pub const NAME: &str = "gatewright/allowed_signers";

/// The file of the user whose environment this is: below `XDG_CONFIG_HOME`, else below `~/.config`.
pub fn file_of_user(env: &Environment) -> Option<PathBuf> {
    let absolute = |name: &str| env.get(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let config = absolute("XDG_CONFIG_HOME").or_else(|| Some(absolute("HOME")?.join(".config")))?;
    Some(config.join(NAME))
}

/// The signers in `file`, for a judgement in the repository at `root`.
///
/// # Errors
/// Why nobody is allowed, in one sentence: there is no file, it lies in the repository, or a line of it is wrong.
pub fn allowed(file: Option<&Path>, root: &Path) -> Result<Vec<Signer>, String> {
    let Some(file) = file else {
        return Err("neither `XDG_CONFIG_HOME` nor `HOME` says where the allowed signers are".to_owned());
    };
    let shown = file.display();
    let (Some(dir), Some(name)) = (file.parent(), file.file_name().and_then(|name| name.to_str())) else {
        return Err(format!("`{shown}` is no file"));
    };
    let missing = || format!("there are no allowed signers: `~/.config/{NAME}` does not exist");
    let dir = dir.canonicalize().map_err(|_| missing())?;
    if dir.starts_with(root) {
        return Err(
            "the allowed signers lie in the repository, where whoever works in it can change them".to_owned()
        );
    }
    let name = RepoPath::new(name).map_err(|why| format!("`{name}`: {why}"))?;
    let place = Root::open(&dir).map_err(|failure| failure.message)?;
    let bytes = place
        .read_small(&name, MAX)
        .map_err(|why| why.failure(Kind::Environment, "the file of allowed signers").message)?
        .ok_or_else(missing)?;
    let text = String::from_utf8(bytes).map_err(|_| "the file of allowed signers is not UTF-8".to_owned())?;
    read(&text).map_err(|(line, why)| format!("line {line} of the allowed signers: {why}"))
}
