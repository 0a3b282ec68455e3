//! A directory that nobody sees until everything in it is whole.

use std::time::Duration;

use rustix::fs::AtFlags;
use rustix::io::Errno;

use crate::model::failure::{Failure, Kind};
use crate::model::path::RepoPath;
use crate::store::folders::{cannot, ensure_dir, sync};
use crate::store::lock::RunLock;
use crate::store::rooted::Root;
use crate::store::stamp::Stamp;
use crate::store::temporary::{PREFIX, rename_unless_there, unpredictable};

/// Makes the directory `name` in `parent`, filled by `fill`, in one step: it is filled under a temporary name and then
/// renamed. `lock` is a file inside it that is locked meanwhile, so that a sweep can tell it from a crash's leftover.
///
/// # Errors
/// `State` (`already_exists`) when something of that name is there; else what `fill` or the machine says.
pub fn create(
    parent: &Root,
    name: &RepoPath,
    lock: &RepoPath,
    fill: impl FnOnce(&Root) -> Result<(), Failure>,
) -> Result<(), Failure> {
    sweep(parent, lock)?;
    let shown = parent.shown(name);
    let (temporary, dir, held) = claim(parent, lock, &shown)?;
    let filled = fill(&dir).and_then(|()| {
        // A crash before the rename leaves the temporary directory: the next `create` sweeps it.
        rename_unless_there(parent, &temporary, parent, name.as_str()).map_err(|errno| match errno {
            Errno::EXIST => Failure::state("already_exists", format!("`{shown}` exists already")),
            errno => cannot("make", &shown, errno),
        })
    });
    if let Err(failure) = filled {
        // Should it stay, the next `create` sweeps it.
        let _ = remove_tree(&dir);
        let _ = rustix::fs::unlinkat(parent.fd(), &temporary, AtFlags::REMOVEDIR);
        return Err(failure);
    }
    drop(held);
    // A crash before this fsync may lose the whole directory; nothing was acknowledged.
    sync(parent, &shown)
}

/// A new temporary directory with its lock taken. A sweep of another process may come between the two; then another
/// name is tried.
fn claim(parent: &Root, lock: &RepoPath, shown: &str) -> Result<(String, Root, RunLock), Failure> {
    let mut tries = 8;
    loop {
        tries -= 1;
        let name = unpredictable().map_err(|errno| cannot("make", shown, errno))?;
        let place = RepoPath::new(&name).map_err(|why| Failure::bug(why.to_string()))?;
        // A sweep may also remove it between its making and its opening.
        let dir = match ensure_dir(parent, &place) {
            Ok(dir) => dir,
            Err(_) if tries > 0 => continue,
            Err(failure) => return Err(failure),
        };
        match RunLock::acquire(&dir, lock, "run start", Duration::ZERO) {
            Ok(held) if still_named(parent, &place, &dir) => return Ok((name, dir, held)),
            Ok(_) if tries > 0 => {}
            Err(_) if tries > 0 => {}
            Ok(_) => return Err(cannot("make", shown, Errno::AGAIN)),
            Err(failure) => return Err(failure),
        }
    }
}

/// Removes temporary directories whose maker is dead.
fn sweep(parent: &Root, lock: &RepoPath) -> Result<(), Failure> {
    let names =
        parent.list().map_err(|why| why.failure(Kind::State, &parent.path().display().to_string()))?;
    for entry in names.iter().filter(|entry| entry.dir && entry.name.starts_with(PREFIX.as_bytes())) {
        let Some(place) = std::str::from_utf8(&entry.name).ok().and_then(|name| RepoPath::new(name).ok())
        else {
            continue;
        };
        let Ok(Some(dir)) = parent.sub(&place) else { continue };
        // A living maker has locked it, or is about to and then tries another name: it has put nothing there.
        let Ok(_held) = RunLock::acquire(&dir, lock, "run start", Duration::ZERO) else { continue };
        // A maker that finished after we had opened the directory has given it its name and let go of the lock.
        if !still_named(parent, &place, &dir) {
            continue;
        }
        // What cannot be removed harms nobody: it is ignored, and the next `create` tries again.
        if remove_tree(&dir).is_ok() {
            let _ = rustix::fs::unlinkat(parent.fd(), place.as_str(), AtFlags::REMOVEDIR);
        }
    }
    Ok(())
}

/// Whether `place` is still the name of `dir`.
fn still_named(parent: &Root, place: &RepoPath, dir: &Root) -> bool {
    match (parent.look(place), rustix::fs::fstat(dir.fd())) {
        (Ok(Some((_, named))), Ok(opened)) => named.id == Stamp::of(&opened).id,
        _ => false,
    }
}

/// Removes everything in `dir`; links are removed, never followed.
fn remove_tree(dir: &Root) -> Result<(), Errno> {
    let io = |_| Errno::IO;
    for entry in dir.list().map_err(io)? {
        if !entry.dir {
            rustix::fs::unlinkat(dir.fd(), entry.name.as_slice(), AtFlags::empty())?;
            continue;
        }
        let name = std::str::from_utf8(&entry.name)
            .ok()
            .and_then(|name| RepoPath::new(name).ok())
            .ok_or(Errno::INVAL)?;
        if let Some(below) = dir.sub(&name).map_err(io)? {
            remove_tree(&below)?;
        }
        rustix::fs::unlinkat(dir.fd(), name.as_str(), AtFlags::REMOVEDIR)?;
    }
    Ok(())
}
