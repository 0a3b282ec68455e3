//! Reading a run without a lock: RUN.json and attempt files, whole or not at all.

use std::os::fd::AsFd;

use crate::format::record::read::{AnyRecord, BEGINNING, Record, UNKNOWN_FORMAT, is_v0, read};
use crate::model::attempt::{Attempt, Manifest};
use crate::model::digest::Digest;
use crate::model::failure::{Failure, Kind};
use crate::model::flaw::Flaw;
use crate::model::ids::{GateId, RunId};
use crate::model::path::RepoPath;
use crate::store::rooted::{Root, read_some};
use crate::store::runs::layout;
use crate::store::unreadable::Unreadable;

/// The code of the failure that a record is the ancestor's.
pub const FORMAT_V0: &str = "format_v0";

/// The directory of a run, opened.
#[derive(Debug)]
pub struct RunDir {
    /// The run.
    pub id: RunId,
    /// Its directory.
    pub dir: Root,
}

impl RunDir {
    /// Opens the directory of `id` below `runs`.
    ///
    /// # Errors
    /// `Usage` when there is no such run.
    pub fn find(root: &Root, runs: &RepoPath, id: &RunId) -> Result<RunDir, Failure> {
        let place = runs.join(id.as_str()).map_err(|why| Failure::bug(format!("{id}: {why}")))?;
        let dir = root.sub(&place).map_err(|why| why.failure(Kind::State, place.as_str()))?;
        match dir {
            Some(dir) => Ok(RunDir { id: id.clone(), dir }),
            None => Err(no_such_run(id.as_str())),
        }
    }

    /// The bytes of RUN.json.
    pub fn run_json(&self) -> Result<Vec<u8>, Failure> {
        let path = layout::path(layout::RUN_JSON)?;
        let bytes = self
            .dir
            .read_small(&path, layout::MAX_RUN_JSON)
            .map_err(|why| why.failure(Kind::State, &self.dir.shown(&path)))?;
        bytes.ok_or_else(|| self.gone())
    }

    /// There is no RUN.json: either no run, or one that it was taken away from.
    pub fn gone(&self) -> Failure {
        let there = layout::path(layout::RECORD).map(|record| self.dir.look(&record));
        match (there, layout::path(layout::RUN_JSON)) {
            (Ok(Ok(Some(_))), Ok(path)) => {
                damaged(format!("`{}` is gone, and the rest of the record is there", self.dir.shown(&path)))
            }
            _ => no_such_run(self.id.as_str()),
        }
    }

    /// RUN.json of any version, read strictly.
    pub fn any_record(&self) -> Result<AnyRecord, Failure> {
        self.any_record_in(&self.run_json()?)
    }

    fn any_record_in(&self, bytes: &[u8]) -> Result<AnyRecord, Failure> {
        let record = read(bytes).map_err(|flaw| self.edited(&flaw))?;
        if let AnyRecord::V1(record) = &record
            && record.run.id != self.id
        {
            let shown = self.dir.shown(&layout::path(layout::RUN_JSON)?);
            return Err(damaged(format!(
                "`{shown}` at `run_id`: it is the record of the run {}",
                record.run.id
            )));
        }
        Ok(record)
    }

    /// The record, when it is one that this program writes.
    pub fn record(&self) -> Result<Record, Failure> {
        self.record_in(&self.run_json()?)
    }

    /// The same out of the bytes of RUN.json.
    pub fn record_in(&self, bytes: &[u8]) -> Result<Record, Failure> {
        match self.any_record_in(bytes)? {
            AnyRecord::V1(record) => Ok(*record),
            AnyRecord::V0(_) => Err(self.never_continued()),
        }
    }

    /// Refuses a run of the ancestor before anything of it is touched.
    pub fn refuse_v0(&self) -> Result<(), Failure> {
        let path = layout::path(layout::RUN_JSON)?;
        let failure = |why: Unreadable| why.failure(Kind::State, &self.dir.shown(&path));
        let file = self.dir.open_file(&path).map_err(failure)?;
        let file = file.ok_or_else(|| self.gone())?;
        let mut beginning = Vec::with_capacity(BEGINNING.len());
        read_some(file.fd.as_fd(), &mut beginning).map_err(|errno| failure(Unreadable::Io(errno)))?;
        let ours = beginning.starts_with(BEGINNING) || !is_v0(&self.run_json()?);
        if ours { Ok(()) } else { Err(self.never_continued()) }
    }

    fn never_continued(&self) -> Failure {
        Failure::state(
            FORMAT_V0,
            format!(
                "{} was written by the ancestor (format v0); it can be listed and shown, never continued",
                self.id
            ),
        )
        .next(format!("gatewright run show --run {}", self.id))
    }

    /// An attempt's file and its digest; `None` when there is none.
    pub fn attempt_bytes(&self, gate: &GateId, attempt: u32) -> Result<Option<Vec<u8>>, Failure> {
        let path = layout::attempt(gate, attempt)?;
        self.dir
            .read_small(&path, layout::MAX_ATTEMPT)
            .map_err(|why| why.failure(Kind::State, &self.dir.shown(&path)))
    }

    /// A sealed attempt, its bytes checked against the seal.
    pub fn sealed_attempt(&self, gate: &GateId, attempt: u32, seal: Digest) -> Result<Attempt, Failure> {
        let path = layout::attempt(gate, attempt)?;
        let shown = self.dir.shown(&path);
        let bytes = self
            .attempt_bytes(gate, attempt)?
            .ok_or_else(|| damaged(format!("`{shown}` is gone although the run's record names it")))?;
        let found = Digest::of(&bytes);
        if found != seal {
            return Err(damaged(format!("`{shown}` was edited after it was sealed"))
                .cause(format!("its digest is {found}, the closing event says {seal}")));
        }
        parse_attempt(&bytes, &shown)
    }

    /// A list beside the file of an attempt at `gate`, its bytes checked against the digest that the attempt names.
    ///
    /// # Errors
    /// `State` (`record_edited`) when it is gone or was edited.
    pub fn manifest(&self, gate: &GateId, manifest: &Manifest) -> Result<Vec<u8>, Failure> {
        let path = layout::path(&format!("{}/{}", layout::gate_dir(gate)?, manifest.file))?;
        let shown = self.dir.shown(&path);
        let bytes = self
            .dir
            .read_small(&path, layout::MAX_RUN_JSON)
            .map_err(|why| why.failure(Kind::State, &shown))?
            .ok_or_else(|| damaged(format!("`{shown}` is gone although its attempt names it")))?;
        let found = Digest::of(&bytes);
        if found != manifest.sha256 {
            return Err(damaged(format!("`{shown}` was edited after it was sealed"))
                .cause(format!("its digest is {found}, its attempt says {}", manifest.sha256)));
        }
        Ok(bytes)
    }

    /// The copy of something pinned, its bytes checked against its name.
    pub fn pinned(&self, sha256: Digest) -> Result<Vec<u8>, Failure> {
        let path = layout::pin(sha256)?;
        let shown = self.dir.shown(&path);
        let bytes = self
            .dir
            .read_small(&path, layout::MAX_ATTEMPT)
            .map_err(|why| why.failure(Kind::State, &shown))?
            .ok_or_else(|| damaged(format!("`{shown}` is gone although the run pinned it")))?;
        if Digest::of(&bytes) != sha256 {
            return Err(damaged(format!(
                "`{shown}` was edited: its bytes no longer have the digest that is its name"
            )));
        }
        Ok(bytes)
    }

    fn edited(&self, flaw: &Flaw) -> Failure {
        let shown = layout::path(layout::RUN_JSON).map(|path| self.dir.shown(&path)).unwrap_or_default();
        let place = if flaw.field.is_empty() { String::new() } else { format!(" at `{}`", flaw.field) };
        let mut failure = damaged(format!("`{shown}`{place}: {}", flaw.message));
        failure.code = flaw.code;
        if flaw.code == UNKNOWN_FORMAT {
            failure.hints = vec!["a gatewright that knows this format can read it".to_owned()];
        }
        if let (Some(expected), Some(found)) = (&flaw.expected, &flaw.found) {
            failure = failure.cause(format!("expected {expected}, found {found}"));
        }
        failure
    }
}

/// Reads an attempt's file.
pub fn parse_attempt(bytes: &[u8], shown: &str) -> Result<Attempt, Failure> {
    serde_json::from_slice(bytes)
        .map_err(|error| damaged(format!("`{shown}` cannot be read as an attempt")).cause(error.to_string()))
}

/// The record is not as it was written.
pub fn damaged(message: impl Into<String>) -> Failure {
    Failure::state("record_edited", message)
        .hint("a record is never edited by hand; bring back the committed version, for example with `git restore`")
        .next("gatewright run list")
}

/// There is no run of that name.
pub fn no_such_run(given: &str) -> Failure {
    Failure::usage("no_such_run", format!("there is no run `{}`", given.escape_debug()))
        .next("gatewright run list")
}
