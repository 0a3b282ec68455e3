//! Parses, runs, exits.

use gatewright::{cli, exec, store};
use std::{env::args_os, process::ExitCode};

/// Threads that ask for much memory in small pieces get it without waiting for one another.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    store::sys::keep_from_programs();
    exec::process::supervise::requested(args_os())
        .or_else(|| exec::render::requested(args_os()))
        .unwrap_or_else(|| cli::main(args_os().collect()))
}
