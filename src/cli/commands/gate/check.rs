//! `gate check`: what `gate finish` would say, without writing anything.

use serde_json::{Value, json};

use crate::cli::args::Global;
use crate::cli::commands::gate::which::Which;
use crate::cli::door::Door;
use crate::cli::exit::Exit;
use crate::cli::print::Tone;
use crate::cli::progress::watched;
use crate::cli::report::Report;
use crate::cli::{session, show, waivers};
use crate::flow::check_gate::{Checked, check_gate};
use crate::flow::packet::commands_of;
use crate::flow::trust::{TRUST, asks_for_trust};
use crate::model::failure::Failure;
use crate::rules::checks::awaited::{Awaited, awaited};

/// Judge a gate as `gate finish` would, without writing anything
///
/// As often as you like. Exit 0 when it would pass, 1 when not.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: Which,
    /// Say that this agent asks: who may finish the gate can depend on it
    #[arg(long, value_name = "NAME")]
    agent: Option<String>,
}

/// Runs the command.
pub fn run(args: &Args, door: &Door, global: &Global) -> Result<Report, Failure> {
    let site = session::site(door)?;
    let (run, gate) = args.which.open(&site, door)?;
    let progress = watched(door);
    let machine = session::machine(door, &site, &*progress)?;
    let who = session::who_named(door, global, args.agent.as_deref())?;
    let checked = check_gate(&site, &machine, &run, &gate, door.moment()?.now, &who)?;
    let passes = checked.passes();
    let waits = awaited(&checked.verdict);
    let status = status(&checked, waits);
    let would = would(checked.refusal.as_ref(), status, checked.verdict.passes() && !checked.late);
    // Whoever says who asks goes on as that one.
    let agent = args.agent.as_deref().or(checked.agent.as_deref());
    let next = commands_of(&checked.run, &checked.gate, agent);
    let exit = if passes { Exit::Done } else { Exit::Refuted };
    // Both may be long: only what is printed is made.
    let (members, text) = match door.json {
        true => (members(&checked, status), String::new()),
        false => (json!({}), text(&checked, &would)),
    };
    let hints = checked
        .refusal
        .iter()
        .filter(|refusal| refusal.code == "needs_not_met")
        .flat_map(|it| it.hints.clone());
    let unopened_hints = hints.chain(checked.hints.clone()).collect();
    let report = Report::new("gate_check", members).text(text).exit(exit);
    let trust = asks_for_trust(&checked.verdict);
    let report = if trust { report.next(TRUST) } else { report };
    Ok(match checked.attempt {
        None => Report { next: [report.next, checked.next].concat(), hints: unopened_hints, ..report },
        // What is too late stays so: finishing says it in the record.
        Some(_) if passes || (checked.late && checked.refusal.is_none()) => report.next(next.finish),
        Some(_) if checked.verdict.passes() => match &checked.refusal {
            Some(refusal) if refusal.code != "may_not_judge" => {
                Report { hints: refusal.hints.clone(), next: refusal.next.clone(), ..report }
            }
            _ => report
                .hint(format!("whoever may finish it: `{} --actor \"<name>\"`", next.finish))
                .next(format!("gatewright run status --run {}", checked.run)),
        },
        Some(_) if status == "WAITING" && waits == Some(Awaited::Review) => report.next(next.check),
        Some(_) if status == "WAITING" => report
            .next(format!("gatewright gate approve --run {} --gate {}", checked.run, checked.gate))
            .next(next.check),
        Some(_) if trust => report.next(next.check).next(next.packet),
        Some(_) => report.next(next.packet).next(next.check),
    })
}

fn text(checked: &Checked, would: &str) -> String {
    format!(
        "Gate {} of {} {would}{}{}{}",
        checked.gate,
        Tone::Strong.paint(&checked.run),
        show::verdict(&checked.verdict),
        waivers::loudly(&checked.verdict),
        show::outputs(&checked.artifacts, None),
    )
}

fn members(checked: &Checked, status: &str) -> Value {
    json!({
        "run_id": checked.run,
        "gate": checked.gate,
        "attempt": checked.attempt,
        "status": status,
        "pass": checked.passes(),
        "refused": checked.refusal.as_ref().map(|refusal| refusal.code),
        "validations": show::rows_json(&checked.verdict),
        "artifacts": checked.artifacts,
        "failure_reason": checked.failure_reason(),
    })
}

/// What finishing would close the attempt as, in one word.
fn status(checked: &Checked, waits: Option<Awaited>) -> &'static str {
    match (checked.late, checked.verdict.passes()) {
        (true, _) => "TIMED_OUT",
        (false, true) if checked.verdict.waived().next().is_some() => "WAIVED",
        (false, true) => "PASS",
        (false, false) if waits.is_some() => "WAITING",
        (false, false) => "FAIL",
    }
}

/// What finishing would do.
fn would(refusal: Option<&Failure>, status: &str, holds: bool) -> String {
    match refusal {
        Some(refusal) if holds => {
            format!(
                "holds in every check, but finishing would be refused (nothing was written)\n  because: {refusal}\n"
            )
        }
        Some(refusal) => {
            format!("would be {} (nothing was written)\n  but {refusal}\n", show::status(status))
        }
        None => format!("would be {} (nothing was written)\n", show::status(status)),
    }
}
