//! What lies under a name that is neither a file nor a directory.

use rustix::fs::FileType;

use crate::model::path::RepoPath;
use crate::store::rooted::Root;
use crate::store::unreadable::Unreadable;

/// What is at `path`, in words, where that is something which is never read as an output; `None` for a file, a directory, nothing.
pub fn oddity(root: &Root, path: &RepoPath) -> Option<String> {
    match root.look(path) {
        Ok(Some((FileType::Symlink, _))) => Some("a symbolic link".to_owned()),
        Ok(Some((FileType::Fifo, _))) => Some("a named pipe".to_owned()),
        Ok(Some((FileType::Socket, _))) => Some("a socket".to_owned()),
        Ok(Some((FileType::BlockDevice | FileType::CharacterDevice, _))) => Some("a device".to_owned()),
        Err(Unreadable::Symlink { at }) => Some(format!("reached through the symbolic link `{at}`")),
        _ => None,
    }
}
