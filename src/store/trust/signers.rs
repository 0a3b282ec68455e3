//! Who may sign: read from the user's own configuration, never from the repository that is judged.

use std::path::Path;

use crate::format::signature::signers::{Signer, read};
use crate::store::trust::own::{self, SIGNERS};

/// The signers in `file`, for a judgement in the repository at `root`.
///
/// # Errors
/// Why nobody is allowed, in one sentence: there is no file, it lies in the repository, or a line of it is wrong.
pub fn allowed(file: Option<&Path>, root: &Path) -> Result<Vec<Signer>, String> {
    let Some(file) = file else {
        return Err("neither `XDG_CONFIG_HOME` nor `HOME` says where the allowed signers are".to_owned());
    };
    let text = own::read(file, root, "allowed signers")?
        .ok_or_else(|| format!("there are no allowed signers: `~/.config/{SIGNERS}` does not exist"))?;
    read(&text).map_err(|(line, why)| format!("line {line} of the allowed signers: {why}"))
}
