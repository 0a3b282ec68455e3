//! A crash at every instant of every command that changes something: killed, refused by the machine, cut from power.
//!
//! The writes of a command are counted with `strace`, then the command is run again and again, each time with a fault at
//! another one of them; power cuts are played on a model of a disk that forgets whatever was not synced. After each, the
//! record has to be readable, what was acknowledged has to be there, and the same command has to come to the same end as
//! if nothing had happened. `GATEWRIGHT_SWEEP=full` tries about ten times as many states.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests make the trouble that the program has to survive, and stop at what they did not expect"
)]

mod cases;
mod committed;
mod crash_then_cut;
mod disk;
mod driven;
mod faults;
mod judge;
mod limits;
mod outputs;
mod paused;
mod power_cut;
mod rehearsed;
mod scenario;
mod starting;
mod steps;
mod strace;
#[path = "../support/mod.rs"]
mod support;
mod sweep;
mod twice;
mod weak_locks;
