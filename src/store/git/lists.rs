//! Lists of paths: given to git in portions, read from what it lists.

use crate::model::path::RepoPath;

/// How many bytes of paths one call may be given.
const ARGUMENTS: usize = 64 * 1024;

/// The names behind the first `width` bytes of each entry of a list, where the entry's first byte is `wanted`.
pub(super) fn names_behind(
    output: &[u8],
    width: usize,
    wanted: impl Fn(u8) -> bool,
) -> impl Iterator<Item = &[u8]> {
    let entries = output.split(|&c| c == 0).filter(move |entry| entry.len() > width);
    entries.filter(move |entry| wanted(entry[0])).map(move |entry| &entry[width..])
}

/// `paths` in portions that a call can take. No paths give no portion: git would take that for everything.
pub(super) fn portions(paths: &[RepoPath]) -> Vec<&[RepoPath]> {
    let mut portions = vec![];
    let (mut start, mut size) = (0, 0);
    for (i, path) in paths.iter().enumerate() {
        size += path.as_str().len() + 1;
        if size > ARGUMENTS {
            portions.push(&paths[start..i]);
            (start, size) = (i, path.as_str().len());
        }
    }
    portions.push(&paths[start..]);
    portions.retain(|portion| !portion.is_empty());
    portions
}
