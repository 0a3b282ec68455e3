//! A command does the work: the packet on its standard input or as a path, its output in the run's logs.

use std::io::{self, Write};

use crate::exec::executor::{Executor, InvocationFacts, Outcome, Work};
use crate::exec::process::launch::Launcher;
use crate::exec::process::spec::{Captured, Child, Ended, GRACE, Sink, Stop, Why};
use crate::model::failure::Failure;
use crate::model::workflow::PacketVia;
use crate::rules::environment::Environment;
use crate::rules::secrets::arguments::mask_arguments;

/// Stands in an argument for the packet's path from the root. Where no argument has it, the packet is on standard input.
pub const PACKET: &str = "{packet}";
/// The most bytes that each log of an attempt's work keeps.
pub const LOG_CAP: u64 = 64 * 1024 * 1024;

/// Runs a program in the repository's root for each attempt.
///
/// It finds `GATEWRIGHT_RUN`, `GATEWRIGHT_GATE`, `GATEWRIGHT_ATTEMPT`, `GATEWRIGHT_PACKET` and `GATEWRIGHT_ROOT` (both absolute) in its
/// environment. Whether the program may run at all, which for one that the repository brings needs the user's trust, was decided before.
#[derive(Debug, Clone)]
pub struct Command {
    /// Program and arguments.
    pub argv: Vec<String>,
    /// How the packet reaches it, where no argument says so.
    pub packet: PacketVia,
    /// What of the user's environment it sees.
    pub env: Environment,
    /// Starts it.
    pub launcher: Launcher,
    /// The most bytes that each log keeps, [`LOG_CAP`]; one that was cut has a line more, which says so.
    pub log_cap: u64,
}

impl Executor for Command {
    fn perform(&self, work: &mut Work<'_>, stop: &Stop) -> Result<Outcome, Failure> {
        let by_path =
            self.packet == PacketVia::Path || self.argv.iter().any(|argument| argument.contains(PACKET));
        let argv: Vec<String> =
            self.argv.iter().map(|argument| argument.replace(PACKET, work.packet.as_str())).collect();
        let env = self
            .env
            .clone()
            .with("GATEWRIGHT_RUN", work.run.as_str())
            .with("GATEWRIGHT_GATE", work.gate.as_str())
            .with("GATEWRIGHT_ATTEMPT", work.attempt.to_string())
            .with("GATEWRIGHT_PACKET", work.root.join(work.packet.as_str()))
            .with("GATEWRIGHT_ROOT", work.root);
        let child = Child {
            argv: &argv,
            directory: work.root,
            env: &env,
            stdin: (!by_path).then_some(work.packet_file),
            held: work.lock,
            timeout: work.timeout,
            grace: GRACE,
        };
        let stdout = Sink { to: &mut *work.stdout, cap: self.log_cap };
        let stderr = Sink { to: &mut *work.stderr, cap: self.log_cap };
        let ended = self
            .launcher
            .run(&child, stdout, stderr, stop)
            .map_err(|why| why.failure(argv.first().map_or("", String::as_str)))?;
        // The work was done: that a log lacks its last line is no reason to lose what is known of it.
        let _ = mark_cut(work.stdout, &ended.stdout).and(mark_cut(work.stderr, &ended.stderr));
        Ok(Outcome::Done(facts(&argv, &ended)))
    }
}

/// The last line of a log that lacks something.
fn mark_cut(log: &mut dyn Write, captured: &Captured) -> io::Result<()> {
    if !captured.truncated {
        return Ok(());
    }
    let (seen, kept) = (captured.seen, captured.kept);
    write!(log, "\n[gatewright: cut here: of {seen} bytes the first {kept} are kept]\n")?;
    log.flush()
}

fn facts(argv: &[String], ended: &Ended) -> InvocationFacts {
    InvocationFacts {
        command: mask_arguments(argv),
        exit: ended.exit,
        timed_out: ended.why == Why::TimedOut,
        stopped: ended.why == Why::Stopped,
        duration_ms: u64::try_from(ended.duration.as_millis()).unwrap_or(u64::MAX),
        stdout_bytes: ended.stdout.seen,
        stderr_bytes: ended.stderr.seen,
        truncated: ended.stdout.truncated || ended.stderr.truncated,
        left: ended.left,
    }
}
