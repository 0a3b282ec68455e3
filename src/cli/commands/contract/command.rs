//! Which `contract …` was meant.

use clap::Subcommand;

use crate::cli::commands::contract::{explain, lint, test};
use crate::cli::door::Door;
use crate::cli::report::Report;
use crate::model::failure::Failure;

/// Explain contracts, look for what is suspicious in them, test them
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Explain(explain::Args),
    Lint(lint::Args),
    Test(test::Args),
}

/// Runs the command.
pub fn run(args: &Args, door: &Door) -> Result<Report, Failure> {
    match &args.command {
        Command::Explain(args) => explain::run(args, door),
        Command::Lint(args) => lint::run(args, door),
        Command::Test(args) => test::run(args, door),
    }
}
