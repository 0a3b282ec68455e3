//! A run opened for one change: it holds the lock, was verified and healed, and is used up by its commit.

use std::time::Duration;

use crate::format::canonical;
use crate::format::record::chain::link;
use crate::format::record::read::Record;
use crate::format::record::run::IndexEntry;
use crate::model::actor::Actor;
use crate::model::attempt::Attempt;
use crate::model::digest::Digest;
use crate::model::event::{Event, Fact};
use crate::model::failure::{Failure, Kind};
use crate::model::ids::RunId;
use crate::model::path::RepoPath;
use crate::model::run::Run;
use crate::model::time::Timestamp;
use crate::rules::advance::{Illegal, advance};
use crate::store::durable;
use crate::store::folders::{self, NOT_WRITABLE};
use crate::store::lock::RunLock;
use crate::store::rooted::Root;
use crate::store::runs::index::updated;
use crate::store::runs::read::RunDir;
use crate::store::runs::revision::Revision;
use crate::store::runs::{heal, layout, seals};

/// How long a command waits for another one that changes the same run.
pub const LOCK_WAIT: Duration = Duration::from_secs(10);

/// What a run is opened for.
#[derive(Debug, Clone, Copy)]
pub struct Purpose<'a> {
    /// The command, for others' messages.
    pub command: &'a str,
    /// Nothing is going to be written: where nothing can be, the run is looked at as it lies there.
    pub dry_run: bool,
}

/// A run opened for one change.
#[derive(Debug)]
#[must_use = "a change that is not committed has not happened"]
pub struct OpenRun {
    /// Its directory.
    pub dir: RunDir,
    /// The record as read.
    pub record: Record,
    revision: Revision,
    /// How long it waited for the lock: whoever read the clock before that is so much behind.
    waited: Duration,
    /// None where a rehearsal may not write.
    _lock: Option<RunLock>,
}

/// When and by whom a change is made.
#[derive(Debug, Clone, PartialEq)]
pub struct Stamp {
    /// Never before the run's last event.
    pub at: Timestamp,
    /// The clock stood before the run's last event.
    pub clamped: bool,
    /// From a seeded clock.
    pub seeded: bool,
    /// Who.
    pub actor: Actor,
    /// In which session.
    pub session: Option<String>,
    /// The agent that was named as running the command.
    pub agent: Option<String>,
}

/// A file that belongs to an attempt and lies beside it.
#[derive(Debug, Clone)]
pub struct SideFile {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl OpenRun {
    /// Takes the lock, reads and verifies the record, and heals what a crash left. For a rehearsal where nothing can be written there is
    /// neither a lock nor healing.
    ///
    /// # Errors
    /// `Locked` after [`LOCK_WAIT`]; `Usage` when there is no such run; `State` when the record was edited, or when its
    /// chain does not end in the digest `head`. Nothing was healed then: what looks like a crash's leftover may be what
    /// an attacker cut off.
    pub fn open(
        root: &Root,
        runs: &RepoPath,
        id: &RunId,
        purpose: Purpose<'_>,
        head: Option<Digest>,
        accept: &dyn Fn(&Record) -> Result<(), Failure>,
    ) -> Result<OpenRun, Failure> {
        let dir = RunDir::find(root, runs, id)?;
        // Without a record there is nothing to lock, and a lock file must not make a directory look like a run.
        dir.refuse_v0()?;
        let lock = layout::path(layout::LOCK)?;
        let (lock, waited) = match RunLock::acquire_timed(&dir.dir, &lock, purpose.command, LOCK_WAIT) {
            Ok((lock, waited)) => (Some(lock), waited),
            Err(failure) if purpose.dry_run && failure.code == NOT_WRITABLE => (None, Duration::ZERO),
            Err(failure) => return Err(failure),
        };
        let (record, revision) = Revision::read(&dir)?;
        refuse_other_head(&record, head)?;
        seals::verify(&dir, &record)?;
        // Healing removes what no event names: a record that lost events must not get that far.
        accept(&record)?;
        if lock.is_some() {
            if record.links.len() == 1 {
                settle(root, runs, id)?;
            }
            heal::heal(&dir, &record, &revision)?;
        }
        Ok(OpenRun { dir, record, revision, waited, _lock: lock })
    }

    /// The run.
    pub fn run(&self) -> &Run {
        &self.record.run
    }

    /// The stamp of a change; `now` was read before the run was opened.
    pub fn stamp(&self, now: Timestamp, seeded: bool, actor: Actor, session: Option<String>) -> Stamp {
        let last = self.record.run.last_event_at;
        // Whoever had the lock before read its clock meanwhile: that is no clock that went back.
        let waited = if seeded { 0 } else { i64::try_from(self.waited.as_millis()).unwrap_or(0) };
        let now = now.later_by(waited);
        Stamp { at: now.max(last), clamped: now < last, seeded, actor, session, agent: None }
    }

    /// Keeps bytes among the pins, under their digest.
    pub fn keep(&self, bytes: &[u8]) -> Result<Digest, Failure> {
        let sha256 = Digest::of(bytes);
        durable::create_new(&self.dir.dir, &layout::pin(sha256)?, bytes)?;
        Ok(sha256)
    }

    /// Puts a seal over the record as it is beside it: no event, and the record stays as it is.
    ///
    /// # Errors
    /// `State` (`already_exists`) when there is one of that name.
    pub fn seal(&self, key: &str, armour: &str) -> Result<RepoPath, Failure> {
        let path = layout::seal(self.record.head(), key)?;
        durable::create_new(&self.dir.dir, &path, armour.as_bytes())?;
        Ok(path)
    }

    /// The record, verified.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// Opens an attempt: its file, then RUN.json.
    pub fn commit_start(
        mut self,
        stamp: &Stamp,
        attempt: &Attempt,
        side: &[SideFile],
        fact: Fact,
    ) -> Result<Record, Failure> {
        self.revision.refuse_edited_beside(&self.dir, &self.record)?;
        let bytes = spelled(attempt)?;
        self.append(stamp, fact)?;
        let run_json = self.spelled()?;
        self.write_attempt(attempt, &bytes, side)?;
        self.replace(&run_json)
    }

    /// Closes an attempt for ever: its file, then RUN.json, which seals it. `attempt.index_sha256` is filled in here.
    ///
    /// # Errors
    /// `State`, before anything is written: `record_too_large` when either could not be read again, `edited_meanwhile` when the record
    /// beside them is no longer what was verified.
    pub fn commit_close(
        mut self,
        stamp: &Stamp,
        mut attempt: Attempt,
        entries: Vec<IndexEntry>,
        side: &[SideFile],
    ) -> Result<Record, Failure> {
        self.revision.refuse_edited_beside(&self.dir, &self.record)?;
        let index = updated(&self.record.index, &self.record.run, &attempt, entries);
        attempt.index_sha256 = Some(index.digest()?);
        self.record.index = index;
        let bytes = spelled(&attempt)?;
        let fact = Fact::GateClosed {
            gate: attempt.gate.clone(),
            attempt: attempt.attempt,
            status: attempt.status,
            sha256: Digest::of(&bytes),
        };
        self.append(stamp, fact)?;
        let run_json = self.spelled()?;
        self.write_attempt(&attempt, &bytes, side)?;
        self.replace(&run_json)
    }

    /// Whether the transition table allows `fact` now.
    pub fn allows(&self, stamp: &Stamp, fact: &Fact) -> Result<(), Failure> {
        let mut run = self.record.run.clone();
        let event = event(stamp, self.record.run.seeded, fact.clone());
        advance(&mut run, &event).map_err(|why| illegal(why, &self.dir.id))
    }

    /// What the record would be after `fact`; nothing is written.
    pub fn rehearse(mut self, stamp: &Stamp, fact: Fact) -> Result<Record, Failure> {
        self.append(stamp, fact)?;
        Ok(self.record)
    }

    /// Appends an event and writes RUN.json: the commit point.
    pub fn commit(mut self, stamp: &Stamp, fact: Fact) -> Result<Record, Failure> {
        self.revision.refuse_edited_beside(&self.dir, &self.record)?;
        self.append(stamp, fact)?;
        let run_json = self.spelled()?;
        self.replace(&run_json)
    }

    fn replace(self, run_json: &[u8]) -> Result<Record, Failure> {
        self.revision.refuse_lost_update(&self.dir)?;
        durable::write_atomic(&self.dir.dir, &layout::path(layout::RUN_JSON)?, run_json)?;
        Ok(self.record)
    }

    fn spelled(&self) -> Result<Vec<u8>, Failure> {
        let bytes = self.record.spell()?;
        refuse_too_large(layout::RUN_JSON, &bytes, layout::MAX_RUN_JSON)?;
        Ok(bytes)
    }

    fn append(&mut self, stamp: &Stamp, fact: Fact) -> Result<(), Failure> {
        let event = event(stamp, self.record.run.seeded, fact);
        advance(&mut self.record.run, &event).map_err(|why| illegal(why, &self.dir.id))?;
        let prev = self.record.head();
        self.record.links.push(link(event, prev)?);
        Ok(())
    }

    /// Writes the attempt's file, durable, before RUN.json names it. A crash between the two leaves a file that no event
    /// seals; the next writer puts it back (`heal`).
    fn write_attempt(&self, attempt: &Attempt, bytes: &[u8], side: &[SideFile]) -> Result<(), Failure> {
        // Another process may have sealed the very file that is written next.
        self.revision.refuse_lost_update(&self.dir)?;
        let below = layout::gate_dir(&attempt.gate)?;
        for file in side {
            durable::write_atomic(
                &self.dir.dir,
                &layout::path(&format!("{below}/{}", file.name))?,
                &file.bytes,
            )?;
        }
        durable::write_atomic(&self.dir.dir, &layout::attempt(&attempt.gate, attempt.attempt)?, bytes)
    }
}

fn spelled(attempt: &Attempt) -> Result<Vec<u8>, Failure> {
    let bytes = canonical::spell(attempt)?;
    refuse_too_large("the attempt's file", &bytes, layout::MAX_ATTEMPT)?;
    Ok(bytes)
}

/// What could not be read again is never written.
fn refuse_too_large(what: &str, bytes: &[u8], most: u64) -> Result<(), Failure> {
    if bytes.len() as u64 <= most {
        return Ok(());
    }
    let message = format!(
        "{what} would have {} bytes, more than the {most} that are read; nothing was written",
        bytes.len()
    );
    Err(Failure::state("record_too_large", message)
        .hint("each check has a row for each file that it looks at: let checks look at fewer files, or declare the directory instead of a glob"))
}

fn illegal(why: Illegal, id: &RunId) -> Failure {
    Failure::state(why.code, why.message).next(format!("gatewright run status --run {id}"))
}

fn event(stamp: &Stamp, run_is_seeded: bool, fact: Fact) -> Event {
    Event {
        timestamp: stamp.at,
        clamped: stamp.clamped,
        seeded: stamp.seeded && !run_is_seeded,
        actor: stamp.actor.clone(),
        session: stamp.session.clone(),
        agent: stamp.agent.clone(),
        fact,
    }
}

/// Refuses when the chain does not end as the caller knows it.
fn refuse_other_head(record: &Record, expected: Option<Digest>) -> Result<(), Failure> {
    let head = record.head();
    match expected {
        Some(expected) if expected != head => Err(Failure::state(
            "head_differs",
            "the record is not the one you know: its last event is another",
        )
        .cause(format!("expected {expected}, found {head}"))
        .hint("somebody else moved the run on, or the record was rewritten")
        .next(format!("gatewright run show --run {}", record.run.id))),
        _ => Ok(()),
    }
}

/// Makes the name of a run's directory durable before anything else is acknowledged: a crash in `run start` between
/// its renaming and the fsync after it leaves a run that everybody sees and a power cut may take.
fn settle(root: &Root, runs: &RepoPath, id: &RunId) -> Result<(), Failure> {
    match root.sub(runs).map_err(|why| why.failure(Kind::State, runs.as_str()))? {
        Some(runs) => folders::sync(&runs, id.as_str()),
        None => Ok(()),
    }
}
