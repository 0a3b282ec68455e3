//! Which `gate …` was meant.

use clap::Subcommand;

use crate::cli::args::Global;
use crate::cli::commands::gate::{check, close, finish, packet, reopen, start};
use crate::cli::door::Door;
use crate::cli::report::Report;
use crate::flow::close_gate::Word;
use crate::model::failure::Failure;

/// Start, check and finish the gates of a run
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Start(start::Args),
    Packet(packet::Args),
    Check(check::Args),
    Finish(finish::Args),
    /// Close the open attempt as FAIL, with a reason
    Fail(close::Args),
    /// Give up the open attempt, with a reason
    Abandon(close::Args),
    Reopen(reopen::Args),
}

/// Runs the command.
pub fn run(args: Args, door: &Door, global: &Global) -> Result<Report, Failure> {
    match args.command {
        Command::Start(args) => start::run(args, door, global),
        Command::Packet(args) => packet::run(&args, door),
        Command::Check(args) => check::run(&args, door, global),
        Command::Finish(args) => finish::run(args, door, global),
        Command::Fail(args) => close::run(args, Word::Fail, door, global),
        Command::Abandon(args) => close::run(args, Word::Abandon, door, global),
        Command::Reopen(args) => reopen::run(args, door, global),
    }
}
