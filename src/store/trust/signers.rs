//! Who may sign: read from the user's own configuration, never from the repository that is judged.

use std::path::Path;

use crate::format::signature::signers::{Read, Signer, read};
use crate::store::trust::own::{self, SIGNERS};

/// The signers in `file`, for a judgement in the repository at `root`.
///
/// # Errors
/// Why nobody is allowed, in one sentence: there is no file, it lies in the repository, or every line of it is wrong.
pub fn allowed(file: Option<&Path>, root: &Path) -> Result<Vec<Signer>, String> {
    let Some(file) = file else {
        return Err("neither `XDG_CONFIG_HOME` nor `HOME` says where the allowed signers are".to_owned());
    };
    let text = own::read(file, root, "allowed signers")?
        .ok_or_else(|| format!("there are no allowed signers: `~/.config/{SIGNERS}` does not exist"))?;
    let Read { signers, passed_over } = read(&text);
    match passed_over.first() {
        Some(odd) if signers.is_empty() => Err(told(odd)),
        _ => Ok(signers),
    }
}

/// The lines of `file` that allow nobody because something is wrong with them, each with its place.
pub fn passed_over(file: Option<&Path>, root: &Path) -> Vec<String> {
    let text = file.and_then(|file| own::read(file, root, "allowed signers").ok().flatten());
    text.map(|text| read(&text).passed_over.iter().map(told).collect()).unwrap_or_default()
}

fn told((line, why): &(usize, String)) -> String {
    format!("`~/.config/{SIGNERS}:{line}` allows nobody: {why}")
}
