//! `gate start`: opens an attempt and prints where its packet lies.

use serde_json::json;

use crate::cli::args::Global;
use crate::cli::commands::gate::which::Which;
use crate::cli::commands::writing::Writing;
use crate::cli::door::Door;
use crate::cli::print::Tone;
use crate::cli::progress::watched;
use crate::cli::report::Report;
use crate::cli::{session, show};
use crate::flow::drive::why_stuck;
use crate::flow::machine::Machine;
use crate::flow::next::{start as start_of, startable};
use crate::flow::packet::commands;
use crate::flow::show_run::{Shown, show_run};
use crate::flow::site::Site;
use crate::flow::start_gate::{StartGate, Started, start_gate};
use crate::model::failure::Failure;
use crate::model::ids::GateId;
use crate::model::run::Run;
use crate::rules::packet::render::estimate_tokens;

/// Open an attempt at a gate: snapshot what is there, render the packet
///
/// The attempt stays open until `gate finish`, `gate fail` or `gate abandon`. The packet is everything that whoever
/// does the work needs to know; `gate packet` prints it again.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: Which,
    /// Who does the work, when it is not the workflow's choice; the attempt counts as an agent's
    #[arg(long, value_name = "NAME")]
    agent: Option<String>,
    /// Start although the gates it needs are not met; the reason stands in the record
    #[arg(long = "override", requires = "reason")]
    override_needs: bool,
    /// Why, with --override
    #[arg(long, value_name = "TEXT", requires = "override_needs")]
    reason: Option<String>,
    #[command(flatten)]
    writing: Writing,
}

/// Runs the command.
pub fn run(args: Args, door: &Door, global: &Global) -> Result<Report, Failure> {
    let site = session::site(door)?;
    let progress = watched(door);
    let machine = session::machine(door, &site, &*progress)?;
    let (run, gate) = args.which.find(&site, door, |run| next_gate(&site, &machine, run, door))?;
    let who = session::who_named(door, global, args.agent.as_deref())?;
    let ask = StartGate {
        run,
        gate,
        agent: args.agent,
        override_reason: args.reason.map(|reason| session::places(door, &site).without(&reason)),
        expect_head: args.writing.expect_head,
        dry_run: args.writing.dry_run,
    };
    let started = start_gate(&site, &machine, &ask, &door.moment()?, &who)?;
    Ok(report(&started, args.writing.dry_run))
}

/// The only gate that may be started now.
fn next_gate(site: &Site, machine: &Machine, run: &Run, door: &Door) -> Result<GateId, Failure> {
    let now = door.glance()?;
    if let Some(gate) = only(run, startable(site, machine, run, now)?)? {
        return Ok(gate);
    }
    let Shown::V1(view) = show_run(site, machine, &run.id, now)? else {
        return Err(Failure::bug("the record changed its format while it was read"));
    };
    only(run, view.prospect().startable())?.ok_or_else(|| {
        let mut failure = Failure::state("no_gate_fits", format!("no gate of {} can be started now", run.id));
        failure.causes = why_stuck(&view);
        failure.next = view.prospect().commands();
        failure.hints = view.prospect().hints();
        failure
    })
}

/// The only gate of `fitting`, `None` where there is none.
///
/// # Errors
/// `Usage` (`ambiguous_gate`) when there are several: an attempt is not spent on a guess.
fn only(run: &Run, mut fitting: Vec<GateId>) -> Result<Option<GateId>, Failure> {
    if fitting.len() < 2 {
        return Ok(fitting.pop());
    }
    let names: Vec<&str> = fitting.iter().map(GateId::as_str).collect();
    let message = format!("several gates can be started: {}; say which with `--gate`", names.join(", "));
    Err(Failure::usage("ambiguous_gate", message).nexts(fitting.iter().map(|gate| start_of(&run.id, gate))))
}

/// What is said about a started gate.
pub fn report(started: &Started, dry_run: bool) -> Report {
    let run = &started.record.run;
    let bytes = started.packet.len() as u64;
    let tokens = estimate_tokens(bytes);
    let next = commands(&run.id, &started.gate);
    let would = if dry_run { "would open" } else { "opened" };
    let text = format!(
        "{} {would} attempt {} at gate {}\n  packet: {} ({bytes} bytes, about {tokens} tokens)\n{}",
        Tone::Strong.paint(&run.id),
        started.attempt,
        started.gate,
        started.packet_path,
        show::head(&started.record, dry_run),
    );
    let members = json!({
        "run_id": run.id,
        "gate": started.gate,
        "attempt": started.attempt,
        "status": "RUNNING",
        "dry_run": dry_run,
        "packet": { "path": started.packet_path, "bytes": bytes, "tokens": tokens, "text": started.packet },
        "head": show::head_json(&started.record, dry_run),
        "drifted": show::paths_json(&started.drifted),
    });
    Report::new("gate_start", members)
        .text(text)
        .talk(show::drift(&started.drifted, run.id.as_str()))
        .next(next.packet)
        .next(next.check)
        .next(next.finish)
}
