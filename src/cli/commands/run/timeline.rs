//! `run timeline`: what happened in a run, in order, and where it stood after each event.

use serde_json::{Value, json};

use crate::cli::commands::run::event;
use crate::cli::commands::run::which::WhichRun;
use crate::cli::door::Door;
use crate::cli::print::{Tone, padded};
use crate::cli::progress::watched;
use crate::cli::report::Report;
use crate::cli::{session, show};
use crate::flow::review::timeline::{Step, Timeline, ToldStep, timeline};
use crate::format::record::facts::kind_of;
use crate::format::record::read::Record;
use crate::format::record::v0::RunV0;
use crate::model::event::{Event, Fact};
use crate::model::failure::Failure;
use crate::model::ids::RunId;
use crate::model::time::Timestamp;
use crate::rules::quote::{counted, escaped};
use crate::rules::spans::span;

/// Replay the events of a run: when, how long after the one before, who, what, and where run and gate stood after it
///
/// The events are folded by the same function that live commands use. The digest below an event is the head of the chain after it, as `--expect-head` takes it.
/// Where the clock had gone back and an event took the time of the one before, that is marked. Of the ancestor's records what they say is told, nothing of it verified.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: WhichRun,
}

/// Where the second column begins, and how wide it is: a digest fits, in 100 columns.
const INDENT: usize = 36;
const WIDTH: usize = 64;

/// Runs the command.
pub fn run(args: &Args, door: &Door) -> Result<Report, Failure> {
    let site = session::site(door)?;
    let id = args.which.find_to_show(&site, door)?;
    let progress = watched(door);
    Ok(match timeline(&site, &session::machine(door, &site, &*progress)?, &id)? {
        Timeline::V0(run, steps) => v0(&run, &id, &steps),
        Timeline::V1(record, steps) => ours(&record, &steps),
    })
}

fn ours(record: &Record, steps: &[Step]) -> Report {
    let run = &record.run;
    let mut text = format!(
        "{}  {}\n  workflow {}, slug {}, {}\n\n",
        Tone::Strong.paint(&run.id),
        show::status(run.status.as_str()),
        run.workflow.name,
        run.workflow.slug,
        counted(steps.len() as u64, "event"),
    );
    steps.iter().for_each(|step| text.push_str(&step_text(step)));
    let events: Vec<Value> = steps.iter().enumerate().map(|(i, step)| step_json(i, step)).collect();
    let members = json!({ "run_id": run.id, "status": run.status, "head": record.head(), "events": events });
    Report::new("run_timeline", members).text(text).next(format!("gatewright audit {}", run.id))
}

fn step_text(step: &Step) -> String {
    let event = &step.link.event;
    let since = step.since.and_then(|since| i64::try_from(since).ok());
    let what = format!("{}{}", kind_of(&event.fact).as_str(), event::about(&event.fact));
    let mut text = first_lines(Some(event.timestamp), since, &what);
    let agent = named(event).map(|agent| format!(", agent {agent}")).unwrap_or_default();
    let session = event.session.as_ref().map(|id| format!(", session {id}")).unwrap_or_default();
    text.push_str(&folded(&escaped(format!("by {}{agent}{session}", event.actor).chars())));
    if event.clamped {
        text.push_str(&folded("clamped: the clock had gone back"));
    }
    if event.seeded {
        text.push_str(&folded("seeded: not made with a real clock"));
    }
    let gate = step.gate.as_ref().map(|(gate, status)| format!("{gate} {}, ", show::status(status.as_str())));
    text.push_str(&format!(
        "{}→ {}run {}\n{}{}\n",
        " ".repeat(INDENT),
        gate.unwrap_or_default(),
        show::status(step.run.as_str()),
        " ".repeat(INDENT),
        Tone::Faint.paint(step.link.digest),
    ));
    text
}

/// The agent that was named, as running the command or as doing the work.
fn named(event: &Event) -> Option<&str> {
    let begun = match &event.fact {
        Fact::GateStarted { agent, .. } => agent.as_deref(),
        _ => None,
    };
    event.agent.as_deref().or(begun)
}

/// Time, time since, and what happened, folded where it is long.
fn first_lines(at: Option<Timestamp>, since: Option<i64>, what: &str) -> String {
    let at = at.map_or_else(|| "?".to_owned(), |at| at.to_string());
    let since = match since {
        Some(millis) if millis < 0 => span(millis),
        Some(millis) => format!("+{}", span(millis)),
        None => String::new(),
    };
    let lines = folded(&escaped(what.chars()));
    format!("{}  {}{}", padded(&at, 24), padded(&since, INDENT - 26), &lines[INDENT.min(lines.len())..])
}

/// A text in the second column, a word after the other; what is longer than a line is cut into lines.
fn folded(text: &str) -> String {
    let (mut lines, mut line): (Vec<String>, String) = (vec![], String::new());
    for word in text.split(' ') {
        let mut word: Vec<char> = word.chars().collect();
        while line.chars().count() + word.len() + usize::from(!line.is_empty()) > WIDTH {
            if line.is_empty() {
                lines.push(word.drain(..WIDTH).collect());
            } else {
                lines.push(std::mem::take(&mut line));
            }
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word);
    }
    lines.push(line);
    lines.iter().map(|line| format!("{}{line}\n", " ".repeat(INDENT))).collect()
}

fn step_json(index: usize, step: &Step) -> Value {
    let event = &step.link.event;
    json!({
        "index": index,
        "at": event.timestamp,
        "since_ms": step.since,
        "clamped": event.clamped,
        "seeded": event.seeded,
        "actor": event.actor,
        "actor_class": event.actor.class.as_str(),
        "session": event.session,
        "agent": named(event),
        "type": kind_of(&event.fact).as_str(),
        "about": event::about(&event.fact).trim_start(),
        "gate": step.gate.as_ref().map(|(gate, _)| gate),
        "attempt": step.attempt,
        "gate_status": step.gate.as_ref().map(|(_, status)| status),
        "run_status": step.run,
        "head": step.link.digest,
    })
}

fn v0(run: &RunV0, id: &RunId, steps: &[ToldStep]) -> Report {
    let mut text = format!(
        "{}  {}\n  format v0: written by the ancestor, nothing verified\n  workflow {}, slug {}, {}\n\n",
        Tone::Strong.paint(&run.run_id),
        show::status(&run.status),
        run.workflow.name,
        run.workflow.slug,
        counted(steps.len() as u64, "event"),
    );
    steps.iter().for_each(|step| text.push_str(&told_text(step)));
    let members = json!({
        "run_id": run.run_id,
        "record_format": 0,
        "status": run.status,
        "events": steps.iter().enumerate().map(|(i, step)| told_json(i, step)).collect::<Vec<_>>(),
    });
    Report::new("run_timeline_v0", members).text(text).next(format!("gatewright audit {id}"))
}

fn told_text(step: &ToldStep) -> String {
    let gate = step.gate.as_ref().map(|gate| format!(" {gate}")).unwrap_or_default();
    let attempt = step.attempt.map(|attempt| format!(" attempt {attempt}")).unwrap_or_default();
    let mut text = first_lines(step.at, step.since, &format!("{}{gate}{attempt}", step.kind));
    if step.since.is_some_and(|since| since < 0) {
        text.push_str(&folded("its time is before that of the event before"));
    }
    let agent = step.agent.as_ref().map(|agent| format!("by {agent}"));
    for said in [agent, step.message.clone()].into_iter().flatten() {
        text.push_str(&folded(&escaped(said.chars())));
    }
    text
}

fn told_json(index: usize, step: &ToldStep) -> Value {
    json!({
        "index": index,
        "at": step.at,
        "since_ms": step.since,
        "type": step.kind,
        "gate": step.gate,
        "attempt": step.attempt,
        "agent": step.agent,
        "message": step.message,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_longer_than_a_terminal_is_wide() {
        let long = format!("{} {}", "word ".repeat(40), "x".repeat(150));
        let text = first_lines(None, Some(-5), &long);
        assert!(text.lines().all(|line| line.chars().count() <= INDENT + WIDTH), "{text}");
        assert!(text.lines().count() > 5 && text.starts_with("?  "), "{text}");
        let joined: String = text.split_whitespace().skip(2).collect();
        assert_eq!(joined, long.replace(' ', ""));
    }
}
