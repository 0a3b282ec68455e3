//! Puts proof into a directory that the user names, outside every record. What lies there already with other bytes is not overwritten.

use std::path::Path;

use crate::flow::attest::asked::Proof;
use crate::model::failure::{Failure, Kind};
use crate::model::path::RepoPath;
use crate::store::durable::{self, Created};
use crate::store::folders::ensure_dir;
use crate::store::rooted::Root;
use crate::store::unreadable::Unreadable;

/// Opens the directory; makes it where it is missing and `make` says so. `None` where it is missing and is not made.
///
/// # Errors
/// `Environment` when the directory that it belongs into is missing, or the machine refuses.
pub fn directory(path: &Path, make: bool) -> Result<Option<Root>, Failure> {
    if path.is_dir() {
        return Root::open(path).map(Some);
    }
    let bad = |why: String| Failure::usage("bad_output", format!("`{}`: {why}", path.display()));
    let (Some(parent), Some(name)) = (path.parent(), path.file_name().and_then(|name| name.to_str())) else {
        return Err(bad("it is no directory".to_owned()));
    };
    if !parent.is_dir() {
        return Err(bad("the directory that it belongs into does not exist".to_owned()));
    }
    if !make {
        return Ok(None);
    }
    let name = RepoPath::new(name).map_err(|why| bad(why.to_string()))?;
    ensure_dir(&Root::open(parent)?, &name).map(Some)
}

/// Writes all of it, or nothing where one of the files is there with other bytes.
///
/// # Errors
/// `State` (`already_exists`) naming that file; `Environment` when the machine refuses.
pub fn write(dir: &Root, proof: &[Proof]) -> Result<Vec<Created>, Failure> {
    let paths = proof.iter().map(path).collect::<Result<Vec<_>, Failure>>()?;
    for (proof, path) in proof.iter().zip(&paths) {
        unless_other(dir, path, &proof.bytes)?;
    }
    // A crash between two of them leaves some: the same command writes the others, since the same record makes the same bytes.
    let write = |(proof, path): (&Proof, &RepoPath)| durable::create_new(dir, path, &proof.bytes);
    proof.iter().zip(&paths).map(write).collect()
}

/// The same, only looking.
///
/// # Errors
/// As [`write()`].
pub fn look(dir: &Root, proof: &[Proof]) -> Result<Vec<Created>, Failure> {
    proof.iter().map(|proof| unless_other(dir, &path(proof)?, &proof.bytes)).collect()
}

fn path(proof: &Proof) -> Result<RepoPath, Failure> {
    RepoPath::new(&proof.path).map_err(|why| Failure::bug(format!("`{}`: {why}", proof.path)))
}

fn unless_other(dir: &Root, path: &RepoPath, bytes: &[u8]) -> Result<Created, Failure> {
    let shown = dir.shown(path);
    match dir.read_small(path, bytes.len() as u64) {
        Ok(None) => Ok(Created::New),
        Ok(Some(found)) if found == bytes => Ok(Created::Same),
        Ok(Some(_)) | Err(Unreadable::TooLarge { .. }) => Err(Failure::state(
            "already_exists",
            format!("`{shown}` exists with other content and is not overwritten"),
        )
        .hint("the record, or what assures it, is not what it was then: write into another directory")),
        Err(why) => Err(why.failure(Kind::State, &shown)),
    }
}
