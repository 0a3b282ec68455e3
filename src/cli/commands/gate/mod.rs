//! `gate …`: start, look at, check and close the gates of a run.

use clap::Subcommand;

use crate::cli::door::Door;
use crate::cli::main::Global;
use crate::cli::report::Report;
use crate::model::failure::Failure;

pub mod check;
pub mod close;
pub mod finish;
pub mod packet;
pub mod start;
pub mod which;

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
}

/// Runs the command.
pub fn run(args: Args, door: &Door, global: &Global) -> Result<Report, Failure> {
    match args.command {
        Command::Start(args) => start::run(args, door, global),
        Command::Packet(args) => packet::run(&args, door),
        Command::Check(args) => check::run(&args, door),
        Command::Finish(args) => finish::run(args, door, global),
        Command::Fail(args) => close::run(args, crate::flow::close_gate::Word::Fail, door, global),
        Command::Abandon(args) => close::run(args, crate::flow::close_gate::Word::Abandon, door, global),
    }
}
