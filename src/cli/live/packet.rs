//! Opens the packet in the user's own program.

use std::io;
use std::os::fd::AsFd;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, poll};

use crate::cli::answer::Awaited;
use crate::cli::door::Door;
use crate::cli::print;
use crate::flow::reprint_packet::{Reprint, reprint};
use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::store::durable;
use crate::store::sys::endings::Endings;

/// What is looked for in the environment, in this order.
const VARIABLES: [&str; 3] = ["PAGER", "VISUAL", "EDITOR"];
/// Where none is set.
const USUAL: &str = "less";
/// A program that ends sooner has only printed.
const GLANCE: Duration = Duration::from_millis(700);

/// Shows the packet; returns when whoever reads it wants to go back. The terminal is the program's meanwhile.
///
/// # Errors
/// When the packet is gone or was edited.
pub fn open(awaited: &Awaited, endings: &Endings) -> Result<(), Failure> {
    let packet = reprint(awaited.site, awaited.run, awaited.gate)?;
    let began = Instant::now();
    if !shown_by_a_program(awaited, &packet) {
        print::talk(&print::shown(&packet.text, awaited.door.stderr_colour));
    }
    if began.elapsed() < GLANCE {
        print::talk("\n[Enter] goes back to the gate ");
        wait_for_enter(endings);
    }
    Ok(())
}

/// Whether one of the programs could show it.
fn shown_by_a_program(awaited: &Awaited, packet: &Reprint) -> bool {
    // The copy under `logs/` may have been deleted; what is shown is the packet that the record pins.
    let there = RepoPath::new(&packet.path)
        .is_ok_and(|path| durable::write_log(&awaited.site.root, &path, packet.text.as_bytes()).is_ok());
    there && programs(awaited.door).iter().any(|argv| run(awaited, argv, &packet.path).is_ok())
}

/// The programs to try: what the user has set, split as a shell does, else the usual one.
fn programs(door: &Door) -> Vec<Vec<String>> {
    let set = VARIABLES.iter().find_map(|name| door.var(name)).and_then(shlex::split);
    let usual = vec![USUAL.to_owned()];
    set.into_iter().chain([usual]).filter(|argv| !argv.is_empty()).collect()
}

/// Runs it on the terminal to its end, whatever that is.
fn run(awaited: &Awaited, argv: &[String], path: &str) -> io::Result<()> {
    let program = &argv[0];
    let program = if program.contains('/') { awaited.door.cwd.join(program) } else { program.into() };
    let terminal = || io::stderr().as_fd().try_clone_to_owned().map(Stdio::from);
    #[expect(
        clippy::disallowed_methods,
        reason = "a program of the user's own on his terminal, not the repository's"
    )]
    let mut command = Command::new(program);
    command.args(&argv[1..]).arg(path).current_dir(awaited.site.root.path());
    command.stdout(terminal()?).stderr(terminal()?).status().map(|_| ())
}

/// Waits for a line, the end of input or a signal.
fn wait_for_enter(endings: &Endings) {
    let stdin = io::stdin();
    let mut polled = [stdin.as_fd(), endings.as_fd()].map(|fd| PollFd::from_borrowed_fd(fd, PollFlags::IN));
    while poll(&mut polled, None) == Err(rustix::io::Errno::INTR) {}
    if polled[0].revents().contains(PollFlags::IN) {
        let _ = rustix::io::read(&stdin, &mut [0u8; 4096]);
    }
}
