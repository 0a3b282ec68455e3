//! What definitions are today: as they lie there, or, where a sparse checkout leaves them out, as the commit that is checked out has them.

use crate::flow::audit::around::Around;
use crate::model::path::RepoPath;
use crate::store::git::stored::Stored;

/// The bytes of the definition at `path`, at most so many; `None` where there is none.
pub(super) fn today(around: &Around, path: &RepoPath, most: u64) -> Option<Vec<u8>> {
    match around.site.root.read_small(path, most) {
        Ok(None) => left_out(around, path, most),
        there => there.ok().flatten(),
    }
}

fn left_out(around: &Around, path: &RepoPath, most: u64) -> Option<Vec<u8>> {
    let git = around.log?.git();
    let head = git.head().filter(|_| git.sparse().unwrap_or_default())?;
    let mut found = None;
    // What git does not give is not there.
    let _ = git.each_stored(&[git.name_at(head.as_str(), path)], most, &mut |_, stored| {
        if let Stored::Blob { content, .. } = stored {
            found = content;
        }
    });
    found
}
