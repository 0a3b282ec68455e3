//! What tells this user of this machine from all others.

use std::path::Path;

use crate::model::path::RepoPath;
use crate::store::rooted::Root;

/// Longer than any machine's id, in bytes.
const MAX: u64 = 256;

/// The machine's own id and the user's number; `None` where the machine has no id, as on macOS. It must not leave the machine as it is:
/// `machine-id(5)` asks for that.
pub fn seat() -> Option<String> {
    let name = RepoPath::new("machine-id").ok()?;
    let id = Root::open(Path::new("/etc")).ok()?.read_small(&name, MAX).ok()??;
    let id = String::from_utf8(id).ok()?;
    let id = Some(id.trim()).filter(|id| !id.is_empty() && *id != "uninitialized")?;
    Some(format!("{id}\n{}", rustix::process::getuid().as_raw()))
}
