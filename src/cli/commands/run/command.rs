//! Which `run …` was meant: a workflow to drive, or a subcommand.

use clap::Subcommand;

use crate::cli::args::Global;
use crate::cli::commands::run::{
    complete, diff, drive, export, list, reopen, repin, resume, seal, show, start, status, timeline,
};
use crate::cli::door::Door;
use crate::cli::report::Report;
use crate::model::failure::Failure;

/// Drive a workflow, or start, list, show and complete runs
///
/// `gatewright run <workflow>` starts a run and goes through its gates: it renders each packet, has the work done or
/// waits for it, judges the contract, stops at the first failure, and completes the run when all gates have passed.
///
/// At a terminal it shows the gates and a checklist of outputs and checks that follows the files, with keys to finish,
/// check, fail, open the packet and pause (`?` explains them). Elsewhere it prints the packet and exits 3.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    drive: drive::DriveArgs,
}

#[derive(Debug, Subcommand)]
enum Command {
    Start(start::Args),
    List(list::Args),
    Show(show::Args),
    Status(status::Args),
    Timeline(timeline::Args),
    Resume(resume::Args),
    Complete(complete::Args),
    Repin(repin::Args),
    Reopen(reopen::Args),
    Diff(diff::Args),
    Seal(seal::Args),
    Export(export::Args),
}

/// Runs the command.
pub fn run(args: Args, door: &Door, global: &Global) -> Result<Report, Failure> {
    match args.command {
        None => drive::run(&args.drive, door, global),
        Some(Command::Start(args)) => start::run(args, door, global),
        Some(Command::List(args)) => list::run(&args, door),
        Some(Command::Show(args)) => show::run(&args, door),
        Some(Command::Status(args)) => status::run(&args, door),
        Some(Command::Timeline(args)) => timeline::run(&args, door),
        Some(Command::Resume(args)) => resume::run(&args, door, global),
        Some(Command::Complete(args)) => complete::run(args, door, global),
        Some(Command::Repin(args)) => repin::run(args, door, global),
        Some(Command::Reopen(args)) => reopen::run(args, door, global),
        Some(Command::Export(args)) => export::run(&args, door),
        Some(Command::Diff(args)) => diff::run(&args, door),
        Some(Command::Seal(args)) => seal::run(&args, door, global),
    }
}
