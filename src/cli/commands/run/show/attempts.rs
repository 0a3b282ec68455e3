//! Every attempt: who opened and closed it, how it ended and why; of the last one that was closed its checks and outputs.

use serde_json::{Map, Value};

use crate::cli::print::{Tone, line, padded};
use crate::cli::{show, waivers};
use crate::flow::history::History;
use crate::flow::show_run::View;
use crate::model::attempt::{Attempt, Cause};
use crate::model::digest::Digest;
use crate::model::path::RepoPath;
use crate::model::run::{AttemptRow, GateState};

/// Of more attempts than this at a gate only the first and the last are shown.
pub const MOST: usize = 10;
/// So many of the first, and so many of the last.
const FIRST: usize = 2;
const LAST: usize = 5;

/// Every gate that was tried, with its attempts.
pub fn text(view: &View, history: &History, all: bool) -> String {
    let tried = view.record.run.gates.iter().filter(|gate| !gate.attempts.is_empty());
    tried.map(|gate| gate_text(view, history, gate, all)).collect()
}

/// The contract of a gate as pinned: its path and digest.
pub fn contract<'a>(view: &'a View, gate: &'a GateState) -> Option<(&'a RepoPath, Digest)> {
    let path = &view.workflow.gate(&gate.id)?.contract;
    Some((path, view.record.run.pin(gate, path)?.sha256))
}

fn gate_text(view: &View, history: &History, gate: &GateState, all: bool) -> String {
    let mut text = format!("\n{}\n", Tone::Strong.paint(format!("{} {}", gate.id, gate.name)));
    if let Some((path, sha256)) = contract(view, gate) {
        text.push_str(&format!("  contract {path}  {}\n", Tone::Faint.paint(sha256.short())));
    }
    let last = gate.last_closed().map(|row| row.attempt);
    for (row, left_out) in folded(&gate.attempts, all) {
        if left_out > 0 {
            text.push_str(&format!("  … {left_out} attempts left out; `--all` shows them\n"));
        }
        let in_full = last == Some(row.attempt);
        text.push_str(&attempt(gate, row, history.attempt(&gate.id, row.attempt), in_full));
    }
    text
}

/// What is shown of a list of attempts, each with how many were left out before it.
pub fn folded<T>(attempts: &[T], all: bool) -> Vec<(&T, usize)> {
    if all || attempts.len() <= MOST {
        return attempts.iter().map(|row| (row, 0)).collect();
    }
    let resumes = attempts.len() - LAST;
    let left_out = |at: usize| if at == resumes { resumes - FIRST } else { 0 };
    let shown = attempts.iter().enumerate().filter(|(at, _)| *at < FIRST || *at >= resumes);
    shown.map(|(at, row)| (row, left_out(at))).collect()
}

fn attempt(gate: &GateState, row: &AttemptRow, file: Option<&Attempt>, in_full: bool) -> String {
    let until = row.finished_at.map(|at| format!(" to {at}")).unwrap_or_default();
    // The agent that the workflow names for the gate has not said that it did the work.
    let claimed = row.agent.as_ref().filter(|_| row.agent != gate.agent);
    let agent = claimed.map(|agent| format!(" by {}", line(agent))).unwrap_or_default();
    let cause = file.and_then(|file| file.cause).map(|cause| format!(" ({})", said(cause)));
    let mut text = format!(
        "  attempt {} {}{}{agent}, {}{until}\n",
        row.attempt,
        show::status(row.status.as_str()),
        cause.unwrap_or_default(),
        row.started_at,
    );
    let Some(file) = file else { return text };
    text.push_str(&who_and_why(file));
    if in_full {
        text.extend(file.validations.iter().map(check));
        for line in show::outputs(&file.artifacts, file.manifest.as_ref()).lines().skip(1) {
            text.push_str(&format!("  {line}\n"));
        }
    }
    text
}

/// Why an attempt did not pass, in words.
pub fn said(cause: Cause) -> &'static str {
    match cause {
        Cause::Contract => "the contract said no",
        Cause::Declared => "declared",
        Cause::Timeout => "after the gate's timeout",
        Cause::Abandoned => "given up",
    }
}

fn who_and_why(file: &Attempt) -> String {
    let closed = file.judge.as_ref().map(|judge| format!(", closed by {judge}")).unwrap_or_default();
    let by = format!("    opened by {}{closed}", file.start.producer);
    let mut text = format!("{}\n", line(&by));
    let packet = &file.start.packet;
    text.push_str(&format!(
        "    packet {} bytes  {}\n",
        packet.bytes,
        Tone::Faint.paint(packet.sha256.short())
    ));
    if let Some(reason) = &file.start.override_reason {
        text.push_str(&format!("    started although its needs were not met: {reason}\n"));
    }
    if file.revalidation {
        text.push_str("    a re-validation: judged as it was, not done anew\n");
    }
    if let Some(reason) = &file.failure_reason {
        text.push_str(&format!("    {}\n", Tone::Bad.paint(reason)));
    }
    text
}

/// A check's row as it stands in the record.
fn check(row: &Map<String, Value>) -> String {
    let member = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default();
    let before =
        |mark: &str, text: &str| if text.is_empty() { String::new() } else { format!("{mark}{text}") };
    let mut text = format!(
        "    {} {}{}{}\n",
        padded(&show::status(member("state")), 4),
        member("type"),
        before(" ", member("path")),
        Tone::Faint.paint(before(" — ", member("description"))),
    );
    for finding in row.get("findings").and_then(Value::as_array).into_iter().flatten() {
        let message = finding.get("message").and_then(Value::as_str).unwrap_or_default();
        text.push_str(&format!("         {message}\n"));
    }
    if let Some(waived) = row.get("waived") {
        let member = |name: &str| waived.get(name).and_then(Value::as_str).unwrap_or_default();
        let who = waivers::signed_as(member("by"), member("principal"));
        let (until, reason) = (member("until"), member("reason"));
        text.push_str(&format!("{}\n", line(&format!("         waived by {who} until {until}: {reason}"))));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_shows_its_ends_and_says_what_is_left_out() {
        let rows: Vec<usize> = (1..=30).collect();
        let shown = folded(&rows, false);
        let numbers: Vec<usize> = shown.iter().map(|(row, _)| **row).collect();
        assert_eq!(numbers, [1, 2, 26, 27, 28, 29, 30]);
        assert_eq!(shown.iter().map(|(_, left_out)| left_out).sum::<usize>() + numbers.len(), 30);
        assert_eq!((folded(&rows, true).len(), folded(&rows[..10], false).len()), (30, 10));
    }
}
