//! Whether sealed attempts and the index are as they were written.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::format::canonical;
use crate::format::record::read::Record;
use crate::model::attempt::Attempt;
use crate::model::digest::Digest;
use crate::model::failure::Failure;
use crate::model::ids::GateId;
use crate::store::runs::read::{RunDir, damaged};

/// From so many attempts on, they are read with two threads.
const WORTH_A_THREAD: usize = 64;

/// Reads every sealed attempt and compares its digest, and RUN.json's index with what the last closed attempt says
/// of it.
///
/// # Errors
/// `State`, naming the file that was edited or is gone.
pub fn verify(dir: &RunDir, record: &Record) -> Result<(), Failure> {
    let sealed: Vec<(&GateId, u32, Digest)> = record
        .run
        .gates
        .iter()
        .flat_map(|gate| {
            gate.attempts.iter().filter_map(|row| row.sha256.map(|sha256| (&gate.id, row.attempt, sha256)))
        })
        .collect();
    let next = AtomicUsize::new(0);
    let work = || -> Result<(), Failure> {
        while let Some((gate, attempt, seal)) = sealed.get(next.fetch_add(1, Ordering::Relaxed)) {
            check(dir, gate, *attempt, *seal)?;
        }
        Ok(())
    };
    if sealed.len() < WORTH_A_THREAD {
        work()?;
    } else {
        std::thread::scope(|scope| {
            let other = scope.spawn(work);
            let mine = work();
            other.join().unwrap_or_else(|_| Err(Failure::bug("a reading thread panicked"))).and(mine)
        })?;
    }
    verify_index(dir, record)
}

fn check(dir: &RunDir, gate: &GateId, attempt: u32, seal: Digest) -> Result<(), Failure> {
    match dir.attempt_bytes(gate, attempt)? {
        Some(bytes) if Digest::of(&bytes) == seal => Ok(()),
        // The slow way finds the words.
        _ => dir.sealed_attempt(gate, attempt, seal).map(|_| ()),
    }
}

/// The attempt that was closed last, by its event.
pub fn last_closed(dir: &RunDir, record: &Record) -> Result<Option<Attempt>, Failure> {
    let last = record.links.iter().rev().find_map(|link| match &link.event.fact {
        crate::model::event::Fact::GateClosed { gate, attempt, sha256, .. } => {
            Some((gate, *attempt, *sha256))
        }
        _ => None,
    });
    last.map(|(gate, attempt, seal)| dir.sealed_attempt(gate, attempt, seal)).transpose()
}

fn verify_index(dir: &RunDir, record: &Record) -> Result<(), Failure> {
    let expected = match last_closed(dir, record)? {
        Some(attempt) => attempt.index_sha256,
        None => Some(canonical::digest(&crate::format::record::run::Index::default())?),
    };
    if expected == Some(record.index.digest()?) {
        return Ok(());
    }
    Err(damaged(
        "`record/RUN.json` at `artifacts_index` or `validations`: it does not follow from the sealed attempts",
    ))
}
