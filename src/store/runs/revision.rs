//! Which RUN.json a change starts from, and whether it is still the one that is there.

use std::os::fd::OwnedFd;

use crate::model::digest::Digest;
use crate::model::failure::{Failure, Kind};
use crate::store::runs::layout;
use crate::store::runs::read::{RunDir, no_such_run};
use crate::store::stamp::Stamp;

/// The RUN.json that was read.
#[derive(Debug)]
pub struct Revision {
    digest: Digest,
    stamp: Stamp,
    /// While it is open, no other file gets its number.
    _held: OwnedFd,
}

impl Revision {
    /// Reads RUN.json of `dir`.
    ///
    /// # Errors
    /// `Usage` when there is none, `State` when it cannot be read.
    pub fn read(dir: &RunDir) -> Result<(Vec<u8>, Revision), Failure> {
        let path = layout::path(layout::RUN_JSON)?;
        let mut bytes = vec![];
        let file = dir
            .dir
            .read_held(&path, layout::MAX_RUN_JSON, &mut bytes)
            .map_err(|why| why.failure(Kind::State, &dir.dir.shown(&path)))?
            .ok_or_else(|| no_such_run(dir.id.as_str()))?;
        let revision = Revision { digest: Digest::of(&bytes), stamp: file.stamp, _held: file.fd };
        Ok((bytes, revision))
    }

    /// Refuses when RUN.json is no longer this one: locks are advisory, and weak on network file systems.
    ///
    /// # Errors
    /// `Locked` (`lost_update`).
    pub fn refuse_lost_update(&self, dir: &RunDir) -> Result<(), Failure> {
        // Opening it makes a network file system ask its server for the state.
        let path = layout::path(layout::RUN_JSON)?;
        let now = dir.dir.open_file(&path).map_err(|why| why.failure(Kind::State, &dir.dir.shown(&path)))?;
        if now.is_some_and(|file| file.stamp == self.stamp) || Digest::of(&dir.run_json()?) == self.digest {
            return Ok(());
        }
        Err(Failure::new(
            Kind::Locked,
            "lost_update",
            "another process changed the run in spite of its lock, so this change was not made",
        )
        .hint("run the command again"))
    }
}
