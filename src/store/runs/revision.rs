//! Which record a change starts from, and whether it is still the one that is there.

use std::os::fd::OwnedFd;

use crate::format::record::read::{Record, chain_of};
use crate::model::digest::Digest;
use crate::model::failure::{Failure, Kind};
use crate::store::runs::layout;
use crate::store::runs::read::RunDir;
use crate::store::stamp::Stamp;

/// The record that was read.
#[derive(Debug)]
pub struct Revision {
    head: Digest,
    stamp: Stamp,
    /// While it is open, no other file gets its number.
    _held: OwnedFd,
}

impl Revision {
    /// Reads the record of `dir`.
    ///
    /// # Errors
    /// `Usage` when there is none, `State` when it cannot be read or was edited.
    pub fn read(dir: &RunDir) -> Result<(Record, Revision), Failure> {
        let path = layout::path(layout::RUN_JSON)?;
        let mut bytes = vec![];
        let file = dir
            .dir
            .read_held(&path, layout::MAX_RUN_JSON, &mut bytes)
            .map_err(|why| why.failure(Kind::State, &dir.dir.shown(&path)))?
            .ok_or_else(|| dir.gone())?;
        let record = dir.record_in(&bytes)?;
        let revision = Revision { head: record.head(), stamp: file.stamp, _held: file.fd };
        Ok((record, revision))
    }

    /// Refuses when RUN.json was touched and ends in another event: locks are advisory, and weak on network file systems.
    ///
    /// # Errors
    /// `Locked` (`lost_update`).
    pub fn refuse_lost_update(&self, dir: &RunDir) -> Result<(), Failure> {
        // Opening it makes a network file system ask its server for the state.
        let path = layout::path(layout::RUN_JSON)?;
        let now = dir.dir.open_file(&path).map_err(|why| why.failure(Kind::State, &dir.dir.shown(&path)))?;
        let untouched = now.is_some_and(|file| file.stamp == self.stamp);
        if untouched || chain_of(&dir.run_json()?).is_some_and(|chain| chain.last() == Some(&self.head)) {
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
