//! Ending every process below the supervisor.
//!
//! A subreaper inherits each orphan of its tree, so having no child left means that the whole tree is gone. Only when something is
//! left are the descendants looked up in `/proc`.

use std::time::{Duration, Instant};

use rustix::io::Errno;
use rustix::process::{Pid, Signal, WaitOptions, wait};

/// How long killing may take; a tree that forks faster than it is killed, or may not be signalled, outlasts it.
const KILLING: Duration = Duration::from_secs(5);
/// Between two looks at a tree that was asked to end.
const TICK: Duration = Duration::from_millis(5);

/// The processes below this one.
pub(super) struct Tree {
    leader: Pid,
    exit: Option<i32>,
}

impl Tree {
    /// The tree of the child `leader`, which leads a process group.
    pub(super) fn new(leader: Pid) -> Tree {
        Tree { leader, exit: None }
    }

    /// How the leader ended, once it has and [`Tree::reap`] has seen it; 128 + n for signal n.
    pub(super) fn exit(&self) -> Option<i32> {
        self.exit
    }

    /// Collects what has ended. False when nothing is left.
    pub(super) fn reap(&mut self) -> bool {
        loop {
            match wait(WaitOptions::NOHANG) {
                Ok(Some((pid, status))) => {
                    if pid == self.leader {
                        self.exit =
                            status.exit_status().or(status.terminating_signal().map(|signal| 128 + signal));
                    }
                }
                Ok(None) => return true,
                Err(Errno::INTR) => {}
                Err(_) => return false,
            }
        }
    }

    /// Asks everything to end, waits for at most `grace`, kills what is left. Returns how many processes are left even so.
    pub(super) fn end(&mut self, grace: Duration) -> u32 {
        if !self.reap() {
            return 0;
        }
        self.signal(Signal::TERM);
        self.signal(Signal::CONT);
        let deadline = Instant::now() + grace;
        while Instant::now() < deadline {
            if !self.reap() {
                return 0;
            }
            std::thread::sleep(TICK);
        }
        let deadline = Instant::now() + KILLING;
        while self.reap() {
            if Instant::now() >= deadline {
                return self.count();
            }
            // No pause in the first rounds: a tree that forks must not get ahead.
            self.signal(Signal::KILL);
            std::thread::sleep(Duration::from_millis(1));
        }
        0
    }
}

#[cfg(target_os = "linux")]
impl Tree {
    fn signal(&self, signal: Signal) {
        for process in linux::descendants() {
            linux::signal(&process, signal);
        }
    }

    fn count(&self) -> u32 {
        u32::try_from(linux::descendants().len()).unwrap_or(u32::MAX)
    }
}

#[cfg(not(target_os = "linux"))]
impl Tree {
    fn signal(&self, signal: Signal) {
        // An error means that the group is gone.
        let _ = rustix::process::kill_process_group(self.leader, signal);
    }

    fn count(&self) -> u32 {
        1
    }
}

/// The process table, as Linux shows it.
#[cfg(target_os = "linux")]
mod linux {
    use std::collections::BTreeMap;

    use rustix::process::{Pid, PidfdFlags, Signal, getpid, pidfd_open, pidfd_send_signal};

    /// A process; its start time tells it from a later one with the same number.
    #[derive(Clone, Copy, PartialEq, Eq)]
    pub(super) struct Process {
        pid: Pid,
        parent: i32,
        zombie: bool,
        started: u64,
    }

    /// Every living process below this one.
    pub(super) fn descendants() -> Vec<Process> {
        let mut children: BTreeMap<i32, Vec<Process>> = BTreeMap::new();
        for process in all() {
            children.entry(process.parent).or_default().push(process);
        }
        let mut found = children.remove(&getpid().as_raw_pid()).unwrap_or_default();
        let mut next = 0;
        while let Some(process) = found.get(next) {
            found.extend(children.remove(&process.pid.as_raw_pid()).unwrap_or_default());
            next += 1;
        }
        found.retain(|process| !process.zombie);
        found
    }

    /// Sends a signal, never to another process that got the number meanwhile.
    pub(super) fn signal(process: &Process, signal: Signal) {
        let Ok(handle) = pidfd_open(process.pid, PidfdFlags::empty()) else { return };
        if look(process.pid).is_some_and(|now| now.started == process.started) {
            // An error means that it is gone or is not ours to signal.
            let _ = pidfd_send_signal(handle, signal);
        }
    }

    fn all() -> impl Iterator<Item = Process> {
        let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
        entries.filter_map(|entry| look(Pid::from_raw(entry.file_name().to_str()?.parse().ok()?)?))
    }

    fn look(pid: Pid) -> Option<Process> {
        #[expect(clippy::disallowed_methods, reason = "the process table is not a file of a repository")]
        let text = std::fs::read(format!("/proc/{}/stat", pid.as_raw_pid())).ok()?;
        // The name in parentheses may hold anything, parentheses too; after the last one come state and parent, and the
        // start time is the 22nd field of all.
        let end = text.iter().rposition(|&c| c == b')')?;
        let rest = std::str::from_utf8(text.get(end + 2..)?).ok()?;
        let fields: Vec<&str> = rest.split_ascii_whitespace().collect();
        Some(Process {
            pid,
            zombie: matches!(*fields.first()?, "Z" | "X"),
            parent: fields.get(1)?.parse().ok()?,
            started: fields.get(19)?.parse().ok()?,
        })
    }
}
