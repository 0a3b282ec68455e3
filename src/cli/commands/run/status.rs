//! `run status`: where a run stands, in a few lines.

use serde_json::{Value, json};

use crate::cli::commands::run::which::WhichRun;
use crate::cli::door::Door;
use crate::cli::print::Tone;
use crate::cli::progress::watched;
use crate::cli::report::Report;
use crate::cli::table::table;
use crate::cli::{session, show, waivers};
use crate::flow::show_run::{Shown, View, show_run};
use crate::format::record::v0::RunV0;
use crate::model::duration;
use crate::model::failure::Failure;
use crate::model::ids::GateId;
use crate::model::time::Timestamp;
use crate::model::workflow::versioned;

/// Say where a run stands and what comes next
///
/// Verifies the record and looks at the outputs: a gate whose outputs changed since it passed is STALE.
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
    Ok(match show_run(&site, &session::machine(door, &site, &*progress)?, &id, door.glance()?)? {
        Shown::V0(run) => v0(&run),
        Shown::V1(view) => {
            let now = door.moment()?.now;
            let mut report = Report::new("run_status", to_json(&view, now)).text(text(&view, now));
            report.talk = show::drift(&view.drifted, id.as_str());
            report.next = view.prospect_at(now).commands();
            report.hints = view.prospect().hints();
            report
        }
    })
}

/// A run in a few lines.
pub fn text(view: &View, now: Timestamp) -> String {
    let run = &view.record.run;
    let seeded = if run.seeded { "\n  made with a seeded clock: a test, never a proof" } else { "" };
    let mut text = format!(
        "{}  {}{seeded}\n  workflow {}, slug {}, depth {}\n",
        Tone::Strong.paint(&run.id),
        show::status(run.status.as_str()),
        versioned(&run.workflow.name, &run.workflow.version),
        run.workflow.slug,
        run.depth,
    );
    let lines: Vec<Vec<String>> = run
        .gates
        .iter()
        .map(|gate| {
            let lenient = if view.blocks(&gate.id) { "" } else { "does not block" };
            vec![
                format!("  {}", gate.id),
                show::status(view.status(&gate.id)),
                gate.name.clone(),
                counted_attempts(gate.attempts.len()),
                lenient.to_owned(),
            ]
        })
        .collect();
    text.push_str(&table(&lines));
    text.extend(run.gates.iter().map(waivers::of_gate));
    for gate in view.late(now) {
        let most = view.workflow.gate(&gate).and_then(|def| def.timeout).unwrap_or_default();
        let over = format!("its time is over ({})", duration::spell(most));
        text.push_str(&format!(
            "  {gate}: {}: finishing closes the attempt as TIMED_OUT\n",
            Tone::Bad.paint(over)
        ));
    }
    for (gate, why) in &view.stale {
        text.push_str(&why.iter().map(|why| format!("  {gate}: {why}\n")).collect::<String>());
    }
    for (gate, why) in &view.waiting {
        text.push_str(&format!("  {gate} waits: {}\n", why.join("; ")));
    }
    text.push_str(&format!("  head: {}\n", view.record.head()));
    text
}

/// A run in a few members.
pub fn to_json(view: &View, now: Timestamp) -> Value {
    let run = &view.record.run;
    let why = |gate: &GateId| -> Vec<String> {
        view.stale.get(gate).into_iter().flatten().map(ToString::to_string).collect()
    };
    let waits = |gate: &GateId| -> Vec<String> {
        view.waiting.iter().find(|(id, _)| id == gate).map(|(_, why)| why.clone()).unwrap_or_default()
    };
    let late = view.late(now);
    let gates: Vec<Value> = run
        .gates
        .iter()
        .map(|gate| {
            json!({
                "gate": gate.id,
                "name": gate.name,
                "status": view.status(&gate.id),
                "stored_status": gate.status,
                "blocking": view.blocks(&gate.id),
                "attempts": gate.attempts.len(),
                "open_attempt": gate.open_attempt().map(|row| row.attempt),
                "late": late.contains(&gate.id),
                "waivers": waivers::to_json(gate),
                "stale": why(&gate.id),
                "waits_for": waits(&gate.id),
            })
        })
        .collect();
    json!({
        "run_id": run.id,
        "status": run.status,
        "workflow": run.workflow,
        "depth": run.depth,
        "started_at": run.started_at,
        "finished_at": run.finished_at,
        "gates": gates,
        "borne_out": view.borne_out.status,
        "head": view.record.head(),
        "drifted": show::paths_json(&view.drifted),
    })
}

fn counted_attempts(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => "1 attempt".to_owned(),
        n => format!("{n} attempts"),
    }
}

/// A run of the ancestor.
pub fn v0(run: &RunV0) -> Report {
    let text = format!(
        "{}  {}  (format v0: written by the ancestor, nothing verified)\n  workflow {}, slug {}\n{}",
        Tone::Strong.paint(&run.run_id),
        show::status(&run.status),
        versioned(&run.workflow.name, &run.workflow.version),
        run.workflow.slug,
        table(&v0_lines(run)),
    );
    let members = json!({
        "run_id": run.run_id,
        "record_format": 0,
        "status": run.status,
        "workflow": {
            "name": run.workflow.name,
            "version": run.workflow.version,
            "slug": run.workflow.slug,
            "artifact_path": run.workflow.artifact_path,
        },
        "depth": run.depth,
        "started_at": run.started_at,
        "finished_at": run.finished_at,
        "gates": v0_gates(run),
    });
    Report::new("run_v0", members).text(text).next("gatewright run list")
}

fn v0_lines(run: &RunV0) -> Vec<Vec<String>> {
    run.gates
        .iter()
        .map(|gate| {
            let why =
                gate.attempts.last().and_then(|attempt| attempt.failure_reason.clone()).unwrap_or_default();
            vec![
                format!("  {}", gate.gate),
                show::status(&gate.status),
                gate.name.clone(),
                counted_attempts(gate.attempts.len()),
                why,
            ]
        })
        .collect()
}

fn v0_gates(run: &RunV0) -> Vec<Value> {
    run.gates
        .iter()
        .map(|gate| {
            let attempts: Vec<Value> = gate
                .attempts
                .iter()
                .map(|attempt| {
                    let outputs: Vec<Value> = attempt
                        .artifacts
                        .iter()
                        .map(|it| json!({ "path": it.path, "sha256": it.sha256, "exists": it.exists }))
                        .collect();
                    json!({
                        "attempt": attempt.attempt,
                        "status": attempt.status,
                        "started_at": attempt.started_at,
                        "finished_at": attempt.finished_at,
                        "agent": attempt.agent,
                        "failure_reason": attempt.failure_reason,
                        "artifacts": outputs,
                    })
                })
                .collect();
            json!({ "gate": gate.gate, "name": gate.name, "status": gate.status, "attempts": attempts })
        })
        .collect()
}
