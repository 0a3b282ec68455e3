//! `run reopen`: takes a completed run up again.

use serde_json::json;

use crate::cli::args::Global;
use crate::cli::commands::run::which::WhichRun;
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

/// Take a completed run up again
///
/// It goes on where it stood; that it was completed, and that and why it was reopened, stands in the record for ever. The
/// run must be named; `latest` is a name.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: WhichRun,
    /// Why; it stands in the record for ever
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    writing: WritingAs,
}

/// Runs the command.
pub fn run(args: Args, door: &Door, global: &Global) -> Result<Report, Failure> {
    let site = session::site(door)?;
    let run = args.which.find_named(&site, door)?;
    let who = session::who_named(door, global, args.writing.agent.as_deref())?;
    let writing = args.writing.writing;
    let ask = Reopen {
        run,
        gate: None,
        reason: session::places(door, &site).without(&args.reason),
        expect_head: writing.expect_head,
        dry_run: writing.dry_run,
    };
    let machine = session::machine(door, &site, &Silent)?;
    let done = reopen(&site, &machine, &ask, &door.moment()?, &who)?;
    let committed = writing.commit(&site, &machine, &done.record, None, &Outputs::default())?;
    let run = &done.record.run;
    let text = format!(
        "Run {} {}reopened: {} ({})\n",
        Tone::Strong.paint(&run.id),
        if writing.dry_run { "would be " } else { "" },
        show::status(run.status.as_str()),
        ask.reason,
    );
    let members = json!({
        "run_id": run.id,
        "status": run.status,
        "reason": ask.reason,
    });
    let written = Written {
        record: &done.record,
        stale: Some(&done.ahead.stale),
        committed: committed.as_ref(),
        dry_run: writing.dry_run,
    };
    Ok(written.end(Report::new("run_reopen", members).text(text)).ahead(done.ahead))
}
