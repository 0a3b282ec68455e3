//! Wakes the loop that waits for keys: threads ring, the loop hears it as one more thing to read.

use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Rung by whoever has something to tell.
#[derive(Debug, Clone)]
pub struct Bell {
    rung: Arc<AtomicBool>,
    pipe: Arc<PipeWriter>,
}

/// Hears it.
#[derive(Debug)]
pub struct Ear {
    rung: Arc<AtomicBool>,
    pipe: PipeReader,
}

/// A bell and the ear that hears it.
pub fn bell() -> io::Result<(Bell, Ear)> {
    let (reading, writing) = io::pipe()?;
    let rung = Arc::new(AtomicBool::new(false));
    Ok((Bell { rung: rung.clone(), pipe: Arc::new(writing) }, Ear { rung, pipe: reading }))
}

impl Bell {
    /// Wakes the loop. What it is to find must be there before.
    pub fn ring(&self) {
        // At most one byte is ever in the pipe, so that this never blocks.
        if !self.rung.swap(true, Ordering::SeqCst) {
            let _ = (&*self.pipe).write_all(&[0]);
        }
    }
}

impl Ear {
    /// Takes note of a ring, once there is something to read. Look for what there is afterwards, not before.
    pub fn hear(&self) {
        let _ = (&self.pipe).read(&mut [0]);
        self.rung.store(false, Ordering::SeqCst);
    }
}

impl AsFd for Ear {
    /// Readable when the bell was rung.
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.pipe.as_fd()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_rings_are_heard_as_one_and_the_next_one_again() {
        let (bell, ear) = bell().unwrap();
        for _ in 0..2 {
            (0..100_000).for_each(|_| bell.ring());
            ear.hear();
        }
        bell.ring();
        ear.hear();
    }
}
