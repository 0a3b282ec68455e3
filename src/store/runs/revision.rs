//! Which record a change starts from, and whether it is still the one that is there.

use std::collections::BTreeMap;
use std::os::fd::OwnedFd;

use crate::format::record::read::{Record, chain_of};
use crate::model::digest::Digest;
use crate::model::failure::{Failure, Kind};
use crate::model::path::RepoPath;
use crate::store::runs::read::RunDir;
use crate::store::runs::{layout, seals};
use crate::store::stamp::Stamp;
use crate::store::temporary::PREFIX;

/// The directory of the record.
const RECORD: &str = "record";

/// The record that was read.
#[derive(Debug)]
pub struct Revision {
    head: Digest,
    /// All of it, as it was read.
    bytes: Vec<u8>,
    stamp: Stamp,
    /// The files beside it, before they were verified.
    beside: BTreeMap<RepoPath, Stamp>,
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
        let revision =
            Revision { head: record.head(), bytes, stamp: file.stamp, beside: beside(dir), _held: file.fd };
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
            return Err(edited(dir, &format!("`{}`", dir.dir.shown(&path))));
        }
        Err(Failure::new(
            Kind::Locked,
            "lost_update",
            "another process changed the run in spite of its lock, so this change was not made",
        )
        .hint("run the command again"))
    }

    /// Refuses when the attempts and the pins that `record` names are no longer what was verified, when a seal was touched, or a file was added that nothing
    /// names, before anything is written: what goes on from them would be recorded, and committed with them. Only what was touched makes them be read again.
    ///
    /// # Errors
    /// As [`Revision::refuse_lost_update`], and `State` (`edited_meanwhile`), naming the file.
    pub fn refuse_edited_beside(&self, dir: &RunDir, record: &Record) -> Result<(), Failure> {
        self.refuse_lost_update(dir)?;
        let now = beside(dir);
        if let Some(path) = self.odd(&now) {
            return Err(edited(dir, &format!("`{}`", dir.dir.shown(path))));
        }
        let untouched = self.beside.iter().all(|(path, stamp)| now.get(path) == Some(stamp));
        let mut added = now.keys().filter(|path| !self.beside.contains_key(*path));
        if untouched && added.all(|path| is_kept(dir, path)) {
            return Ok(());
        }
        seals::verify(dir, record).map_err(|why| {
            let mut failure = edited(dir, "the record").cause(why.message);
            failure.causes.extend(why.causes);
            failure
        })
    }
}

impl Revision {
    /// A seal that was touched, or a file that was added beside what is there `now`: people may add seals, and pins are looked at by themselves.
    fn odd<'a>(&'a self, now: &'a BTreeMap<RepoPath, Stamp>) -> Option<&'a RepoPath> {
        let is_in = |path: &RepoPath, dir: &str| {
            path.as_str().strip_prefix(dir).is_some_and(|rest| rest.starts_with('/'))
        };
        let mut seals = self.beside.iter().filter(|(path, _)| is_in(path, layout::SEALS));
        let touched = seals.find(|(path, stamp)| now.get(*path) != Some(*stamp)).map(|(path, _)| path);
        let is_odd = |path: &&RepoPath| {
            !self.beside.contains_key(*path) && !is_in(path, layout::PINS) && !is_in(path, layout::SEALS)
        };
        touched.or_else(|| now.keys().find(is_odd))
    }
}

fn edited(dir: &RunDir, what: &str) -> Failure {
    Failure::state(
        "edited_meanwhile",
        format!("{what} was edited while the command worked, and nothing was written"),
    )
    .cause("gatewright holds its lock meanwhile, so another program wrote there, for example a command that a check runs")
    .hint("a record is never edited by hand; bring back what was there, for example with `git restore`")
    .next(format!("gatewright audit {}", dir.id))
}

/// The state of every file among the pins and the seals, of every gate, and beside RUN.json; what cannot be looked at is told of by whoever reads it.
fn beside(dir: &RunDir) -> BTreeMap<RepoPath, Stamp> {
    let mut seen = BTreeMap::new();
    let open =
        |below: &str| Some((RepoPath::new(below).ok()?, dir.dir.sub(&RepoPath::new(below).ok()?).ok()??));
    let gates = open(layout::GATES).and_then(|(_, gates)| gates.list().ok()).unwrap_or_default();
    let gates = gates
        .iter()
        .filter_map(|gate| Some(format!("{}/{}", layout::GATES, std::str::from_utf8(&gate.name).ok()?)));
    let others = [layout::PINS, layout::SEALS, layout::GATES, RECORD].map(str::to_owned);
    for (path, folder) in gates.chain(others).filter_map(|below| open(&below)) {
        for entry in folder.list().unwrap_or_default().into_iter().filter(|entry| !entry.dir) {
            let name = std::str::from_utf8(&entry.name).ok().filter(|name| !name.starts_with(PREFIX));
            let there = name.and_then(|name| Some((path.join(name).ok()?, folder.look_here(name).ok()??.1)));
            // It is looked at by itself.
            seen.extend(there.filter(|(path, _): &(RepoPath, Stamp)| path.as_str() != layout::RUN_JSON));
        }
    }
    seen
}

/// Whether what was added since is something that was pinned, or no pin at all.
fn is_kept(dir: &RunDir, path: &RepoPath) -> bool {
    let of_pins = path.as_str().strip_prefix(layout::PINS).is_some_and(|rest| rest.starts_with('/'));
    !of_pins || path.file_name().parse().is_ok_and(|sha256| dir.pinned(sha256).is_ok())
}
