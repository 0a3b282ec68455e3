//! Which `workflow …` was meant.

use clap::Subcommand;

use crate::cli::commands::workflow::{lint, list, show};
use crate::cli::door::Door;
use crate::cli::report::Report;
use crate::model::failure::Failure;

/// List, show and lint workflows
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the workflows of the repository
    List,
    Show(show::Args),
    Lint(lint::Args),
}

/// Runs the command.
pub fn run(args: &Args, door: &Door) -> Result<Report, Failure> {
    match &args.command {
        Command::List => list::run(door),
        Command::Show(args) => show::run(args, door),
        Command::Lint(args) => lint::run(args, door),
    }
}
