//! Running one program safely: where it starts, what it may see, and that nothing of it is left afterwards.
//!
//! A program is not started directly but by a small supervisor: this very executable, started again with the hidden
//! first argument [`supervise::ARGUMENT`]. The supervisor is a session and a subreaper of its own, so that whatever the program
//! starts stays below it, also what calls `setsid` or forks twice; it ends all of that when the program has ended,
//! when it is told to, and when the process that started it has died, even by `kill -9`. One supervisor per program means that
//! trees of programs running at the same time cannot be mistaken for one another.
//!
//! - [`spec`]: what to run and what became of it
//! - [`ancestry`]: whether this process is itself below such a program
//! - [`launch`]: the side of the process that wants a program run: output, deadline, stop
//! - [`supervise`]: the supervisor's side
//! - `wire`: what the two say to each other over a socket pair
//! - `tree`: ending all processes below the supervisor
//! - `capture`: keeping a bounded part of what a program prints
//!
//! What is not promised: a process that we may not signal (one that became another user) survives and is counted in
//! [`spec::Ended::left`]; a program that kills its supervisor frees its children, which is reported as an error. Without Linux's
//! subreapers only the program's process group is ended.

pub mod ancestry;
mod capture;
pub mod launch;
pub mod spec;
pub mod supervise;
mod tree;
mod wire;
