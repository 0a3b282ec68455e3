//! `waiting`: what waits for a person, over all runs.

use serde_json::{Value, json};

use crate::cli::door::Door;
use crate::cli::exit::Exit;
use crate::cli::print::Tone;
use crate::cli::progress::watched;
use crate::cli::report::Report;
use crate::cli::session;
use crate::flow::waiting::{Waits, waiting};
use crate::model::failure::{Failure, Kind};
use crate::model::ids::RunId;

/// List what waits for a person: approvals, reviews, work, gates to begin
///
/// Over all open runs, the longest waiting first, each with its literal next command.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only what waits for an approval
    #[arg(long)]
    approvals: bool,
}

/// Runs the command.
pub fn run(args: &Args, door: &Door) -> Result<Report, Failure> {
    let site = session::site(door)?;
    let progress = watched(door);
    let mut found = waiting(&site, &session::machine(door, &site, &*progress)?, door.glance()?)?;
    if args.approvals {
        found.gates.retain(|gate| gate.what.as_str() == "approval");
    }
    let text: String = found.gates.iter().map(text).collect();
    let talk: String = found
        .unreadable
        .iter()
        .map(|(run, failure)| format!("{} {run} cannot be read: {failure}\n", Tone::Warn.paint("warning:")))
        .collect();
    let members = json!({
        "waiting": found.gates.iter().map(to_json).collect::<Vec<_>>(),
        "unreadable": found.unreadable.iter().map(|(run, failure)| json!({
            "run_id": run,
            "code": failure.code,
            "message": failure.message,
        })).collect::<Vec<_>>(),
    });
    let nothing = match (found.gates.is_empty(), found.unreadable.is_empty()) {
        (true, true) => "nothing waits for a person\n",
        (true, false) => "nothing else is known to wait for a person\n",
        (false, _) => "",
    };
    let report = Report::new("waiting", members).text(text).talk(format!("{talk}{nothing}"));
    let report = report.exit(exit(&found.unreadable));
    let report = match found.gates.first() {
        Some(first) => report.next(first.next.clone()),
        None => report.next("gatewright run list"),
    };
    Ok(match found.unreadable.first() {
        Some((run, _)) => report.next(format!("gatewright audit {run}")),
        None => report,
    })
}

/// Whoever waits in what could not be read is not told of: that is no list of all that waits.
fn exit(unreadable: &[(RunId, Failure)]) -> Exit {
    match unreadable {
        [] => Exit::Done,
        all if all.iter().all(|(_, why)| why.kind == Kind::Environment) => Exit::Environment,
        _ => Exit::State,
    }
}

fn text(waits: &Waits) -> String {
    let attempt = waits.attempt.map(|attempt| format!(", attempt {attempt}")).unwrap_or_default();
    let named = !waits.name.is_empty() && waits.name != waits.gate.as_str();
    let name = if named { format!(" {}", waits.name) } else { String::new() };
    let why: String = waits.why.iter().map(|why| format!("    {why}\n")).collect();
    format!(
        "{}  {}{name}{attempt}  {} of {}, since {}\n{why}    {}\n",
        Tone::Strong.paint(format!("{:8}", waits.what.as_str())),
        waits.gate,
        waits.slug,
        waits.run,
        waits.since,
        Tone::Faint.paint(&waits.next),
    )
}

fn to_json(waits: &Waits) -> Value {
    json!({
        "for": waits.what.as_str(),
        "run_id": waits.run,
        "slug": waits.slug,
        "gate": waits.gate,
        "name": waits.name,
        "attempt": waits.attempt,
        "since": waits.since,
        "why": waits.why,
        "next": waits.next,
    })
}
