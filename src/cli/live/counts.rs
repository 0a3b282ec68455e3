//! Counting what was read, and saying it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::cli::live::text::{grouped, size};
use crate::store::progress::Progress;

/// Up to so many files, their bytes tell more about what is left than their number.
const FEW: u64 = 8;

/// How much was read so far.
#[derive(Debug, Default)]
pub struct Counts {
    expected: AtomicU64,
    done: AtomicU64,
    opened: AtomicU64,
    read: AtomicU64,
    since: Mutex<Option<Instant>>,
}

impl Progress for Counts {
    fn expect(&self, files: u64) {
        self.expected.fetch_add(files, Ordering::Relaxed);
    }
    fn opened(&self, bytes: u64) {
        self.opened.fetch_add(bytes, Ordering::Relaxed);
    }
    fn bytes(&self, bytes: u64) {
        self.read.fetch_add(bytes, Ordering::Relaxed);
    }
    fn file_done(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }
}

impl Counts {
    /// Begins anew.
    pub fn reset(&self) {
        *self.since.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        for count in [&self.expected, &self.done, &self.opened, &self.read] {
            count.store(0, Ordering::Relaxed);
        }
    }

    /// How long it has been counting; nothing before it has begun.
    pub fn age(&self) -> Duration {
        let since = self.since.lock().unwrap_or_else(PoisonError::into_inner);
        since.map(|since| since.elapsed()).unwrap_or_default()
    }

    /// Whether everything that was expected is done.
    pub fn is_done(&self) -> bool {
        self.done.load(Ordering::Relaxed) >= self.expected.load(Ordering::Relaxed)
    }

    /// How far it is, in thousandths.
    pub fn thousandths(&self) -> u64 {
        let [expected, done, opened, read] = self.all();
        let (part, whole) = if expected <= FEW { (read, opened) } else { (done, expected) };
        if whole == 0 { 0 } else { (part.min(whole) as u128 * 1000 / whole as u128) as u64 }
    }

    /// In words: `312 of 10,000 files, 1.2 MB`.
    pub fn words(&self) -> String {
        let [expected, done, opened, read] = self.all();
        let bytes = if expected <= FEW { format!("{} of {}", size(read), size(opened)) } else { size(read) };
        let files = if expected == 1 { "file" } else { "files" };
        format!("{} of {} {files}, {bytes}", grouped(done), grouped(expected))
    }

    fn all(&self) -> [u64; 4] {
        [&self.expected, &self.done, &self.opened, &self.read].map(|count| count.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(all: [u64; 4]) -> Counts {
        let [expected, done, opened, read] = all.map(AtomicU64::new);
        Counts { expected, done, opened, read, since: Mutex::default() }
    }

    #[test]
    fn one_large_file_is_followed_by_its_bytes() {
        let counts = counts([1, 0, 4_000_000_000, 1_000_000_000]);
        assert_eq!(counts.words(), "0 of 1 file, 1.0 GB of 4.0 GB");
        assert_eq!(counts.thousandths(), 250);
        assert!(!counts.is_done());
    }

    #[test]
    fn many_files_are_followed_by_their_number() {
        let counts = counts([10_000, 312, 1_300_000, 1_290_000]);
        assert_eq!(counts.words(), "312 of 10,000 files, 1.3 MB");
        assert_eq!(counts.thousandths(), 31);
    }

    #[test]
    fn nothing_to_read_is_no_division_by_zero() {
        assert_eq!(Counts::default().thousandths(), 0);
        assert!(Counts::default().is_done());
    }
}
