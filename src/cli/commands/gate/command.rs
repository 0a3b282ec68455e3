//! Which `gate …` was meant.

use clap::Subcommand;

use crate::cli::args::Global;
use crate::cli::commands::gate::{check, close, decide, finish, packet, reopen, start, verify, waive};
use crate::cli::door::Door;
use crate::cli::report::Report;
use crate::flow::close_gate::Word;
use crate::model::decision::Decision;
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
    /// Approve the outputs of an open attempt as they are now
    ///
    /// For contracts that ask for an `approval`. It counts no longer once one of the outputs changes. Signed (--key, --signature) it is the
    /// decision of a `human`; typed at a terminal that of a `claimed-human`. An agent cannot decide.
    Approve(decide::Args),
    /// Reject the outputs of an open attempt, with a reason
    ///
    /// The reason enters the record, and the packet of the next attempt. Finishing then closes the attempt as FAIL, unless an output changes before.
    Reject(decide::Args),
    Waive(waive::Args),
    Verify(verify::Args),
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
        Command::Approve(args) => decide::run(args, Decision::Approved, door, global),
        Command::Reject(args) => decide::run(args, Decision::Rejected, door, global),
        Command::Verify(args) => verify::run(&args, door),
        Command::Waive(args) => waive::run(args, door, global),
        Command::Reopen(args) => reopen::run(args, door, global),
    }
}
