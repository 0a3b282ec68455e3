//! Lists of files with their digests, as `sha256sum -c` reads them.

use std::collections::BTreeMap;

use crate::model::digest::Digest;
use crate::model::path::RepoPath;

/// `<hex>  <path>`, a line each, sorted by the bytes of the paths. Where it names every file of a directory its own SHA-256 is
/// in-toto's `dirHash`.
///
/// # Errors
/// The path that such a list cannot name: `sha256sum` writes those with a newline or a backslash in another way.
pub fn spell(files: &BTreeMap<RepoPath, Digest>) -> Result<Vec<u8>, String> {
    let mut list = String::new();
    for (path, sha256) in files {
        if path.as_str().contains(['\n', '\r', '\\']) {
            return Err(path.as_str().escape_debug().to_string());
        }
        list.push_str(&format!("{sha256}  {path}\n"));
    }
    Ok(list.into_bytes())
}
