//! How verdicts, gates and lists look, as text and as JSON.

use serde_json::{Value, json};

use crate::cli::print::{Tone, padded};
use crate::cli::waivers;
use crate::flow::stale::{Stale, Why};
use crate::format::record::read::Record;
use crate::format::record::rows;
use crate::model::attempt::{Artifact, Manifest};
use crate::model::contract::Severity;
use crate::model::ids::GateId;
use crate::model::path::RepoPath;
use crate::model::verdict::{Finding, Row, State, Verdict};
use crate::rules::secrets::mask;

/// A status in its colour.
pub fn status(text: &str) -> String {
    let tone = match text {
        "PASS" | "PASSED" | "pass" => Tone::Good,
        "FAIL" | "FAILED" | "TIMED_OUT" | "fail" | "not_enforced" => Tone::Bad,
        "RUNNING" | "STALE" | "WAIVED" | "REOPENED" | "ABANDONED" | "CANCELED" | "warn" | "waived" => {
            Tone::Warn
        }
        _ => Tone::Faint,
    };
    tone.paint(text)
}

/// Every check's result, and what is wrong with each that did not pass.
pub fn verdict(verdict: &Verdict) -> String {
    let nothing = (!verdict.decides()).then(|| verdict.failure_reason()).flatten();
    let nothing = nothing.map(|reason| format!("  {} {reason}\n", Tone::Bad.paint("FAIL")));
    verdict.rows.iter().map(row).chain(nothing).collect()
}

fn row(row: &Row) -> String {
    let mark = match row.state {
        State::Pass => Tone::Good.paint("pass"),
        State::Warn => Tone::Warn.paint("warn"),
        State::Waived => Tone::Warn.paint("waived"),
        State::Fail => Tone::Bad.paint("FAIL"),
        State::NotEnforced if row.severity == Severity::Warning => Tone::Warn.paint("not enforced"),
        State::NotEnforced => Tone::Bad.paint("NOT ENFORCED"),
    };
    let at = row.path.as_ref().map(|path| format!(" {path}")).unwrap_or_default();
    let why = if row.description.is_empty() {
        String::new()
    } else {
        format!(" {}", Tone::Faint.paint(format!("— {}", row.description)))
    };
    let mut text = format!("  {} {}{at}{why}\n", padded(&mark, 4), row.check);
    for finding in &row.findings {
        text.push_str(&finding_text(finding));
    }
    text.extend(row.waiver.as_ref().map(waivers::line));
    text
}

/// A finding quotes files, which may hold anything: what looks like a secret is not shown.
fn finding_text(finding: &Finding) -> String {
    let place = match &finding.place {
        Some((file, Some(line))) => format!("{file}:{line}: "),
        Some((file, None)) if !finding.message.contains(file.as_str()) => format!("{file}: "),
        _ => String::new(),
    };
    let mut text = format!("         {place}{}\n", mask(&finding.message));
    for (label, value) in
        [("expected", &finding.expected), ("found", &finding.found), ("to mend it", &finding.hint)]
    {
        if let Some(value) = value {
            let label = Tone::Faint.paint(format!("{label}:"));
            text.push_str(&format!("           {label} {}\n", mask(value)));
        }
    }
    text
}

/// The verdict's rows as they stand in records.
pub fn rows_json(verdict: &Verdict) -> Value {
    verdict.rows.iter().map(|row| Value::Object(rows::to_json(row))).collect()
}

/// Every output with what became of it, under a heading; nothing where there are none.
pub fn outputs(artifacts: &[Artifact], manifest: Option<&Manifest>) -> String {
    let mut text = self::artifacts(artifacts);
    if let Some(manifest) = manifest {
        text.push_str(&format!("  {} outputs, listed in {}\n", manifest.entries, manifest.file));
    }
    if text.is_empty() { text } else { format!("{}\n{text}", Tone::Strong.paint("Outputs")) }
}

/// Every output with what became of it.
pub fn artifacts(artifacts: &[Artifact]) -> String {
    let mut text = String::new();
    for artifact in artifacts {
        let change = artifact.change.as_str();
        let digest = match artifact.sha256 {
            Some(sha256) => format!("  {}", sha256.short()),
            None if artifact.exists => "  not hashed: it could not be read as a file".to_owned(),
            None => String::new(),
        };
        let of_what = if artifact.files.is_some() { "a file in it" } else { "one file" };
        let links = artifact.links.map(|links| format!("  {links} names for {of_what}")).unwrap_or_default();
        let empty = if artifact.files == Some(0) { "  empty directory" } else { "" };
        text.push_str(&format!(
            "  {} {}{}{empty}{links}\n",
            padded(change, 9),
            artifact.path,
            Tone::Faint.paint(digest)
        ));
    }
    text
}

/// Every stale gate and why.
pub fn stale(stale: &Stale) -> String {
    let lines = |(gate, why): (&GateId, &Vec<Why>)| {
        let line = |why: &Why| format!("  {gate} is {}: {why}\n", status("STALE"));
        why.iter().map(line).collect::<String>()
    };
    stale.iter().map(lines).collect()
}

/// The same as JSON.
pub fn stale_json(stale: &Stale) -> Value {
    let words = |why: &[Why]| why.iter().map(ToString::to_string).collect::<Vec<_>>();
    stale.iter().map(|(gate, why)| json!({ "gate": gate, "why": words(why) })).collect()
}

/// Where the chain of events ends; nothing for what was not written, because nothing ends there.
pub fn head(record: &Record, dry_run: bool) -> String {
    if dry_run { String::new() } else { format!("  head: {}\n", record.head()) }
}

/// The same as JSON.
pub fn head_json(record: &Record, dry_run: bool) -> Value {
    if dry_run { Value::Null } else { json!(record.head()) }
}

/// A word about pinned files that differ from today's.
pub fn drift(drifted: &[RepoPath], run: &str) -> String {
    if drifted.is_empty() {
        return String::new();
    }
    let files: String = drifted.iter().map(|path| format!("  {path}\n")).collect();
    format!(
        "{} these files differ from what the run pinned; the pinned copies were used (`gatewright run repin --run {run} --gate \"<Gx>\" --reason \"<why>\"` pins them anew):\n{files}",
        Tone::Warn.paint("note:")
    )
}

/// A list of paths as JSON.
pub fn paths_json(paths: &[RepoPath]) -> Value {
    json!(paths)
}
