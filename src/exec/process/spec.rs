//! What to run, and what became of it.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::model::failure::{Failure, Kind};
use crate::rules::environment::Environment;

/// How long a program that was asked to end may take before it is killed.
pub const GRACE: Duration = Duration::from_secs(2);

/// A program to run.
pub struct Child<'a> {
    /// Program and arguments; never given to a shell. A program without `/` is looked up in the environment's `PATH`,
    /// one with `/` from `directory`.
    pub argv: &'a [String],
    /// Where it starts.
    pub directory: &'a Path,
    /// All it sees, and `CI=1` and `GIT_TERMINAL_PROMPT=0`.
    pub env: &'a Environment,
    /// What it reads; nothing (`/dev/null`) where `None`.
    pub stdin: Option<&'a File>,
    /// Kept open until nothing of the program is left, also when this process is killed meanwhile: a lock. The program does
    /// not see it.
    pub held: Option<&'a File>,
    /// After this time it is asked to end.
    pub timeout: Option<Duration>,
    /// After this time more it is killed; see [`GRACE`].
    pub grace: Duration,
}

/// Where output goes and how much of it is kept; the rest is counted and dropped.
pub struct Sink<'a> {
    /// Receives whole lines as far as possible, with known token shapes masked.
    pub to: &'a mut dyn Write,
    /// The most bytes to keep.
    pub cap: u64,
}

/// Why a program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// By itself, or something else ended it.
    Itself,
    /// We ended it after its deadline.
    TimedOut,
    /// We ended it because we were told to stop.
    Stopped,
}

/// What became of a program that was started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// The exit code; 128 + n when signal n ended it.
    pub exit: i32,
    /// Why it ended.
    pub why: Why,
    /// From start to the end of the last process of its tree.
    pub duration: Duration,
    /// What came from its standard output.
    pub stdout: Captured,
    /// What came from its standard error.
    pub stderr: Captured,
    /// Processes of its tree that could not be ended; 0 but for programs that became another user.
    pub left: u32,
}

/// How much was printed and how much of it was kept, in bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Captured {
    /// Printed.
    pub seen: u64,
    /// Written to the sink; differs from `seen` after truncation and after masking.
    pub kept: u64,
    /// Whether something was dropped because of the cap.
    pub truncated: bool,
}

/// A wish to stop, shared between whoever receives it (a signal, a key) and whoever waits for a program.
#[derive(Debug, Clone, Default)]
pub struct Stop {
    set: Arc<AtomicBool>,
    asked: Option<fn() -> bool>,
}

impl Stop {
    /// A wish that is there as soon as `asked` says so, too. It is asked some fifty times a second.
    pub fn when(asked: fn() -> bool) -> Stop {
        Stop { asked: Some(asked), ..Stop::default() }
    }

    /// Ends programs that run under this flag, now and later.
    pub fn set(&self) {
        self.set.store(true, Ordering::SeqCst);
    }

    /// Whether it was set or is there.
    pub fn is_set(&self) -> bool {
        self.set.load(Ordering::SeqCst) || self.asked.is_some_and(|asked| asked())
    }
}

/// Why a program's end is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotRun {
    /// It was not started: there is no such program, or no interpreter that the first line of a script found in `PATH` names.
    Missing,
    /// It was not started: it is there, and the interpreter that its first line names is not.
    NoInterpreter,
    /// It was not started: the file may not be executed.
    Denied,
    /// It was not started: it is a directory.
    Directory,
    /// It was not started: the file is not a program.
    NotAProgram,
    /// It was not started: its arguments and environment are too long for the system.
    TooLong,
    /// It was not started: the directory to start in is not there.
    NoDirectory,
    /// It was not started, or was ended, because the machine said no.
    Machine(String),
    /// It was ended because its output could not be written.
    Output(String),
    /// The process that watched over it was lost; parts of the program's tree may still run.
    SupervisorLost,
}

impl NotRun {
    /// The error for people, about the program called `program`.
    pub fn failure(&self, program: &str) -> Failure {
        let by_path = program.contains('/');
        let program = program.escape_debug();
        let failure = |code, message: String| Failure::new(Kind::Environment, code, message);
        match self {
            NotRun::Missing if by_path => failure("program_missing", format!("`{program}` was not found"))
                .hint("Check the spelling; the path begins at the repository's root."),
            NotRun::NoInterpreter => {
                failure("interpreter_missing", format!("`{program}` is there, but not the interpreter that it needs"))
                    .hint("A script names its interpreter on its first line, such as `#!/bin/sh`; install it, or name another one.")
            }
            NotRun::Missing => failure("program_missing", format!("`{program}` was not found"))
                .hint("Install it, or check the spelling; a file of the repository needs a `/` in its name, as in `./check.sh`."),
            NotRun::Directory => failure("program_directory", format!("`{program}` is a directory, not a program"))
                .hint("Name the program in it."),
            NotRun::Denied => failure("program_denied", format!("`{program}` may not be executed"))
                .hint("Make it executable with `chmod +x`, or name its interpreter first, as in `sh check.sh`."),
            NotRun::NotAProgram => failure("program_invalid", format!("`{program}` is not a program that this system can execute"))
                .hint("A script needs a first line such as `#!/bin/sh`."),
            NotRun::TooLong => failure("arguments_too_long", format!("the arguments of `{program}` are too long for the system"))
                .hint("Pass long input on standard input or as a path."),
            NotRun::NoDirectory => failure("directory_missing", format!("the directory to start `{program}` in is not there")),
            NotRun::Machine(why) => failure("program_not_run", format!("`{program}` could not be run")).cause(why),
            NotRun::Output(why) => {
                failure("output_not_kept", format!("the output of `{program}` could not be written, so it was ended")).cause(why)
            }
            NotRun::SupervisorLost => {
                failure("supervisor_lost", format!("the process that watched over `{program}` was ended from outside"))
                    .hint("Parts of the program may still run; look before you start it again.")
            }
        }
    }
}
