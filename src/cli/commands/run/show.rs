//! `run show`: a run in full: what was asked, gates, attempts, findings, outputs, who did what.

mod attempts;
mod calls;
mod v0;

use serde_json::{Value, json};

use crate::cli::commands::run::status;
use crate::cli::commands::run::which::WhichRun;
use crate::cli::door::Door;
use crate::cli::print::Tone;
use crate::cli::progress::watched;
use crate::cli::report::Report;
use crate::cli::{session, show};
use crate::flow::history::{History, history};
use crate::flow::show_run::{Shown, View, show_run};
use crate::format::record::facts::kind_of;
use crate::model::digest::Digest;
use crate::model::event::Fact;
use crate::model::failure::Failure;
use crate::rules::quote::escaped;
use crate::store::runs::layout;

/// Show a run: what was asked, every attempt with who and why, checks, outputs with digests, agent calls, events
///
/// Of more than ten attempts at a gate the first and the last are shown.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: WhichRun,
    /// Every attempt, however many there are
    #[arg(long)]
    all: bool,
}

/// Runs the command.
pub fn run(args: &Args, door: &Door) -> Result<Report, Failure> {
    let site = session::site(door)?;
    let id = args.which.find_to_show(&site, door)?;
    let progress = watched(door);
    Ok(match show_run(&site, &session::machine(door, &site, &*progress)?, &id)? {
        Shown::V0(run) => {
            let mut report = status::v0(&run);
            report.text.push_str(&v0::text(&run, args.all));
            report
        }
        Shown::V1(view) => {
            let history = history(&site, &view.record.run)?;
            let prompt = prompt_copy(&view, site.config.runs.as_str());
            let mut report = Report::new("run_show", to_json(&view, &history, prompt.as_deref())).text(text(
                &view,
                &history,
                prompt.as_deref(),
                args.all,
            ));
            report.talk = show::drift(&view.drifted, id.as_str());
            report.hints = view.prospect().hints();
            report.next = match view.record.run.status.is_final() {
                true => vec!["gatewright run list".to_owned()],
                false => view.prospect().commands(),
            };
            report
        }
    })
}

fn text(view: &View, history: &History, prompt_copy: Option<&str>, all: bool) -> String {
    let mut text = status::text(view);
    text.push_str(&asked(view, history, prompt_copy));
    text.push_str(&attempts::text(view, history, all));
    text.push_str(&calls::text(&view.record.run.invocations));
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
            Tone::Faint.paint(match &event.agent {
                Some(agent) => format!("{}, {agent}", event.actor),
                None => event.actor.to_string(),
            }),
        ));
    }
    text
}

/// Of the prompt so many lines are shown, each cut after so many characters.
const PROMPT_LINES: usize = 5;
const PROMPT_WIDTH: usize = 160;

/// Parameters and original prompt.
fn asked(view: &View, history: &History, prompt_copy: Option<&str>) -> String {
    let run = &view.record.run;
    let mut text = format!("\n{}\n", Tone::Strong.paint("Asked"));
    for (name, value) in &run.params {
        text.push_str(&format!("  {name}: {value}\n"));
    }
    let (Some(prompt), Some(copy)) = (&run.prompt, prompt_copy) else {
        return format!("{text}  no original prompt was given\n");
    };
    let from = if prompt.file == "-" { "not a file of the repository" } else { &prompt.file };
    text.push_str(&format!("  original prompt: {from}, kept in {copy}\n"));
    let lines: Vec<&str> = history.prompt.lines().collect();
    for line in lines.iter().take(PROMPT_LINES) {
        let more = if line.chars().count() > PROMPT_WIDTH { "…" } else { "" };
        text.push_str(&format!("  > {}{more}\n", escaped(line.chars().take(PROMPT_WIDTH))));
    }
    if lines.len() > PROMPT_LINES {
        text.push_str(&format!("  > … {} more lines\n", lines.len() - PROMPT_LINES));
    }
    text
}

/// Where the prompt's copy lies, from the repository's root.
fn prompt_copy(view: &View, runs: &str) -> Option<String> {
    let run = &view.record.run;
    let pin = |sha256: Digest| layout::pin(sha256).ok();
    Some(format!("{runs}/{}/{}", run.id, pin(run.prompt.as_ref()?.sha256)?))
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
        Fact::GateDecided { gate, attempt, outputs, reason, signature, .. } => {
            let signed = if signature.is_some() { ", signed" } else { "" };
            let why = reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
            format!(" {gate} attempt {attempt}, outputs {}{signed}{why}", outputs.short())
        }
        Fact::GateCheckWaived { gate, attempt, check, until, reason, signature } => {
            let signed = if signature.is_some() { ", signed" } else { "" };
            format!(" {gate} attempt {attempt}, {check} until {until}{signed} ({reason})")
        }
        Fact::RunReopened { reason } => format!(" ({reason})"),
        Fact::GateRepinned { gate, reason, .. } | Fact::GateReopened { gate, reason } => {
            format!(" {gate} ({reason})")
        }
        Fact::RunCompleted { status, reason } => {
            let reason = reason.as_ref().map(|why| format!(" ({why})"));
            format!(" {}{}", status.as_str(), reason.unwrap_or_default())
        }
    }
}

fn to_json(view: &View, history: &History, prompt_copy: Option<&str>) -> Value {
    let run = &view.record.run;
    let mut members = status::to_json(view);
    for (state, gate) in run.gates.iter().zip(members["gates"].as_array_mut().into_iter().flatten()) {
        let contract = attempts::contract(view, state);
        gate["contract"] = json!(contract.map(|(path, sha256)| json!({ "path": path, "sha256": sha256 })));
    }
    members["params"] = json!(run.params);
    members["prompt"] = json!(run.prompt);
    if run.prompt.is_some() {
        members["prompt"]["copy"] = json!(prompt_copy);
        members["prompt"]["text"] = json!(history.prompt);
    }
    members["pins"] = json!(run.pins);
    members["attempts"] = history.closed.iter().map(|attempt| json!(attempt)).collect();
    members["invocations"] = json!(run.invocations);
    members["artifacts"] = json!(view.record.index.artifacts_index);
    members["validations"] = json!(view.record.index.validations);
    members["events"] = view
        .record
        .links
        .iter()
        .map(|link| json!(crate::format::record::written::Written::from(link)))
        .collect();
    members
}
