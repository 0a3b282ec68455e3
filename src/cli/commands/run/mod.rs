//! `run …`: drive a workflow, or start, list, show and complete runs.

use clap::Subcommand;

use crate::cli::door::Door;
use crate::cli::main::Global;
use crate::cli::report::Report;
use crate::model::failure::Failure;

pub mod start;

/// Drive a workflow, or start, list, show and complete runs
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Start(start::Args),
}

/// Runs the command.
pub fn run(args: Args, door: &Door, global: &Global) -> Result<Report, Failure> {
    match args.command {
        Command::Start(args) => start::run(args, door, global),
    }
}
