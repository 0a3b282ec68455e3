//! Whether attempts, pins and the index are as they were written.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::format::canonical;
use crate::format::record::read::Record;
use crate::model::attempt::Attempt;
use crate::model::digest::Digest;
use crate::model::failure::{Failure, Kind};
use crate::model::run::GateState;
use crate::store::runs::layout;
use crate::store::runs::opened;
use crate::store::runs::read::{RunDir, damaged};
use crate::store::temporary::PREFIX;

/// Packets up to this many bytes are kept among the pins.
pub const KEPT_PACKET: u64 = 64 * 1024;

/// From so many attempts on, they are read with two threads.
const WORTH_A_THREAD: usize = 64;

/// Reads every sealed attempt with the lists beside it and every pin and compares its digest, every open attempt with what opened it,
/// and RUN.json's index with what the last closed attempt says of it.
///
/// # Errors
/// `State`, naming the file that was edited or is gone.
pub fn verify(dir: &RunDir, record: &Record) -> Result<(), Failure> {
    let packets = Mutex::new(BTreeSet::new());
    for gate in &record.run.gates {
        verify_attempts(dir, gate, &packets)?;
        if let Some(row) = gate.open_attempt() {
            let attempt = opened::read(dir, &gate.id, row)?.attempt;
            lists(dir, &attempt)?;
            let packet = attempt.start.packet;
            note(&packets, (packet.bytes <= KEPT_PACKET).then_some(packet.sha256));
        }
    }
    verify_pins(dir, record, packets.into_inner().unwrap_or_else(PoisonError::into_inner))?;
    verify_index(dir, record)
}

/// Does `work` for every item, with two threads where there are many; each has room that serves file after file.
fn in_parallel<T: Sync>(
    items: &[T],
    work: impl Fn(&mut Vec<u8>, &T) -> Result<(), Failure> + Sync,
) -> Result<(), Failure> {
    let next = AtomicUsize::new(0);
    let all = || -> Result<(), Failure> {
        let mut room = vec![];
        while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
            work(&mut room, item)?;
        }
        Ok(())
    };
    if items.len() < WORTH_A_THREAD {
        return all();
    }
    std::thread::scope(|scope| {
        let other = scope.spawn(all);
        let mine = all();
        other.join().unwrap_or_else(|_| Err(Failure::bug("a reading thread panicked"))).and(mine)
    })
}

/// Every pin is there, and everything among the pins has the digest that is its name.
fn verify_pins(dir: &RunDir, record: &Record, mut kept: BTreeSet<Digest>) -> Result<(), Failure> {
    let below = layout::path(layout::PINS)?;
    let shown = dir.dir.shown(&below);
    let place = dir.dir.sub(&below).map_err(|why| why.failure(Kind::State, &shown))?;
    let entries = match &place {
        Some(place) => place.list().map_err(|why| why.failure(Kind::State, &shown))?,
        None => vec![],
    };
    for entry in entries.iter().filter(|entry| !entry.name.starts_with(PREFIX.as_bytes())) {
        let name = String::from_utf8_lossy(&entry.name);
        let sha256 = name.parse().map_err(|_| {
            damaged(format!("`{shown}/{}` is no copy of anything that was pinned", name.escape_debug()))
        })?;
        kept.insert(sha256);
    }
    // What was pinned anew later was judged by until then.
    let needed = record.links.iter().flat_map(|link| link.event.fact.pins());
    kept.extend(needed.map(|pin| pin.sha256));
    let kept: Vec<Digest> = kept.into_iter().collect();
    in_parallel(&kept, |bytes, sha256| {
        let name = layout::path(&sha256.to_string())?;
        match place.as_ref().map(|place| place.read_small_into(&name, layout::MAX_ATTEMPT, bytes)) {
            Some(Ok(true)) if Digest::of(bytes) == *sha256 => Ok(()),
            // The slow way finds the words.
            _ => dir.pinned(*sha256).map(|_| ()),
        }
    })
}

/// Every sealed attempt of the gate, read from its directory, which is found once.
fn verify_attempts(dir: &RunDir, gate: &GateState, packets: &Mutex<BTreeSet<Digest>>) -> Result<(), Failure> {
    let sealed: Vec<(u32, Digest)> =
        gate.attempts.iter().filter_map(|row| Some((row.attempt, row.sha256?))).collect();
    // The slow way finds the words, and the lists.
    let slowly = |attempt, seal| lists(dir, &dir.sealed_attempt(&gate.id, attempt, seal)?);
    let place = dir.dir.sub(&layout::gate_dir(&gate.id)?).ok().flatten();
    in_parallel(&sealed, |bytes, &(attempt, seal)| {
        let name = layout::path(&layout::attempt_name(attempt))?;
        match place.as_ref().map(|place| place.read_small_into(&name, layout::MAX_ATTEMPT, bytes)) {
            Some(Ok(true)) if Digest::of(bytes) == seal => {
                note(packets, kept_packet(bytes));
                if has_lists(bytes) { slowly(attempt, seal) } else { Ok(()) }
            }
            _ => slowly(attempt, seal),
        }
    })
}

/// Whether an attempt may name lists beside it; its bytes are ours, so that no text in it looks like that.
fn has_lists(attempt: &[u8]) -> bool {
    const NAMED: &[u8] = b"manifest\": {";
    attempt.windows(NAMED.len()).any(|window| window == NAMED)
}

fn lists(dir: &RunDir, attempt: &Attempt) -> Result<(), Failure> {
    attempt.manifests().try_for_each(|list| dir.manifest(&attempt.gate, list).map(|_| ()))
}

fn note(packets: &Mutex<BTreeSet<Digest>>, packet: Option<Digest>) {
    packets.lock().unwrap_or_else(PoisonError::into_inner).extend(packet);
}

/// The packet that a sealed attempt names, if it was short enough to be kept. Its bytes are ours, in their one spelling, so that
/// nothing else of it needs to be read.
fn kept_packet(attempt: &[u8]) -> Option<Digest> {
    const BEFORE: &str = "\n    \"packet\": {\n      \"sha256\": \"";
    const BETWEEN: &str = "\",\n      \"bytes\": ";
    let text = std::str::from_utf8(attempt).ok()?;
    let (digest, rest) = text.split_once(BEFORE)?.1.split_at_checked(64)?;
    let bytes: String = rest.strip_prefix(BETWEEN)?.chars().take_while(char::is_ascii_digit).collect();
    (bytes.parse::<u64>().ok()? <= KEPT_PACKET).then_some(digest.parse().ok()?)
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
    let shown = dir.dir.shown(&layout::path(layout::RUN_JSON)?);
    Err(damaged(format!(
        "`{shown}` at `artifacts_index` or `validations`: it does not follow from the sealed attempts"
    )))
}
