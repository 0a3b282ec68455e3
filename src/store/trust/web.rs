//! Which hosts may be asked although they are not public: the user says it, a document decides which are asked.

use std::path::Path;

use crate::rules::web::hosts::Hosts;
use crate::store::trust::own;

/// The hosts in `file`, for a judgement in the repository at `root`; none where there is no file.
///
/// # Errors
/// Why it is not believed, in one sentence: it lies in the repository, or a line of it is wrong.
pub fn hosts(file: Option<&Path>, root: &Path) -> Result<Hosts, String> {
    let text =
        file.map(|file| own::read(file, root, "allowed hosts")).transpose()?.flatten().unwrap_or_default();
    Hosts::read(&text).map_err(|(line, why)| format!("line {line} of the allowed hosts: {why}"))
}
