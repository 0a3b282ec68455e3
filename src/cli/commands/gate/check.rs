//! `gate check`: what `gate finish` would say, without writing anything.

use serde_json::json;

use crate::cli::commands::gate::which::Which;
use crate::cli::door::Door;
use crate::cli::exit::Exit;
use crate::cli::print::Tone;
use crate::cli::progress::watched;
use crate::cli::report::Report;
use crate::cli::{session, show};
use crate::flow::check_gate::check_gate;
use crate::flow::packet::commands;
use crate::model::failure::Failure;

/// Judge a gate as `gate finish` would, without writing anything
///
/// As often as you like. Exit 0 when it would pass, 1 when not.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: Which,
}

/// Runs the command.
pub fn run(args: &Args, door: &Door) -> Result<Report, Failure> {
    let site = session::site(door)?;
    let (run, gate) = args.which.open(&site, door)?;
    let progress = watched(door);
    let checked = check_gate(&site, &session::machine(door, &*progress)?, &run, &gate)?;
    let passes = checked.verdict.passes();
    let word = if passes { show::status("PASS") } else { show::status("FAIL") };
    let text = format!(
        "Gate {} of {} would {word} (nothing was written)\n{}{}",
        checked.gate,
        Tone::Strong.paint(&checked.run),
        show::verdict(&checked.verdict),
        show::outputs(&checked.artifacts, None),
    );
    let members = json!({
        "run_id": checked.run,
        "gate": checked.gate,
        "attempt": checked.attempt,
        "pass": passes,
        "validations": show::rows_json(&checked.verdict),
        "artifacts": checked.artifacts,
        "failure_reason": checked.verdict.failure_reason(),
    });
    let next = commands(&checked.run, &checked.gate);
    let report =
        Report::new("gate_check", members).text(text).exit(if passes { Exit::Done } else { Exit::Refuted });
    Ok(match (checked.attempt, passes) {
        (None, _) => {
            report.next(format!("gatewright gate start --run {} --gate {}", checked.run, checked.gate))
        }
        (Some(_), true) => report.next(next.finish),
        (Some(_), false) => report.next(next.check),
    })
}
