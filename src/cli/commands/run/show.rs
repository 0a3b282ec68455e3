//! `run show`: a run in full: gates, attempts, findings, outputs, who did what.

use serde_json::{Value, json};

use crate::cli::commands::run::status;
use crate::cli::commands::run::which::WhichRun;
use crate::cli::door::Door;
use crate::cli::print::Tone;
use crate::cli::progress::watched;
use crate::cli::report::Report;
use crate::cli::{session, show};
use crate::flow::show_run::{Shown, View, closed_attempts, show_run};
use crate::format::record::event::kind_of;
use crate::model::attempt::Attempt;
use crate::model::event::Fact;
use crate::model::failure::Failure;
use crate::model::invocation::Invocation;

/// Show a run: gates, attempts, what failed, outputs with digests, agent calls, events
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: WhichRun,
}

/// Runs the command.
pub fn run(args: &Args, door: &Door) -> Result<Report, Failure> {
    let site = session::site(door)?;
    let id = args.which.find_to_show(&site, door)?;
    let progress = watched(door);
    Ok(match show_run(&site, &session::machine(door, &site, &*progress)?, &id)? {
        Shown::V0(run) => status::v0(&run),
        Shown::V1(view) => {
            let closed = closed_attempts(&site, &view.record.run)?;
            let mut report = Report::new("run_show", to_json(&view, &closed)).text(text(&view, &closed));
            report.talk = show::drift(&view.drifted, id.as_str());
            report.next = match view.record.run.status.is_final() {
                true => vec!["gatewright run list".to_owned()],
                false => view.prospect().commands(),
            };
            report
        }
    })
}

fn text(view: &View, closed: &[Attempt]) -> String {
    let run = &view.record.run;
    let mut text = status::text(view);
    for gate in run.gates.iter().filter(|gate| !gate.attempts.is_empty()) {
        text.push_str(&format!("\n{}\n", Tone::Strong.paint(format!("{} {}", gate.id, gate.name))));
        for row in &gate.attempts {
            let until = row.finished_at.map(|at| format!(" to {at}")).unwrap_or_default();
            let agent = row.agent.as_ref().map(|agent| format!(" by {agent}")).unwrap_or_default();
            text.push_str(&format!(
                "  attempt {} {}{agent}, {}{until}\n",
                row.attempt,
                show::status(row.status.as_str()),
                row.started_at,
            ));
            let file = closed.iter().find(|file| file.gate == gate.id && file.attempt == row.attempt);
            text.extend(file.map(outcome));
        }
    }
    if !run.invocations.is_empty() {
        text.push_str(&format!("\n{}\n", Tone::Strong.paint("Agent calls")));
        for call in &run.invocations {
            let code = call.exit_code.map(|code| format!(", exit {code}")).unwrap_or_default();
            let took = call.duration_ms.map(|ms| format!(", {ms} ms")).unwrap_or_default();
            text.push_str(&format!(
                "  {} {} attempt {}: {} {}{code}{took}\n",
                call.invocation_id,
                call.gate,
                call.attempt,
                caller(call),
                call.status.as_deref().unwrap_or("(no outcome said)"),
            ));
        }
    }
    text.push_str(&format!("\n{}\n", Tone::Strong.paint("Events")));
    for link in &view.record.links {
        let event = &link.event;
        let clamped = if event.clamped { " (the clock had gone back)" } else { "" };
        text.push_str(&format!(
            "  {} {} {}{} {}{clamped}\n",
            event.timestamp,
            Tone::Faint.paint(link.digest.short()),
            kind_of(&event.fact).as_str(),
            about(&event.fact),
            Tone::Faint.paint(&event.actor),
        ));
    }
    text
}

/// What an event is about, after its kind.
fn about(fact: &Fact) -> String {
    match fact {
        Fact::RunStarted(_) => String::new(),
        Fact::GateStarted { gate, attempt, override_reason, .. } => {
            let reason = override_reason.as_ref().map(|why| format!(" (needs overridden: {why})"));
            format!(" {gate} attempt {attempt}{}", reason.unwrap_or_default())
        }
        Fact::GateClosed { gate, attempt, .. } => format!(" {gate} attempt {attempt}"),
        Fact::InvocationRecorded(call) => format!(" {} attempt {}", call.gate, call.attempt),
        Fact::GateRepinned { gate, reason, .. } => format!(" {gate} ({reason})"),
        Fact::RunCompleted { status, reason } => {
            let reason = reason.as_ref().map(|why| format!(" ({why})"));
            format!(" {}{}", status.as_str(), reason.unwrap_or_default())
        }
    }
}

/// Who was called: the agent's name, else its command.
fn caller(call: &Invocation) -> String {
    let command = || call.command.as_ref().map(|argv| format!("`{}`", argv.join(" ")));
    call.agent.clone().or_else(command).unwrap_or_else(|| "somebody".to_owned())
}

/// What became of a closed attempt.
fn outcome(attempt: &Attempt) -> String {
    let mut text = String::new();
    if let Some(judge) = &attempt.judge {
        text.push_str(&format!("    started by {}, closed by {judge}\n", attempt.start.producer));
    }
    if let Some(reason) = &attempt.start.override_reason {
        text.push_str(&format!("    started although its needs were not met: {reason}\n"));
    }
    if attempt.revalidation {
        text.push_str("    a re-validation: judged as it was, not done anew\n");
    }
    if let Some(reason) = &attempt.failure_reason {
        text.push_str(&format!("    {}\n", Tone::Bad.paint(reason)));
    }
    for line in show::artifacts(&attempt.artifacts).lines() {
        text.push_str(&format!("  {line}\n"));
    }
    if let Some(manifest) = &attempt.manifest {
        text.push_str(&format!("    {} outputs, listed in {}\n", manifest.entries, manifest.file));
    }
    text
}

fn to_json(view: &View, closed: &[Attempt]) -> Value {
    let run = &view.record.run;
    let mut members = status::to_json(view);
    members["params"] = json!(run.params);
    members["prompt"] = json!(run.prompt);
    members["pins"] = json!(run.pins);
    members["attempts"] = json!(closed);
    members["invocations"] = json!(run.invocations);
    members["artifacts"] = json!(view.record.index.artifacts_index);
    members["validations"] = json!(view.record.index.validations);
    members["events"] =
        view.record.links.iter().map(|link| json!(crate::format::record::event::to_doc(link))).collect();
    members
}
