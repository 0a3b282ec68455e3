//! `run resume`: goes on with the gates of an unfinished run.

use crate::cli::args::Global;
use crate::cli::commands::run::drive::HowArgs;
use crate::cli::commands::run::which::WhichRun;
use crate::cli::door::Door;
use crate::cli::pipeline::Pipeline;
use crate::cli::progress::watched;
use crate::cli::report::Report;
use crate::cli::session;
use crate::flow::perform::startable;
use crate::flow::refusals::refuse_completed;
use crate::model::failure::Failure;
use crate::store::progress::Silent;
use crate::store::runs::read::RunDir;

/// Go on with an unfinished run: the next gate, or the open attempt
///
/// A gate that failed is tried again.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: WhichRun,
    #[command(flatten)]
    how: HowArgs,
}

/// Runs the command.
pub fn run(args: &Args, door: &Door, global: &Global) -> Result<Report, Failure> {
    let site = session::site(door)?;
    let id = args.which.find(&site, door)?;
    let record = RunDir::find(&site.root, &site.config.runs, &id)?.record()?;
    refuse_completed(&record.run)?;
    let how = args.how.how()?;
    let program = how.exec.as_ref().and_then(|argv| argv.first());
    startable(&site, &session::machine(door, &site, &Silent)?, program)?;
    let progress = watched(door);
    Pipeline::new(door, global, &site, &*progress, id, how)?.drive(None)
}
