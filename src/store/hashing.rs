//! Reads an open file to its end and hashes what was read: digest and content come from the same bytes.

use std::os::fd::BorrowedFd;
use std::sync::mpsc::sync_channel;

use rustix::io::Errno;

use crate::model::digest::{Digest, Hasher};
use crate::store::progress::Progress;
use crate::store::rooted::read_some;

/// How much is read at once: enough to make calls cheap, little enough to stay in the processor's cache.
const CHUNK: usize = 256 * 1024;

/// How many buffers go round between a reading and a hashing thread.
const AHEAD: usize = 4;

/// A buffer that one thread uses for file after file; memory is taken when the first one needs it.
#[derive(Default)]
pub struct Buffer(Vec<u8>);

/// What was read.
pub struct Hashed {
    /// Of all bytes read.
    pub sha256: Digest,
    /// How many there were.
    pub size: u64,
    /// The bytes, where they were to be kept.
    pub content: Option<Vec<u8>>,
}

/// Hashes the file without keeping it; `size` is what its status says.
pub fn stream(
    file: BorrowedFd<'_>,
    size: u64,
    buffer: &mut Buffer,
    progress: &dyn Progress,
) -> Result<Hashed, Errno> {
    buffer.0.clear();
    // One byte of room beyond the size shows the end without asking again.
    buffer.0.reserve(usize::try_from(size).unwrap_or(CHUNK).saturating_add(1).min(CHUNK));
    let mut hasher = Hasher::default();
    let mut total = 0;
    loop {
        buffer.0.clear();
        let read = read_some(file, &mut buffer.0)?;
        hasher.update(&buffer.0);
        total += read as u64;
        progress.bytes(read as u64);
        if at_end(read, buffer.0.capacity(), total, size) {
            return Ok(Hashed { sha256: hasher.finish(), size: total, content: None });
        }
    }
}

/// As [`stream`], for one very large file: a second thread reads ahead while this one hashes, in a few buffers that go
/// round.
pub fn stream_ahead(file: BorrowedFd<'_>, size: u64, progress: &dyn Progress) -> Result<Hashed, Errno> {
    let (full, to_hash) = sync_channel::<Vec<u8>>(AHEAD);
    let (empty, to_fill) = sync_channel(AHEAD);
    let read_ahead = move || {
        for mut buffer in to_fill {
            Vec::clear(&mut buffer);
            // The hashing thread has gone when it saw more bytes than there should be.
            if read_some(file, &mut buffer)? == 0 || full.send(buffer).is_err() {
                break;
            }
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let Ok(reading) = std::thread::Builder::new().spawn_scoped(scope, read_ahead) else {
            return stream(file, size, &mut Buffer::default(), progress);
        };
        for _ in 0..AHEAD {
            let _ = empty.send(Vec::with_capacity(CHUNK));
        }
        let mut hasher = Hasher::default();
        let mut total = 0;
        for buffer in to_hash {
            hasher.update(&buffer);
            total += buffer.len() as u64;
            progress.bytes(buffer.len() as u64);
            if total > size {
                break;
            }
            // After the last buffer nobody fills any more.
            let _ = empty.send(buffer);
        }
        drop(empty);
        reading.join().unwrap_or(Err(Errno::IO))?;
        Ok(Hashed { sha256: hasher.finish(), size: total, content: None })
    })
}

/// Hashes the file and keeps it. Stops as soon as it has more than `size` bytes.
pub fn keep(file: BorrowedFd<'_>, size: u64, progress: &dyn Progress) -> Result<Hashed, Errno> {
    let room = usize::try_from(size).map_err(|_| Errno::FBIG)?;
    // One byte of room beyond the size shows the end, or that the file grows, without asking again.
    let mut content = Vec::with_capacity(room.saturating_add(1));
    loop {
        let room = content.capacity() - content.len();
        let read = read_some(file, &mut content)?;
        progress.bytes(read as u64);
        let total = content.len() as u64;
        if total > size || at_end(read, room, total, size) {
            return Ok(Hashed { sha256: Digest::of(&content), size: total, content: Some(content) });
        }
    }
}

/// A read that leaves room has met the end, once everything the status spoke of was read.
fn at_end(read: usize, room: usize, total: u64, size: u64) -> bool {
    read == 0 || (read < room && total >= size)
}
