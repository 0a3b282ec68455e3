//! `gate reopen`: pushes a gate that has passed back.

use serde_json::json;

use crate::cli::args::Global;
use crate::cli::commands::gate::which::Which;
use crate::cli::commands::writing::WritingAs;
use crate::cli::commands::written::Written;
use crate::cli::door::Door;
use crate::cli::print::Tone;
use crate::cli::report::Report;
use crate::cli::{session, show};
use crate::flow::artifacts::Outputs;
use crate::flow::reopen::{Reopen, reopen};
use crate::model::failure::Failure;
use crate::store::progress::Silent;

/// Push a gate that has passed back, with what is to be done otherwise
///
/// The reason enters its packets until it passes again; the gates that need it are STALE until then. The gate must be named.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: Which,
    /// What is to be done otherwise; it stands in the record for ever
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    writing: WritingAs,
}

/// Runs the command.
pub fn run(args: Args, door: &Door, global: &Global) -> Result<Report, Failure> {
    let site = session::site(door)?;
    let (run, gate) = args.which.find(&site, door, |_| {
        Err(Failure::usage("gate_needed", "say which gate to push back with `--gate`"))
    })?;
    let who = session::who_named(door, global, args.writing.agent.as_deref())?;
    let writing = args.writing.writing;
    let ask = Reopen {
        run,
        gate: Some(gate.clone()),
        reason: session::places(door, &site).without(&args.reason),
        expect_head: writing.expect_head,
        dry_run: writing.dry_run,
    };
    let machine = session::machine(door, &site, &Silent)?;
    let done = reopen(&site, &machine, &ask, &door.moment()?, &who)?;
    let committed = writing.commit(&site, &machine, &done.record, None, &Outputs::default())?;
    let run = &done.record.run;
    let gate = run.gate(&gate).map_or(gate, |state| state.id.clone());
    let would = if writing.dry_run { "would be " } else { "" };
    let text = format!(
        "Gate {gate} of {}: {would}{} ({})\n",
        Tone::Strong.paint(&run.id),
        show::status("REOPENED"),
        ask.reason,
    );
    let members = json!({
        "run_id": run.id,
        "gate": gate,
        "status": "REOPENED",
        "reason": ask.reason,
    });
    let written = Written {
        record: &done.record,
        stale: Some(&done.ahead.stale),
        committed: committed.as_ref(),
        dry_run: writing.dry_run,
    };
    Ok(written.end(Report::new("gate_reopen", members).text(text)).ahead(done.ahead))
}
