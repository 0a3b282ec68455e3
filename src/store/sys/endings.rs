//! Being asked to end from outside, heard as bytes in a pipe: for whoever has to give something back before it ends.

use std::io::{self, PipeReader, PipeWriter};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd};
use std::sync::atomic::{AtomicI32, Ordering};

use rustix::fs::{OFlags, fcntl_setfl};

/// What is caught: an interrupt, a request to end, a terminal that went away.
const CAUGHT: [libc::c_int; 3] = [libc::SIGINT, libc::SIGTERM, libc::SIGHUP];

/// Where the handler writes; -1 for nowhere.
static PIPE: AtomicI32 = AtomicI32::new(-1);
/// The signal that was heard first since somebody began to listen; 0 for none.
static FIRST: AtomicI32 = AtomicI32::new(0);

/// While it lives, SIGINT, SIGTERM and SIGHUP do not end this process but can be read here; what was ignored before
/// stays ignored. One at a time; programs that we start get the default back.
#[derive(Debug)]
pub struct Endings {
    reading: PipeReader,
    _writing: PipeWriter,
    before: Vec<(libc::c_int, libc::sighandler_t)>,
}

extern "C" fn tell(signal: libc::c_int) {
    let byte = signal as u8;
    let _ = FIRST.compare_exchange(0, signal, Ordering::SeqCst, Ordering::SeqCst);
    // SAFETY: `write` is async-signal-safe and reads one byte of ours. The descriptor is open while it is named here,
    // and does not block; it could only be full of signals that nobody has heard, and then one more says nothing new.
    unsafe { libc::write(PIPE.load(Ordering::SeqCst), (&raw const byte).cast(), 1) };
}

/// The signal that was heard first by whoever listens, or listened last.
pub fn first() -> Option<i32> {
    Some(FIRST.load(Ordering::SeqCst)).filter(|signal| *signal != 0)
}

impl Endings {
    /// Begins to listen.
    ///
    /// # Errors
    /// When there is no pipe to be had.
    pub fn listen() -> io::Result<Endings> {
        let (reading, writing) = io::pipe()?;
        fcntl_setfl(&reading, OFlags::NONBLOCK)?;
        fcntl_setfl(&writing, OFlags::NONBLOCK)?;
        PIPE.store(writing.as_raw_fd(), Ordering::SeqCst);
        FIRST.store(0, Ordering::SeqCst);
        let handler = tell as extern "C" fn(libc::c_int) as libc::sighandler_t;
        let mut before = vec![];
        for signal in CAUGHT {
            // SAFETY: `handler` is a function of the right type that lives as long as the program and calls only
            // what is async-signal-safe.
            let old = unsafe { libc::signal(signal, handler) };
            if old == libc::SIG_IGN {
                // SAFETY: as above; what somebody decided to ignore stays ignored.
                unsafe { libc::signal(signal, libc::SIG_IGN) };
            } else if old != libc::SIG_ERR {
                before.push((signal, old));
            }
        }
        Ok(Endings { reading, _writing: writing, before })
    }

    /// The signal that was heard next, if there was one.
    pub fn heard(&self) -> Option<i32> {
        let mut byte = [0];
        match rustix::io::read(&self.reading, &mut byte) {
            Ok(1) => Some(i32::from(byte[0])),
            _ => None,
        }
    }

    /// From here on these signals do again what they did before.
    pub fn stop_listening(&self) {
        for (signal, old) in &self.before {
            // SAFETY: `old` is the disposition that the kernel gave back for this signal.
            unsafe { libc::signal(*signal, *old) };
        }
    }
}

impl AsFd for Endings {
    /// Readable when something was heard.
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.reading.as_fd()
    }
}

impl Drop for Endings {
    fn drop(&mut self) {
        self.stop_listening();
        PIPE.store(-1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::process::{Signal, getpid, kill_process};

    #[test]
    fn a_request_to_end_is_heard_and_does_not_end_us() {
        let endings = Endings::listen().unwrap();
        assert_eq!((endings.heard(), first()), (None, None));
        kill_process(getpid(), Signal::TERM).unwrap();
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(10);
        let mut heard = None;
        while heard.is_none() && std::time::Instant::now() < deadline {
            std::thread::yield_now();
            heard = endings.heard();
        }
        drop(endings);
        assert_eq!((heard, first()), (Some(libc::SIGTERM), Some(libc::SIGTERM)));
    }
}
