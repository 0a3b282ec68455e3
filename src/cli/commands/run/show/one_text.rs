//! One attempt in full, as people read it.

use std::collections::BTreeMap;

use crate::cli::commands::run::event;
use crate::cli::commands::run::show::{attempts, calls, rows};
use crate::cli::print::{Tone, line, padded};
use crate::cli::{show, waivers};
use crate::flow::review::show_attempt::AttemptView;
use crate::model::attempt::{Artifact, Attempt};
use crate::model::decision::Decided;
use crate::model::digest::Digest;
use crate::model::path::RepoPath;
use crate::model::pin::PinKind;
use crate::rules::quote::{counted, escaped};
use crate::rules::spans::elapsed;

/// The attempt.
pub fn of(view: &AttemptView) -> String {
    let file = &view.file;
    let mut text = head(view);
    text.push_str(&start(view));
    if !file.validations.is_empty() {
        text.push_str(&titled("Checks", rows::of(file.validations.iter())));
    }
    text.push_str(&outputs(view));
    text.push_str(&titled("Looked at beside the outputs", seen(&view.looked_at)));
    text.push_str(&calls::text(&view.invocations));
    text.push_str(&titled("Decisions", view.row.decisions.iter().map(decided).collect()));
    text.push_str(&titled("Waivers", waivers::of_attempt(&view.gate.id, &view.row.waivers)));
    text.push_str(&titled("Events", view.events.iter().map(event::line).collect()));
    text
}

/// What has a heading only where it is there.
fn titled(title: &str, text: String) -> String {
    if text.is_empty() { text } else { format!("\n{}\n{text}", Tone::Strong.paint(title)) }
}

/// Which, how it stands, when and by whom.
fn head(view: &AttemptView) -> String {
    let (row, file) = (&view.row, &view.file);
    let name = if view.gate.name.is_empty() { String::new() } else { format!(" {}", view.gate.name) };
    let mut text = format!(
        "{}\n  {}{name}, attempt {} of {}: {}{}\n",
        Tone::Strong.paint(&view.record.run.id),
        view.gate.id,
        row.attempt,
        view.gate.attempts.len(),
        show::status(row.status.as_str()),
        file.cause.map(|cause| format!(" ({})", attempts::said(cause))).unwrap_or_default(),
    );
    match row.finished_at {
        Some(until) => {
            let lasted = elapsed(row.started_at, until);
            text.push_str(&format!("  from    {}\n  to      {until}, after {lasted}\n", row.started_at));
        }
        None => text.push_str(&format!("  from    {}, still open\n", row.started_at)),
    }
    text.push_str(&who(file));
    let sealed = row.sha256.map_or("not sealed: it is open".to_owned(), |sha256| format!("sealed {sha256}"));
    text.push_str(&format!("  file    {}\n          {}\n", view.path, Tone::Faint.paint(sealed)));
    if file.revalidation {
        text.push_str("  a re-validation: judged as it was, not done anew\n");
    }
    text.extend(file.failure_reason.iter().map(|why| format!("  {}\n", Tone::Bad.paint(why))));
    text
}

fn who(file: &Attempt) -> String {
    let session = file.start.session.as_ref().map(|id| format!(", session {id}")).unwrap_or_default();
    let opened = format!("  opened  by {}{session}, {}", file.start.producer, file.start.tool);
    let closed =
        file.judge.iter().zip(&file.tool).map(|(judge, tool)| format!("  closed  by {judge}, {tool}"));
    let agent = file.agent.iter().map(|agent| format!("  agent   {agent}"));
    let lines = std::iter::once(opened).chain(closed).chain(agent);
    lines.map(|text| format!("{}\n", line(&text))).collect()
}

/// How it began: what was asked, what was there.
fn start(view: &AttemptView) -> String {
    let start = &view.file.start;
    let mut text = format!("\n{}\n", Tone::Strong.paint("Start"));
    text.push_str(&format!("  {} packet, {} bytes\n", start.packet.sha256, start.packet.bytes));
    // What extends others is known by a digest over all of them.
    if !view.pins.iter().any(|pin| pin.sha256 == start.contract_sha256) {
        text.push_str(&format!("  {} contract, with what it extends\n", start.contract_sha256));
    }
    for pin in &view.pins {
        let kind = match pin.kind {
            PinKind::Workflow => "workflow",
            PinKind::Contract => "contract",
            PinKind::Template => "template",
            PinKind::Skill => "procedure",
            PinKind::Prompt => "prompt",
            PinKind::Check => "check",
        };
        text.push_str(&format!("  {} {kind} {}\n", pin.sha256, pin.path));
    }
    text.push_str(&match &start.git {
        None => "  git: none\n".to_owned(),
        Some(git) => {
            let at = git.head.as_deref().unwrap_or("before the first commit");
            let dirty = if git.dirty { "outputs or inputs differed from it" } else { "clean" };
            format!("  git: {at}, {dirty}\n")
        }
    });
    if let Some(reason) = &start.override_reason {
        text.push_str(&format!("  started although its needs were not met: {reason}\n"));
    }
    for (title, list) in [("outputs that were there before", &view.before), ("inputs", &view.inputs)] {
        if !list.is_empty() {
            text.push_str(&format!("  {title}\n{}", seen(list)));
        }
    }
    text
}

/// Digest and path, a line each, as `sha256sum` writes them.
fn seen(list: &BTreeMap<RepoPath, Digest>) -> String {
    list.iter().map(|(path, sha256)| format!("  {sha256}  {path}\n")).collect()
}

/// Every output with its whole digest; those of a list beside the file have nothing else.
fn outputs(view: &AttemptView) -> String {
    let file = &view.file;
    let mut text: String = file.artifacts.iter().map(output).collect();
    if let Some(list) = &file.manifest {
        text.push_str(&format!("  {}, listed in {}\n", counted(list.entries, "output"), list.file));
        text.push_str(&seen(&view.outputs));
    }
    titled("Outputs", text)
}

fn output(artifact: &Artifact) -> String {
    let change = artifact.change.as_str();
    let size = artifact.size.map(|size| format!(", {}", counted(size, "byte"))).unwrap_or_default();
    let files = artifact.files.map(|files| format!(" in {}", counted(files, "file"))).unwrap_or_default();
    let links = artifact.links.map(|links| format!(", {links} names for one file")).unwrap_or_default();
    let declared = artifact.template.as_ref().map(|as_| format!(", declared as {as_}")).unwrap_or_default();
    let digest = match (artifact.sha256, artifact.exists) {
        (Some(sha256), _) => format!("            {}\n", Tone::Faint.paint(sha256)),
        (None, true) => "            not hashed: it could not be read as a file\n".to_owned(),
        (None, false) => String::new(),
    };
    format!("  {} {}{size}{files}{links}{declared}\n{digest}", padded(change, 9), artifact.path)
}

fn decided(decided: &Decided) -> String {
    let signed = if decided.signature.is_some() { ", signed" } else { "" };
    let why = decided.reason.as_ref().map(|why| format!(": {}", escaped(why.chars()))).unwrap_or_default();
    format!(
        "  {} {} by {}{signed}{why}\n    outputs {}\n",
        decided.at,
        decided.decision.as_str(),
        line(&decided.by.to_string()),
        Tone::Faint.paint(decided.outputs),
    )
}
