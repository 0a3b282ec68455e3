//! `gate packet`: prints the packet of an attempt again, as it was rendered.

use serde_json::json;

use crate::cli::commands::gate::which::Which;
use crate::cli::door::Door;
use crate::cli::print::Tone;
use crate::cli::report::Report;
use crate::cli::session;
use crate::flow::packet::commands_of;
use crate::flow::reprint_packet::reprint_any;
use crate::model::failure::Failure;
use crate::rules::packet::render::estimate_tokens;
use crate::store::progress::Silent;

/// Print the packet of an attempt again, from disk
///
/// For agents that lost their context. The bytes are the ones whose digest the record pins.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: Which,
    /// Which attempt, from 1; the open one, else the latest, where nothing is said
    #[arg(long, value_name = "N")]
    attempt: Option<u32>,
}

/// Runs the command.
pub fn run(args: &Args, door: &Door) -> Result<Report, Failure> {
    let site = session::site(door)?;
    let (run, gate) = args.which.tried(&site, door)?;
    let machine = session::machine(door, &site, &Silent)?;
    let packet = reprint_any(&site, &machine, &run, &gate, args.attempt)?;
    let bytes = packet.text.len() as u64;
    // Whoever reads what an agent was asked goes on as that agent.
    let next = commands_of(&run, &packet.gate, packet.agent.as_deref());
    let members = json!({
        "run_id": run,
        "gate": packet.gate,
        "attempt": packet.attempt,
        "open": packet.open,
        "refusal": packet.refusal.as_ref().map(ToString::to_string),
        "packet": { "path": packet.path, "bytes": bytes, "tokens": estimate_tokens(bytes), "sha256": packet.sha256, "text": packet.text },
    });
    let show = format!("gatewright run show --run {run}");
    let report = Report::new("gate_packet", members).text(packet.text);
    if let Some(refusal) = packet.refusal {
        let note = Tone::Warn.paint("note:");
        let talk = format!("{note} this is the packet, but work on it cannot be judged: {refusal}\n");
        return Ok(Report { hints: refusal.hints, ..report.talk(talk) }.next(show));
    }
    Ok(match packet.open {
        true => report.next(next.check).next(next.finish),
        false => report.next(show),
    })
}
