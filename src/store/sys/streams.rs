//! Whether whoever started us closed standard output. The standard library opens `/dev/null` in its place before anything of ours
//! runs, so it is asked before that.

use std::sync::atomic::{AtomicBool, Ordering};

static CLOSED: AtomicBool = AtomicBool::new(false);

/// Whether standard output was closed when the program was started: what is written there is lost.
pub fn stdout_was_closed() -> bool {
    CLOSED.load(Ordering::Relaxed)
}

#[cfg(target_os = "linux")]
#[used]
// SAFETY: the loader calls every function of this section once, before `main`; it takes no argument that this one looks at.
#[unsafe(link_section = ".init_array")]
static LOOK: extern "C" fn() = look;

#[cfg(target_os = "linux")]
extern "C" fn look() {
    // SAFETY: F_GETFD takes no argument and touches no memory; a descriptor that is not open is answered with an error.
    if unsafe { libc::fcntl(1, libc::F_GETFD) } == -1 {
        CLOSED.store(true, Ordering::Relaxed);
    }
}
