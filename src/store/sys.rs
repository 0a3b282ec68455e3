//! System calls that no safe library offers: read leases, surviving signals that would end us, hearing other signals,
//! what was closed before we began.
//!
//! The one audited place where `unsafe` is allowed. Leases are Linux's; elsewhere every lease is [`Lease::Unavailable`],
//! so that a reading is guarded only by comparing the file's status before and after.
#![allow(unsafe_code, reason = "fcntl leases and signal dispositions have no safe wrapper")]

pub mod endings;
pub mod streams;

use std::os::fd::BorrowedFd;

/// What the kernel says about a read lease.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lease {
    /// Held: whoever opens the file for writing or truncates it breaks the lease, and waits meanwhile.
    Held,
    /// Somebody has the file open for writing.
    Writer,
    /// Not to be had: another owner's file, a file system without leases, another operating system.
    Unavailable,
}

/// Asks for a read lease on a file opened read-only. It ends when the descriptor is closed.
///
/// Call [`survive_lease_signal`] before the first one.
#[cfg(target_os = "linux")]
pub fn take_read_lease(file: BorrowedFd<'_>) -> Lease {
    use std::os::fd::AsRawFd;
    // SAFETY: the descriptor is open for the whole call because it is borrowed; F_SETLEASE takes an int and
    // touches no memory of ours.
    let answer = unsafe { libc::fcntl(file.as_raw_fd(), libc::F_SETLEASE, libc::F_RDLCK) };
    if answer == 0 {
        return Lease::Held;
    }
    match std::io::Error::last_os_error().raw_os_error() {
        Some(libc::EAGAIN) => Lease::Writer,
        _ => Lease::Unavailable,
    }
}

/// Whether the read lease on `file` is still whole: nobody has begun to open the file for writing since it was taken.
#[cfg(target_os = "linux")]
pub fn holds_read_lease(file: BorrowedFd<'_>) -> bool {
    use std::os::fd::AsRawFd;
    // SAFETY: as above; F_GETLEASE takes no argument and returns the kind of lease.
    unsafe { libc::fcntl(file.as_raw_fd(), libc::F_GETLEASE) == libc::F_RDLCK }
}

/// Marks whatever our caller left open, beyond the three standard streams, so that no program that we start gets it. Where the
/// kernel has no such call, programs get what ours got.
#[cfg(target_os = "linux")]
pub fn keep_from_programs() {
    // SAFETY: close_range with CLOEXEC closes nothing and touches no memory; descriptors of ours are marked already.
    unsafe { libc::syscall(libc::SYS_close_range, 3_u32, u32::MAX, libc::CLOSE_RANGE_CLOEXEC) };
}

/// Programs get what ours got.
#[cfg(not(target_os = "linux"))]
pub fn keep_from_programs() {}

/// Keeps SIGIO, which the kernel sends to the holder of a lease that somebody breaks, from ending this process.
#[cfg(target_os = "linux")]
pub fn survive_lease_signal() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| survive(libc::SIGIO));
}

/// Keeps SIGXFSZ, which the kernel sends to whoever writes beyond the largest size that a file may have, from ending this process
/// without a word: the write fails and is reported.
pub fn survive_size_signal() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| survive(libc::SIGXFSZ));
}

/// A handler that does nothing serves every thread, whenever it was started, and programs that we start get the
/// default back; a signal mask would miss the former, ignoring the signal would reach the latter. A handler that
/// somebody else installed stays.
fn survive(signal: libc::c_int) {
    extern "C" fn nothing(_signal: libc::c_int) {}
    let handler = nothing as extern "C" fn(libc::c_int) as libc::sighandler_t;
    // SAFETY: `handler` is a function of the right type that lives as long as the program and does nothing,
    // which is async-signal-safe; `signal` restarts interrupted calls.
    let before = unsafe { libc::signal(signal, handler) };
    if before != libc::SIG_DFL && before != libc::SIG_ERR {
        // SAFETY: `before` is the disposition that the kernel just gave back.
        unsafe { libc::signal(signal, before) };
    }
}

/// Leases are Linux's.
#[cfg(not(target_os = "linux"))]
pub fn take_read_lease(_file: BorrowedFd<'_>) -> Lease {
    Lease::Unavailable
}

/// Leases are Linux's.
#[cfg(not(target_os = "linux"))]
pub fn holds_read_lease(_file: BorrowedFd<'_>) -> bool {
    false
}

/// Leases are Linux's.
#[cfg(not(target_os = "linux"))]
pub fn survive_lease_signal() {}

#[cfg(test)]
mod tests;
