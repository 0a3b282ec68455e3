//! Which record a change starts from, and whether it is still the one that is there.

use std::os::fd::OwnedFd;

use crate::format::record::read::{Record, chain_of};
use crate::model::digest::Digest;
use crate::model::failure::{Failure, Kind};
use crate::model::path::RepoPath;
use crate::store::runs::layout;
use crate::store::runs::read::RunDir;
use crate::store::stamp::Stamp;

/// The record that was read.
#[derive(Debug)]
pub struct Revision {
    head: Digest,
    /// All of it, as it was read.
    bytes: Vec<u8>,
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
        let revision = Revision { head: record.head(), bytes, stamp: file.stamp, _held: file.fd };
        Ok((record, revision))
    }

    /// Refuses when RUN.json is no longer what was read: locks are advisory, and weak on network file systems; and whoever edits it while a
    /// command runs would have the edit written over as if it had never been.
    ///
    /// # Errors
    /// `Locked` (`lost_update`) when it ends in another event, `State` (`edited_meanwhile`) when it has other bytes around the same ones.
    pub fn refuse_lost_update(&self, dir: &RunDir) -> Result<(), Failure> {
        // Opening it makes a network file system ask its server for the state.
        let path = layout::path(layout::RUN_JSON)?;
        let now = dir.dir.open_file(&path).map_err(|why| why.failure(Kind::State, &dir.dir.shown(&path)))?;
        if now.is_some_and(|file| file.stamp == self.stamp) {
            return Ok(());
        }
        let there = dir.run_json()?;
        if there == self.bytes {
            return Ok(());
        }
        if chain_of(&there).is_some_and(|chain| chain.last() == Some(&self.head)) {
            return Err(self.edited(dir, &path));
        }
        Err(Failure::new(
            Kind::Locked,
            "lost_update",
            "another process changed the run in spite of its lock, so this change was not made",
        )
        .hint("run the command again"))
    }

    fn edited(&self, dir: &RunDir, path: &RepoPath) -> Failure {
        let shown = dir.dir.shown(path);
        Failure::state(
            "edited_meanwhile",
            format!("`{shown}` was edited while the command worked, and nothing was written"),
        )
        .cause("gatewright holds its lock meanwhile, so another program wrote there, for example a command that a check runs")
        .hint("a record is never edited by hand; bring back what was there, for example with `git restore`")
        .next(format!("gatewright audit {}", dir.id))
    }
}
