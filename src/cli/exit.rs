//! Exit codes, so that scripts can tell cases apart in every mode.

use std::process::ExitCode;

use crate::model::failure::Kind;

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// What was asked was done.
    Done,
    /// The contract or the audit says no.
    Refuted,
    /// Wrong usage or a wrong definition.
    Usage,
    /// Paused: waiting for work or for a person.
    Waiting,
    /// Refused by the state of the run.
    State,
    /// The machine said no: disk, permission, missing program.
    Environment,
    /// A fault of gatewright.
    Bug,
    /// Locked by another process.
    Locked,
    /// Ended by SIGHUP, after what was begun was put in order.
    HungUp,
    /// Ended by SIGINT (Ctrl-C), likewise.
    Interrupted,
    /// Ended by SIGTERM, likewise.
    Terminated,
}

impl Exit {
    /// Every way to end, in the order of the codes.
    pub const ALL: [Exit; 11] = [
        Exit::Done,
        Exit::Refuted,
        Exit::Usage,
        Exit::Waiting,
        Exit::State,
        Exit::Environment,
        Exit::Bug,
        Exit::Locked,
        Exit::HungUp,
        Exit::Interrupted,
        Exit::Terminated,
    ];

    /// How a program ends that was asked to by `signal`, one of those that [`crate::store::sys::endings`] hears.
    pub fn of_signal(signal: i32) -> Exit {
        match signal {
            1 => Exit::HungUp,
            2 => Exit::Interrupted,
            _ => Exit::Terminated,
        }
    }

    /// The number.
    pub fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Refuted => 1,
            Exit::Usage => 2,
            Exit::Waiting => 3,
            Exit::State => 4,
            Exit::Environment => 5,
            Exit::Bug => 70,
            Exit::Locked => 75,
            Exit::HungUp => 129,
            Exit::Interrupted => 130,
            Exit::Terminated => 143,
        }
    }

    /// What it means, for the manual.
    pub fn meaning(self) -> &'static str {
        match self {
            Exit::Done => "What was asked was done: started, shown, failed as asked, finished with a PASS.",
            Exit::Refuted => "The contract or an audit says no, or the attempt timed out.",
            Exit::Usage => "Wrong usage, or a definition is wrong; nothing was written.",
            Exit::Waiting => {
                "Paused: waiting for work or for a person. Only `run <workflow>`, `run resume` and a `gate finish` that lacks nothing but an approval."
            }
            Exit::State => "Refused by the state of the run; the record is untouched.",
            Exit::Environment => {
                "The machine said no: disk, permission, a missing program, an answer that could not be written."
            }
            Exit::Bug => "A fault of gatewright; please report it.",
            Exit::Locked => "Another process holds the run's lock, or does the work of the gate; try again.",
            Exit::HungUp => "The terminal went away (SIGHUP): as 130.",
            Exit::Interrupted => {
                "Interrupted (SIGINT, Ctrl-C). While a command does a gate's work, `run` ends it, records the call and says what comes next; else the signal ends the program at once."
            }
            Exit::Terminated => "Asked to end (SIGTERM): as 130.",
        }
    }
}

impl From<Kind> for Exit {
    fn from(kind: Kind) -> Exit {
        match kind {
            Kind::Usage => Exit::Usage,
            Kind::State => Exit::State,
            Kind::Waiting => Exit::Waiting,
            Kind::Environment => Exit::Environment,
            Kind::Locked => Exit::Locked,
            Kind::Bug => Exit::Bug,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.code())
    }
}
