//! `gate finish`: judges the contract, seals the attempt.

use serde_json::json;

use crate::cli::args::Global;
use crate::cli::commands::gate::which::Which;
use crate::cli::commands::writing::WritingAs;
use crate::cli::commands::written::Written;
use crate::cli::door::Door;
use crate::cli::exit::Exit;
use crate::cli::print::Tone;
use crate::cli::progress::watched;
use crate::cli::report::Report;
use crate::cli::{session, show, waivers};
use crate::flow::finish_gate::{FinishGate, Finished, finish_gate};
use crate::flow::git_commit::Committed;
use crate::model::failure::Failure;

/// Judge the open attempt by its contract, hash its outputs and seal the attempt
///
/// Exit 0 when it passes, also with a waiver, 1 when the contract says no or the gate's timeout is over. While somebody writes to an
/// output, or an output changes meanwhile, nothing is judged (exit 4) and the attempt stays open.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    closing: WritingAs,
}

/// Runs the command.
pub fn run(args: Args, door: &Door, global: &Global) -> Result<Report, Failure> {
    let site = session::site(door)?;
    let (run, gate) = args.which.open(&site, door)?;
    session::refuse_inside_executor(door, &site, &run, &gate)?;
    let who = session::who_named(door, global, args.closing.agent.as_deref())?;
    let writing = args.closing.writing;
    let progress = watched(door);
    let machine = session::machine(door, &site, &*progress)?;
    let ask = FinishGate {
        run,
        gate,
        expect_head: writing.expect_head,
        revalidation: false,
        dry_run: writing.dry_run,
    };
    let finished = finish_gate(&site, &machine, &ask, &door.moment()?, &who)?;
    let committed =
        writing.commit(&site, &machine, &finished.record, Some(&finished.attempt), &finished.outputs)?;
    Ok(report(&finished, committed.as_ref(), writing.dry_run))
}

/// What is said about a finished gate.
pub fn report(finished: &Finished, committed: Option<&Committed>, dry_run: bool) -> Report {
    let (run, attempt) = (&finished.record.run, &finished.attempt);
    let passes = attempt.status.is_met();
    let would = if dry_run { "would be " } else { "" };
    let mut text = format!(
        "Gate {} of {}: attempt {} {would}{}{}\n",
        attempt.gate,
        Tone::Strong.paint(&run.id),
        attempt.attempt,
        show::status(attempt.status.as_str()),
        if attempt.revalidation { " (a re-validation: judged as it was, not done anew)" } else { "" },
    );
    match &finished.verdict {
        Some(verdict) => text.push_str(&(show::verdict(verdict) + &waivers::loudly(verdict))),
        None => text.push_str(&format!("  {}\n", attempt.failure_reason.as_deref().unwrap_or_default())),
    }
    text.push_str(&show::outputs(&attempt.artifacts, attempt.manifest.as_ref()));
    let members = json!({
        "run_id": run.id,
        "gate": attempt.gate,
        "attempt": attempt.attempt,
        "status": attempt.status,
        "cause": attempt.cause,
        "pass": passes,
        "blocking": finished.blocking,
        "revalidation": attempt.revalidation,
        "validations": attempt.validations,
        "artifacts": attempt.artifacts,
        "manifest": attempt.manifest,
        "failure_reason": attempt.failure_reason,
        "run_status": run.status,
        "drifted": show::paths_json(&finished.drifted),
    });
    let written =
        Written { record: &finished.record, stale: Some(&finished.ahead.stale), committed, dry_run };
    let report = written
        .end(Report::new("gate_finish", members).text(text))
        .talk(show::drift(&finished.drifted, run.id.as_str()))
        .exit(if passes { Exit::Done } else { Exit::Refuted });
    report.ahead(finished.ahead.clone())
}
