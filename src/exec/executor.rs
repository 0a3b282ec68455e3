//! A way of getting a gate's work done. All of them lead to the same path to a verdict: an executor brings facts, never a PASS.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use crate::exec::process::spec::Stop;
use crate::model::failure::Failure;
use crate::model::ids::{GateId, RunId};
use crate::model::path::RepoPath;

/// The work of one attempt.
pub struct Work<'a> {
    /// The run.
    pub run: &'a RunId,
    /// The gate whose attempt is open.
    pub gate: &'a GateId,
    /// Its number, from 1.
    pub attempt: u32,
    /// The repository's root, absolute.
    pub root: &'a Path,
    /// Where the packet lies, from the root.
    pub packet: &'a RepoPath,
    /// The packet, opened for reading at its beginning.
    pub packet_file: &'a File,
    /// The lock that keeps others from doing the same work: held until nothing of the work runs.
    pub lock: Option<&'a File>,
    /// Receives what the work prints on standard output: a log of the run.
    pub stdout: &'a mut dyn Write,
    /// Likewise for standard error.
    pub stderr: &'a mut dyn Write,
    /// After this time the work is ended; none where `None`.
    pub timeout: Option<Duration>,
}

/// What an executor did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing: somebody else does the work and finishes the gate.
    Paused,
    /// A program was run and has ended. Whether the work was done is for the contract to say.
    Done(InvocationFacts),
}

/// What is known about one invocation. None of it is a verdict, a non-zero exit neither.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvocationFacts {
    /// Program and arguments, with known token shapes masked.
    pub command: Vec<String>,
    /// The exit code; 128 + n when signal n ended it.
    pub exit: i32,
    /// Whether we ended it after its deadline.
    pub timed_out: bool,
    /// Whether we ended it because the user wanted to stop.
    pub stopped: bool,
    /// From start to the end of its last process, in milliseconds.
    pub duration_ms: u64,
    /// Bytes printed on standard output.
    pub stdout_bytes: u64,
    /// Bytes printed on standard error.
    pub stderr_bytes: u64,
    /// Whether a log lacks something because of its cap.
    pub truncated: bool,
    /// Processes it started that could not be ended.
    pub left: u32,
}

/// A way of getting work done.
pub trait Executor {
    /// Has the work of one attempt done, or leaves it to somebody. An error means that the work could not be begun or its end is not
    /// known; the attempt is still open then.
    fn perform(&self, work: &mut Work<'_>, stop: &Stop) -> Result<Outcome, Failure>;
}
