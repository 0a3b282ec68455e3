//! `run resume`: goes on with the gates of an unfinished run.

use crate::cli::args::Global;
use crate::cli::commands::run::drive::HowArgs;
use crate::cli::commands::run::which::WhichRun;
use crate::cli::door::Door;
use crate::cli::pipeline::{How, Pipeline};
use crate::cli::print::Tone;
use crate::cli::progress::watched;
use crate::cli::report::Report;
use crate::cli::session;
use crate::flow::drive::{Step, next_step};
use crate::flow::machine::Machine;
use crate::flow::perform::{Plan, startable};
use crate::flow::refusals::refuse_completed;
use crate::flow::show_run::{Shown, show_run};
use crate::flow::site::Site;
use crate::model::failure::Failure;
use crate::model::ids::{GateId, RunId};
use crate::model::time::Timestamp;
use crate::store::progress::Silent;
use crate::store::runs::read::RunDir;
use serde_json::{Value, json};

/// Go on with an unfinished run: the next gate, or the open attempt
///
/// A gate that failed is tried again.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: WhichRun,
    #[command(flatten)]
    how: HowArgs,
    /// Say what would come first; change nothing
    #[arg(long)]
    dry_run: bool,
}

/// Runs the command.
pub fn run(args: &Args, door: &Door, global: &Global) -> Result<Report, Failure> {
    let site = session::site(door)?;
    let id = args.which.find(&site, door)?;
    let record = RunDir::find(&site.root, &site.config.runs, &id)?.record()?;
    refuse_completed(&record.run)?;
    let how = args.how.how()?;
    let program = how.exec.as_ref().and_then(|argv| argv.first());
    let machine = session::machine(door, &site, &Silent)?;
    startable(&site, &machine, program)?;
    if args.dry_run {
        return first_step(&site, &machine, &id, &how, door.glance()?);
    }
    let progress = watched(door);
    Pipeline::new(door, global, &site, &*progress, id, how)?.drive(None)
}

/// What would be done first: nothing is written, and what would be refused is.
fn first_step(
    site: &Site,
    machine: &Machine,
    run: &RunId,
    how: &How,
    now: Timestamp,
) -> Result<Report, Failure> {
    let Shown::V1(view) = show_run(site, machine, run, now)? else {
        return Err(Failure::bug("the record changed its format while it was read"));
    };
    let may = |gate: &GateId| Plan::of(site, run, gate, how.exec.as_deref())?.may_run(site, machine, gate);
    let (step, gate, attempt, words) = match next_step(&view) {
        Step::Start(gate) => {
            may(&gate)?;
            let words = format!("open an attempt at gate {gate} and have its work done");
            ("start", Some(gate), None, words)
        }
        Step::Work(gate, attempt) => {
            may(&gate)?;
            let words = format!("have the work of attempt {attempt} at gate {gate} done");
            ("work", Some(gate), Some(attempt), words)
        }
        Step::Complete => ("complete", None, None, "complete the run".to_owned()),
        Step::Over(_) => return Err(Failure::bug("a completed run was looked at as an unfinished one")),
        Step::Stuck(why) => {
            let mut failure = Failure::state("stuck", "no gate of the run can start");
            failure.causes = why;
            failure.next = view.prospect().commands();
            failure.hints = view.prospect().hints();
            return Err(failure);
        }
    };
    let members: Value =
        json!({ "run_id": run, "step": step, "gate": gate, "attempt": attempt, "dry_run": true });
    let text = format!("{} would {words}\n", Tone::Strong.paint(run));
    Ok(Report::new("run_resume", members).text(text))
}
