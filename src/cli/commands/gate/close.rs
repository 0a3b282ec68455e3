//! `gate fail` and `gate abandon`: close the open attempt by somebody's word.

use serde_json::json;

use crate::cli::args::Global;
use crate::cli::commands::gate::which::Which;
use crate::cli::commands::writing::WritingAs;
use crate::cli::commands::written::Written;
use crate::cli::door::Door;
use crate::cli::print::Tone;
use crate::cli::progress::watched;
use crate::cli::report::Report;
use crate::cli::{session, show};
use crate::flow::close_gate::{CloseGate, Word, close_gate};
use crate::model::failure::Failure;

/// What `gate fail` and `gate abandon` take
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: Which,
    /// Why; it stands in the record and in the next packet
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    writing: WritingAs,
}

/// Runs the command.
pub fn run(args: Args, word: Word, door: &Door, global: &Global) -> Result<Report, Failure> {
    let site = session::site(door)?;
    let (run, gate) = args.which.open(&site, door)?;
    session::refuse_inside_executor(door, &site, &run, &gate)?;
    let who = session::who_named(door, global, args.writing.agent.as_deref())?;
    let writing = args.writing.writing;
    let progress = watched(door);
    let machine = session::machine(door, &site, &*progress)?;
    let ask = CloseGate {
        run,
        gate,
        word,
        reason: session::places(door, &site).without(&args.reason),
        expect_head: writing.expect_head,
        dry_run: writing.dry_run,
    };
    let closed = close_gate(&site, &machine, &ask, &door.moment()?, &who)?;
    let committed =
        writing.commit(&site, &machine, &closed.record, Some(&closed.attempt), &closed.outputs)?;
    let (run, attempt) = (&closed.record.run, &closed.attempt);
    let would = if writing.dry_run { "would be " } else { "" };
    let text = format!(
        "Gate {} of {}: attempt {} {would}{} ({})\n{}",
        attempt.gate,
        Tone::Strong.paint(&run.id),
        attempt.attempt,
        show::status(attempt.status.as_str()),
        ask.reason,
        show::artifacts(&attempt.artifacts),
    );
    let members = json!({
        "run_id": run.id,
        "gate": attempt.gate,
        "attempt": attempt.attempt,
        "status": attempt.status,
        "cause": attempt.cause,
        "reason": ask.reason,
        "artifacts": attempt.artifacts,
    });
    let kind = if word == Word::Fail { "gate_fail" } else { "gate_abandon" };
    let written = Written {
        record: &closed.record,
        stale: Some(&closed.ahead.stale),
        committed: committed.as_ref(),
        dry_run: writing.dry_run,
    };
    Ok(written.end(Report::new(kind, members).text(text)).ahead(closed.ahead))
}
