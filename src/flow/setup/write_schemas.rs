//! `schema --write`: the JSON Schemas beside the definitions of a repository, as this version makes them.

use crate::flow::setup::starters::schema_files;
use crate::flow::site::Site;
use crate::model::failure::{Failure, Kind};
use crate::model::path::RepoPath;
use crate::store::durable;
use crate::store::unreadable::Unreadable;

/// What became of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Became {
    /// It was there, with the same bytes.
    Same,
    /// It is new.
    New,
    /// It had other bytes, which are replaced: nobody writes these files by hand.
    Replaced,
}

/// Writes them where `$schema` of scaffolded files points to. With `dry_run` only says what would be written.
///
/// # Errors
/// `State` when something else than a file is there, `Environment` when the machine refuses.
pub fn write_schemas(site: &Site, dry_run: bool) -> Result<Vec<(RepoPath, Became)>, Failure> {
    let mut written = vec![];
    for (path, text) in schema_files()? {
        let became = match site.root.read_small(&path, text.len() as u64) {
            Ok(None) => Became::New,
            Ok(Some(bytes)) if bytes == text.as_bytes() => Became::Same,
            Ok(Some(_)) | Err(Unreadable::TooLarge { .. }) => Became::Replaced,
            Err(why) => return Err(why.failure(Kind::State, path.as_str())),
        };
        if became != Became::Same && !dry_run {
            durable::write_atomic(&site.root, &path, text.as_bytes())?;
        }
        written.push((path, became));
    }
    Ok(written)
}
