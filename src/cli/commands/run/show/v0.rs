//! The attempts of a run of the ancestor, with reasons and outputs as it wrote them down.

use crate::cli::commands::run::show::attempts::folded;
use crate::cli::print::Tone;
use crate::cli::show;
use crate::format::record::v0::{AttemptV0, RunV0};

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
