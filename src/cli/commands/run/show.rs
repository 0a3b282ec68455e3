//! `run show`: a run in full: what was asked, gates, attempts, findings, outputs, who did what.

mod attempts;
mod calls;
mod one;
mod one_json;
mod one_text;
mod rows;
mod v0;

use clap_complete::ArgValueCompleter;
use serde_json::{Value, json};

use crate::cli::commands::run::event;
use crate::cli::commands::run::status;
use crate::cli::commands::run::which::WhichRun;
use crate::cli::door::Door;
use crate::cli::print::Tone;
use crate::cli::progress::watched;
use crate::cli::report::Report;
use crate::cli::{session, show};
use crate::flow::history::{History, history};
use crate::flow::review::show_attempt::WhichAttempt;
use crate::flow::show_run::{Shown, View, show_run};
use crate::model::digest::Digest;
use crate::model::failure::Failure;
use crate::model::ids::GateId;
use crate::model::time::Timestamp;
use crate::rules::quote::escaped;
use crate::store::runs::layout;

/// Show a run: what was asked, every attempt with who and why, checks, outputs with digests, agent calls, events
///
/// Of more than ten attempts at a gate the first and the last are shown. With `--attempt` or `--gate` one attempt is shown with everything that
/// its file holds: how it began, every output with its whole digest, every check with its findings, what was looked at, calls, decisions, waivers.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: WhichRun,
    /// Every attempt, however many there are
    #[arg(long)]
    all: bool,
    /// One attempt in full; of the gate that `--gate` says, or of the only one that was tried
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..), conflicts_with = "all")]
    attempt: Option<u32>,
    /// One attempt of this gate in full; the last where `--attempt` does not say which
    #[arg(long, value_name = "GATE", conflicts_with = "all", add = ArgValueCompleter::new(crate::cli::complete::gates))]
    gate: Option<GateId>,
}

/// Runs the command.
pub fn run(args: &Args, door: &Door) -> Result<Report, Failure> {
    let site = session::site(door)?;
    let id = args.which.find_to_show(&site, door)?;
    let progress = watched(door);
    if args.attempt.is_some() || args.gate.is_some() {
        let which = WhichAttempt { gate: args.gate.clone(), attempt: args.attempt };
        return one::report(&site, &session::machine(door, &site, &*progress)?, &id, &which);
    }
    Ok(match show_run(&site, &session::machine(door, &site, &*progress)?, &id, door.glance()?)? {
        Shown::V0(run) => {
            let mut report = status::v0(&run);
            report.text.push_str(&v0::text(&run, args.all));
            report
        }
        Shown::V1(view) => {
            let history = history(&site, &view.record.run)?;
            let prompt = prompt_copy(&view, site.config.runs.as_str());
            let now = door.moment()?.now;
            let members = to_json(&view, now, &history, prompt.as_deref());
            let mut report = Report::new("run_show", members).text(text(
                &view,
                now,
                &history,
                prompt.as_deref(),
                args.all,
            ));
            report.talk = show::drift(&view.drifted, id.as_str());
            report.hints = view.prospect().hints();
            report.next = match view.record.run.status.is_final() {
                true => vec!["gatewright run list".to_owned()],
                false => view.prospect_at(now).commands(),
            };
            report
        }
    })
}

fn text(view: &View, now: Timestamp, history: &History, prompt_copy: Option<&str>, all: bool) -> String {
    let mut text = status::text(view, now);
    text.push_str(&asked(view, history, prompt_copy));
    text.push_str(&attempts::text(view, history, all));
    text.push_str(&calls::text(&view.record.run.invocations));
    text.push_str(&format!("\n{}\n", Tone::Strong.paint("Events")));
    view.record.links.iter().for_each(|link| text.push_str(&event::line(link)));
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

fn to_json(view: &View, now: Timestamp, history: &History, prompt_copy: Option<&str>) -> Value {
    let run = &view.record.run;
    let mut members = status::to_json(view, now);
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
