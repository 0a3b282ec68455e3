//! `run repin`: pins today's definitions of a gate.

use serde_json::json;

use crate::cli::args::Global;
use crate::cli::commands::gate::which::Which;
use crate::cli::commands::writing::WritingAs;
use crate::cli::commands::written::Written;
use crate::cli::door::Door;
use crate::cli::print::Tone;
use crate::cli::report::Report;
use crate::cli::session;
use crate::flow::artifacts::Outputs;
use crate::flow::repin::{Repin, repin};
use crate::model::failure::Failure;
use crate::store::progress::Silent;

/// Pin today's contract, template and procedures of one gate
///
/// It stands in the record for ever, and `run show` names it. The gate must be named. Refused while an attempt of the gate is open.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: Which,
    /// Why; it stands in the record for ever
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    writing: WritingAs,
}

/// Runs the command.
pub fn run(args: Args, door: &Door, global: &Global) -> Result<Report, Failure> {
    let site = session::site(door)?;
    let (run, gate) = args.which.find(&site, door, |_| {
        Err(Failure::usage("gate_needed", "say which gate to pin anew with `--gate`"))
    })?;
    let who = session::who_named(door, global, args.writing.agent.as_deref())?;
    let writing = args.writing.writing;
    let ask = Repin {
        run,
        gate,
        reason: session::places(door, &site).without(&args.reason),
        expect_head: writing.expect_head,
        dry_run: writing.dry_run,
    };
    let machine = session::machine(door, &site, &Silent)?;
    let done = repin(&site, &machine, &ask, &door.moment()?, &who)?;
    let committed = writing.commit(&site, &machine, &done.record, None, &Outputs::default())?;
    let run = &done.record.run;
    let would = if writing.dry_run { "would pin" } else { "pinned" };
    let files: String =
        done.changed.iter().map(|pin| format!("  {}  {}\n", pin.sha256.short(), pin.path)).collect();
    let text = format!("{} {would} anew for gate {}:\n{files}", Tone::Strong.paint(&run.id), ask.gate,);
    let members = json!({
        "run_id": run.id,
        "gate": ask.gate,
        "changed": done.changed,
        "reason": ask.reason,
    });
    let written = Written {
        record: &done.record,
        stale: Some(&done.ahead.stale),
        committed: committed.as_ref(),
        dry_run: writing.dry_run,
    };
    Ok(written.end(Report::new("run_repin", members).text(text)).ahead(done.ahead))
}
