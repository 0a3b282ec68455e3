//! The supervisor: starts one program, waits, and leaves nothing of it behind.
//!
//! It is this executable started again with [`ARGUMENT`]. Its standard input is the socket to the launcher; standard output and
//! error are the program's.

use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::Pid;

use crate::exec::process::tree::Tree;
use crate::exec::process::wire::{Brought, Report, receive_start};

/// The hidden first argument that makes this executable a supervisor: `ARGUMENT <grace in ms> <program> <argument>…`
pub const ARGUMENT: &str = "__supervise";

/// How often orphans that ended are collected while the program runs.
const COLLECT: Timespec = Timespec { tv_sec: 1, tv_nsec: 0 };
/// How often the program is looked at where its end cannot be waited for.
const LOOK: Timespec = Timespec { tv_sec: 0, tv_nsec: 10_000_000 };

/// Acts as a supervisor when the program's arguments, its name first, ask for it. To be called first thing in `main`, before
/// arguments are parsed and before any thread is started.
pub fn requested(arguments: impl IntoIterator<Item = OsString>) -> Option<ExitCode> {
    let mut arguments = arguments.into_iter().skip(1);
    if arguments.next().as_deref() != Some(OsStr::new(ARGUMENT)) {
        return None;
    }
    let grace = arguments.next().and_then(|text| text.to_str()?.parse().ok()).map(Duration::from_millis);
    let argv: Vec<OsString> = arguments.collect();
    Some(match (grace, argv.first()) {
        (Some(grace), Some(_)) if supervise(grace, &argv).is_ok() => ExitCode::SUCCESS,
        _ => ExitCode::from(2),
    })
}

/// An error only when there is no launcher to report to.
fn supervise(grace: Duration, argv: &[OsString]) -> io::Result<()> {
    let mut launcher = UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?);
    let Brought { stdin, held } = receive_start(&launcher)?;
    // A session of its own: no terminal, so nothing can ask there, and its signals do not come here.
    rustix::process::setsid()?;
    #[cfg(target_os = "linux")]
    rustix::process::set_child_subreaper(Some(rustix::process::getpid()))?;
    let report = match start(argv, stdin) {
        Err(error) => Report::NotStarted(error.raw_os_error().unwrap_or(0)),
        Ok(leader) => {
            let mut tree = Tree::new(leader);
            wait_for_end(&mut tree, leader, &launcher);
            let left = tree.end(grace);
            Report::Ended { exit: tree.exit().unwrap_or(128 + 9), left }
        }
    };
    // Where the launcher was killed, this is what still holds it, now that nothing of the tree is left.
    drop(held);
    launcher.write_all(report.to_line().as_bytes())
}

fn start(argv: &[OsString], stdin: Option<OwnedFd>) -> io::Result<Pid> {
    #[expect(clippy::disallowed_methods, reason = "this is where programs are started")]
    let mut command = Command::new(&argv[0]);
    command.args(&argv[1..]).process_group(0).stdin(stdin.map_or_else(Stdio::null, Stdio::from));
    let child = command.spawn()?;
    i32::try_from(child.id()).ok().and_then(Pid::from_raw).ok_or(io::ErrorKind::InvalidData.into())
}

/// Returns when the leader has ended, or when the launcher is gone or wants it ended.
fn wait_for_end(tree: &mut Tree, leader: Pid, launcher: &UnixStream) {
    let handle = handle_of(leader);
    loop {
        tree.reap();
        if tree.exit().is_some() {
            return;
        }
        let mut watched = vec![PollFd::new(launcher, PollFlags::IN)];
        watched.extend(handle.as_ref().map(|handle| PollFd::new(handle, PollFlags::IN)));
        let timeout = if handle.is_some() { COLLECT } else { LOOK };
        if poll(&mut watched, Some(&timeout)).is_ok() && !watched[0].revents().is_empty() {
            return;
        }
    }
}

/// Something that becomes readable when the process ends.
#[cfg(target_os = "linux")]
fn handle_of(pid: Pid) -> Option<OwnedFd> {
    rustix::process::pidfd_open(pid, rustix::process::PidfdFlags::empty()).ok()
}

#[cfg(not(target_os = "linux"))]
fn handle_of(_: Pid) -> Option<OwnedFd> {
    None
}
