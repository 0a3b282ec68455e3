//! Every command: arguments, manual and action in one file each.

use clap::Subcommand;

use crate::cli::door::Door;
use crate::cli::main::Global;
use crate::cli::report::Report;
use crate::model::failure::Failure;

pub mod gate;
pub mod run;

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Drive a workflow, or start, show and complete runs
    Run(run::Args),
    /// Start, check and finish the gates of a run
    Gate(gate::Args),
}

impl Command {
    /// Runs the command.
    pub fn run(self, door: &Door, global: &Global) -> Result<Report, Failure> {
        match self {
            Command::Run(args) => run::run(args, door, global),
            Command::Gate(args) => gate::run(args, door, global),
        }
    }
}
