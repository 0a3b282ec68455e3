//! `run complete`: closes a run.

use serde_json::json;

use crate::cli::args::Global;
use crate::cli::commands::run::which::WhichRun;
use crate::cli::commands::writing::WritingAs;
use crate::cli::commands::written::Written;
use crate::cli::door::Door;
use crate::cli::print::Tone;
use crate::cli::progress::watched;
use crate::cli::report::Report;
use crate::cli::{session, show, waivers};
use crate::flow::artifacts::Outputs;
use crate::flow::complete_run::{CompleteRun, complete_run};
use crate::flow::git_commit::Committed;
use crate::format::record::read::Record;
use crate::model::failure::Failure;
use crate::model::ids::GateId;
use crate::model::run::{GateStatus, RunStatus};

/// Complete a run with the status that its gates bear out
///
/// Without --status: PASSED when every gate has passed and none is STALE, FAILED when a blocking gate has failed. A
/// completed run changes no more unless somebody takes it up again (`run reopen`).
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: WhichRun,
    /// The status to complete it with; refused when the gates do not bear it out
    #[arg(long, value_name = "STATUS", value_parser = ["PASSED", "FAILED", "CANCELED"], ignore_case = true)]
    status: Option<String>,
    /// Why; needed to cancel
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    closing: WritingAs,
}

/// Runs the command.
pub fn run(args: Args, door: &Door, global: &Global) -> Result<Report, Failure> {
    let site = session::site(door)?;
    let run = args.which.find(&site, door)?;
    let status = args.status.as_deref().and_then(|text| {
        RunStatus::ALL.into_iter().find(|status| status.as_str().eq_ignore_ascii_case(text))
    });
    let who = session::who_named(door, global, args.closing.agent.as_deref())?;
    let writing = args.closing.writing;
    let progress = watched(door);
    let machine = session::machine(door, &site, &*progress)?;
    let ask = CompleteRun {
        run,
        status,
        reason: args.reason.map(|reason| session::places(door, &site).without(&reason)),
        expect_head: writing.expect_head,
        dry_run: writing.dry_run,
    };
    let record = complete_run(&site, &machine, &ask, &door.moment()?, &who)?;
    let committed = writing.commit(&site, &machine, &record, None, &Outputs::default())?;
    Ok(report(&record, committed.as_ref(), writing.dry_run))
}

/// What is said about a completed run.
pub fn report(record: &Record, committed: Option<&Committed>, dry_run: bool) -> Report {
    let run = &record.run;
    let would = if dry_run { "would be " } else { "" };
    let text = format!(
        "{} {would}{}\n{}",
        Tone::Strong.paint(&run.id),
        show::status(run.status.as_str()),
        run.gates.iter().map(waivers::of_gate).collect::<String>(),
    );
    let waived = run.gates.iter().filter(|gate| gate.status == GateStatus::Waived);
    let waived: Vec<&GateId> = waived.map(|gate| &gate.id).collect();
    let members = json!({
        "run_id": run.id,
        "status": run.status,
        "finished_at": run.finished_at,
        "waived": waived,
    });
    let written = Written { record, stale: None, committed, dry_run };
    written
        .end(Report::new("run_complete", members).text(text))
        .next(format!("gatewright run show --run {}", run.id))
}
