//! The attempts of a run of the ancestor, with reasons and outputs as it wrote them down; one of them with its checks.

use serde_json::Value;

use crate::cli::commands::run::show::attempts::folded;
use crate::cli::commands::run::show::rows;
use crate::cli::print::Tone;
use crate::cli::show;
use crate::format::record::v0::{AttemptV0, GateV0, RunV0};

/// Every gate that was tried, with its attempts.
pub fn text(run: &RunV0, all: bool) -> String {
    let mut text = String::new();
    for gate in run.gates.iter().filter(|gate| !gate.attempts.is_empty()) {
        text.push_str(&format!("\n{}\n", Tone::Strong.paint(format!("{} {}", gate.gate, gate.name))));
        for (row, left_out) in folded(&gate.attempts, all) {
            if left_out > 0 {
                text.push_str(&format!("  … {left_out} attempts left out; `--all` shows them\n"));
            }
            text.push_str(&attempt(row));
        }
    }
    text
}

/// One attempt in full.
pub fn one(run: &RunV0, gate: &GateV0, row: &AttemptV0) -> String {
    let mut text = format!(
        "{}  (format v0: written by the ancestor, nothing verified)\n{} {}\n{}",
        Tone::Strong.paint(&run.run_id),
        gate.gate,
        gate.name,
        attempt(row),
    );
    if !row.invocation_ids.is_empty() {
        text.push_str(&format!("    agent calls: {}\n", row.invocation_ids.join(", ")));
    }
    let checks = row.validations.as_array().into_iter().flatten().filter_map(Value::as_object);
    let checks = rows::of(checks);
    if !checks.is_empty() {
        text.push_str(&format!("\n{}\n{checks}", Tone::Strong.paint("Checks")));
    }
    text
}

fn attempt(row: &AttemptV0) -> String {
    let agent = row.agent.as_ref().map(|agent| format!(" by {agent}")).unwrap_or_default();
    let from = row.started_at.map(|at| format!(", {at}")).unwrap_or_default();
    let until = row.finished_at.map(|at| format!(" to {at}")).unwrap_or_default();
    let mut text = format!("  attempt {} {}{agent}{from}{until}\n", row.attempt, show::status(&row.status));
    text.extend(row.failure_reason.iter().map(|reason| format!("    {}\n", Tone::Bad.paint(reason))));
    for output in &row.artifacts {
        let digest = output.sha256.as_deref().map(|sha256| sha256.chars().take(12).collect::<String>());
        let there = if output.exists == Some(false) { "missing  " } else { "" };
        text.push_str(&format!(
            "    {there}{}  {}\n",
            output.path,
            Tone::Faint.paint(digest.unwrap_or_default())
        ));
    }
    text
}
