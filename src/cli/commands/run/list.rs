//! `run list`: runs of this repository, of any format, newest first.

use std::time::Duration;

use clap_complete::ArgValueCompleter;
use serde_json::{Value, json};

use crate::cli::door::Door;
use crate::cli::print::Tone;
use crate::cli::report::Report;
use crate::cli::table::{Line, table_of};
use crate::cli::{session, show};
use crate::flow::list_runs::{Filter, list_runs};
use crate::model::failure::Failure;
use crate::model::ids::RunId;
use crate::store::runs::summary::Content;

/// List runs, newest first
///
/// Reads a few members of every RUN.json and verifies nothing; `run show` does.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only runs of this status; open means queued or running; may be repeated
    #[arg(long, value_name = "STATUS", value_parser = ["queued", "running", "passed", "failed", "canceled", "open"], ignore_case = true)]
    status: Vec<String>,
    /// Only runs of this workflow
    #[arg(long, value_name = "NAME", add = ArgValueCompleter::new(crate::cli::complete::workflows))]
    workflow: Option<String>,
    /// Only runs with this slug
    #[arg(long, value_name = "SLUG", add = ArgValueCompleter::new(crate::cli::complete::slugs))]
    slug: Option<String>,
    /// Only runs started within this time: 30m, 12h, 7d
    #[arg(long, value_name = "AGE", value_parser = age)]
    newer_than: Option<Duration>,
    /// Only runs started before this time: 30m, 12h, 7d
    #[arg(long, value_name = "AGE", value_parser = age)]
    older_than: Option<Duration>,
    /// At most so many
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

/// An age such as `30m`, `12h` or `7d`.
fn age(text: &str) -> Result<Duration, String> {
    let bad = || "an age is a number and a unit: 90s, 30m, 12h, 7d, 4w".to_owned();
    let unit = text.chars().last().ok_or_else(bad)?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        'w' => 604_800,
        _ => return Err(bad()),
    };
    let number: u64 = text[..text.len() - 1].parse().map_err(|_| bad())?;
    number.checked_mul(seconds).map(Duration::from_secs).ok_or_else(bad)
}

/// Runs the command.
pub fn run(args: &Args, door: &Door) -> Result<Report, Failure> {
    let site = session::site(door)?;
    let filter = Filter {
        statuses: args.status.clone(),
        workflow: args.workflow.clone(),
        slug: args.slug.clone(),
        newer_than: args.newer_than,
        older_than: args.older_than,
    };
    let now = door.moment()?.now;
    let limit = args.limit.unwrap_or(usize::MAX);
    let (newest, report) = if door.json {
        let (ids, runs): (Vec<RunId>, Vec<Value>) =
            list_runs(&site, &filter, now, to_json)?.into_iter().take(limit).unzip();
        (ids.into_iter().next(), Report::new("runs", json!({ "runs": runs })))
    } else {
        let mut found = list_runs(&site, &filter, now, line)?;
        found.truncate(limit);
        let newest = found.first().map(|(id, _)| id.clone());
        let text = table(&found);
        // The program ends when this is printed: giving back a list's texts one by one would be a good part of its time.
        std::mem::forget(found);
        (newest, Report::new("runs", json!({})).text(text))
    };
    Ok(match newest {
        Some(id) => report.next(format!("gatewright run show --run {id}")),
        None if filter.is_empty() => report.talk("no runs yet\n").next("gatewright workflow list"),
        None => report.talk("no run fits\n").next("gatewright run list"),
    })
}

/// Nothing where there are no lines.
fn table(lines: &[(RunId, Line)]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let head = Line::of(&["RUN", "WORKFLOW", "STATUS", "GATES", "STARTED"]);
    table_of(std::iter::once(&head).chain(lines.iter().map(|(_, line)| line)))
}

fn line(id: &RunId, content: &Result<Content<'_>, String>) -> Line {
    let id = id.as_str();
    match content {
        Ok(content) => {
            let ancestors = if content.format == 0 { " (ancestor's, unverified)" } else { "" };
            let gates = gates(content) + ancestors;
            let status = show::status(&content.status);
            Line::of(&[id, &content.workflow.name, &status, &gates, &content.started_at.to_string()])
        }
        Err(why) => Line::of(&[id, "?", &Tone::Bad.paint("UNREADABLE"), why]),
    }
}

/// Such as `2/3 passed, G3 FAIL`.
fn gates(content: &Content<'_>) -> String {
    let passed = content.gates.iter().filter(|gate| matches!(&*gate.status, "PASS" | "WAIVED")).count();
    let mut text = format!("{passed}/{} passed", content.gates.len());
    for gate in content.gates.iter().filter(|gate| matches!(&*gate.status, "FAIL" | "RUNNING" | "REOPENED")) {
        text.push_str(&format!(", {} {}", gate.gate, show::status(&gate.status)));
    }
    text
}

fn to_json(id: &RunId, content: &Result<Content<'_>, String>) -> Value {
    match content {
        Ok(content) => json!({
            "run_id": id,
            "format": content.format,
            "workflow": content.workflow.name,
            "slug": content.workflow.slug,
            "status": content.status,
            "started_at": content.started_at,
            "finished_at": content.finished_at,
            "gates": content.gates.iter().map(|gate| json!({ "gate": gate.gate, "status": gate.status })).collect::<Vec<_>>(),
        }),
        Err(why) => json!({ "run_id": id, "unreadable": why }),
    }
}
