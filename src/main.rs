//! Parses, runs, exits.

use std::env::args_os;
use std::process::ExitCode;

use gatewright::{cli, exec, store};
use mimalloc::MiMalloc;

/// Judging and auditing many small things from two threads spends a third of its time in the system's allocator.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    store::sys::keep_from_programs();
    exec::process::supervise::requested(args_os())
        .or_else(|| exec::render::requested(args_os()))
        .unwrap_or_else(|| cli::main(args_os().collect()))
}
