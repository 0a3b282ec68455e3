//! What stands on a page, as plain values: everything that the record says of a run, and what an audit found.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::format::page::drawing;
use crate::format::report::finding::members;
use crate::model::attempt::{Artifact, Attempt};
use crate::model::audit::Found;
use crate::model::dossier::attempts::{AttemptFile, AttemptTold, GateTold};
use crate::model::dossier::{Chain, Dossier};
use crate::model::event::Fact;
use crate::model::path::is_treacherous;
use crate::rules::audit::audited::Audited;
use crate::rules::audit::rule::Rule;

/// How outputs differ from what the attempt before had left, by gate, attempt and path: the lines of a unified difference, or why
/// there are none.
pub type Differences = BTreeMap<(String, u32, String), Result<Vec<String>, String>>;

/// What a page is made of.
#[derive(Debug, Clone, Copy)]
pub struct Content<'a> {
    /// The run as it was loaded.
    pub dossier: &'a Dossier,
    /// What the audit found.
    pub audited: &'a Audited,
    /// What each gate needs, by the pinned workflow.
    pub needs: &'a [(String, Vec<String>)],
    /// The original prompt.
    pub prompt: Option<&'a str>,
    /// What changed between attempts.
    pub differences: &'a Differences,
}

/// All of it. Control characters and what turns the direction of text are replaced: whoever wrote them must not hide behind them.
pub fn values(content: &Content<'_>) -> Value {
    let Content { dossier, audited, needs, prompt, differences } = content;
    let run = dossier.chain.as_ref().map(|chain| &chain.run);
    let mut values = json!({
        "run": dossier.run,
        "status": dossier.status,
        "workflow": run.map(|run| json!(run.workflow)),
        "name": audited.workflow,
        "depth": run.map(|run| run.depth),
        "params": run.map(|run| json!(run.params)),
        "prompt": prompt,
        "started_at": dossier.started_at,
        "finished_at": run.and_then(|run| run.finished_at),
        "head": dossier.chain.as_ref().and_then(|chain| chain.links.last()).map(|link| link.digest.to_string()),
        "tool": run.map(|run| &run.tool),
        "level": audited.level.as_str(),
        "level_words": audited.rests_on(),
        "compared_with": audited.compared_with,
        "sealed_by": audited.sealed_by,
        "drawn_gates": drawing::gates(&dossier.gates, needs),
        "drawn_attempts": drawing::attempts(&dossier.gates, dossier.now),
        "gates": dossier.gates.iter().map(|it| gate(dossier, it, differences)).collect::<Vec<_>>(),
        "decisions": dossier.chain.as_ref().map(decisions),
        "invocations": run.map(|run| json!(run.invocations)),
        "findings": audited.findings.iter().map(finding).collect::<Vec<_>>(),
        "events": dossier.chain.as_ref().map(events),
        "pins": run.map(|run| json!(run.pins)),
        "made_at": dossier.now,
    });
    clean(&mut values);
    values
}

fn gate(dossier: &Dossier, gate: &GateTold, differences: &Differences) -> Value {
    let state = dossier
        .chain
        .as_ref()
        .and_then(|chain| chain.run.gates.iter().find(|state| state.id.as_str() == gate.gate));
    let attempts: Vec<Value> = gate
        .attempts
        .iter()
        .enumerate()
        .map(|(i, told)| {
            let before = i.checked_sub(1).and_then(|before| gate.attempts.get(before));
            let difference = |path: &str| differences.get(&(gate.gate.clone(), told.number, path.to_owned()));
            attempt(told, before, &difference)
        })
        .collect();
    json!({ "gate": gate.gate, "name": state.map(|state| &state.name), "status": gate.status, "attempts": attempts })
}

/// How the output at a path differs, where it does.
type Difference<'a> = dyn Fn(&str) -> Option<&'a Result<Vec<String>, String>> + 'a;

fn attempt(told: &AttemptTold, before: Option<&AttemptTold>, difference: &Difference<'_>) -> Value {
    let file = file(told);
    let took =
        told.started_at.zip(told.finished_at).map(|(from, to)| drawing::took(to.millis() - from.millis()));
    json!({
        "attempt": told.number,
        "status": told.status,
        "started_at": told.started_at,
        "finished_at": told.finished_at,
        "took": took,
        "path": told.path,
        "seal": told.seal.map(|seal| seal.to_string()),
        "producer": file.map(|file| file.start.producer.to_string()),
        "agent": file.and_then(|file| file.agent.clone()),
        "judge": file.and_then(|file| file.judge.as_ref().map(ToString::to_string)),
        "failure_reason": file.and_then(|file| file.failure_reason.clone()),
        "override_reason": file.and_then(|file| file.start.override_reason.clone()),
        "revalidation": file.is_some_and(|file| file.revalidation),
        "validations": file.map(|file| json!(file.validations)),
        "artifacts": file.map(|file| file.artifacts.iter().map(|it| artifact(it, before, difference)).collect::<Vec<_>>()),
        "manifest": file.and_then(|file| file.manifest.clone()),
    })
}

fn file(told: &AttemptTold) -> Option<&Attempt> {
    match &told.file {
        AttemptFile::Read { attempt, .. } => Some(attempt),
        _ => None,
    }
}

/// An output, and how it differs from what the attempt before left.
fn artifact(artifact: &Artifact, before: Option<&AttemptTold>, difference: &Difference<'_>) -> Value {
    let earlier =
        before.and_then(file).and_then(|file| file.artifacts.iter().find(|it| it.path == artifact.path));
    let since = match earlier {
        None => "",
        Some(earlier) if earlier.sha256 == artifact.sha256 => "as the attempt before left it",
        Some(earlier) if !earlier.exists => "not there after the attempt before",
        Some(_) if !artifact.exists => "there after the attempt before",
        Some(_) => "other bytes than after the attempt before",
    };
    let grown = earlier
        .and_then(|earlier| Some(artifact.size? as i64 - earlier.size? as i64))
        .filter(|grown| *grown != 0);
    json!({
        "path": artifact.path,
        "sha256": artifact.sha256.map(|sha256| sha256.to_string()),
        "size": artifact.size,
        "change": artifact.change,
        "since": since,
        "difference": difference(&artifact.path).map(shown),
        "grown": grown.map(|grown| format!("{grown:+} bytes")),
    })
}

/// A difference line by line, each with what it is.
fn shown(difference: &Result<Vec<String>, String>) -> Value {
    let kind = |line: &str| match line.chars().next() {
        Some('+') => "added",
        Some('-') => "removed",
        Some('@') => "hunk",
        _ => "same",
    };
    match difference {
        Ok(lines) => {
            let lines: Vec<Value> =
                lines.iter().map(|line| json!({ "kind": kind(line), "text": line })).collect();
            json!({ "lines": lines })
        }
        Err(why) => json!({ "why": why }),
    }
}

fn decisions(chain: &Chain) -> Vec<Value> {
    let decided = chain.links.iter().filter_map(|link| match &link.event.fact {
        Fact::GateDecided { gate, attempt, decision, outputs, reason, signature } => Some(json!({
            "gate": gate,
            "attempt": attempt,
            "decision": decision.as_str(),
            "by": link.event.actor.to_string(),
            "at": link.event.timestamp,
            "outputs": outputs.short(),
            "reason": reason,
            "signed": signature.is_some(),
        })),
        _ => None,
    });
    decided.collect()
}

fn events(chain: &Chain) -> Vec<Value> {
    let shown = chain.links.iter().map(|link| {
        json!({
            "at": link.event.timestamp,
            "by": link.event.actor.to_string(),
            "what": crate::format::record::facts::kind_of(&link.event.fact),
            "digest": link.digest.short(),
        })
    });
    shown.collect()
}

fn finding((rule, found): &(&'static Rule, Found)) -> Value {
    let mut members = members(rule, found);
    members["why"] = json!(rule.why);
    members["mend"] = json!(rule.mend);
    members
}

fn clean(value: &mut Value) {
    match value {
        Value::String(text) if text.chars().any(|c| c != '\n' && is_treacherous(c)) => {
            *text =
                text.chars().map(|c| if c != '\n' && is_treacherous(c) { '\u{FFFD}' } else { c }).collect();
        }
        Value::Array(items) => items.iter_mut().for_each(clean),
        Value::Object(members) => members.values_mut().for_each(clean),
        _ => {}
    }
}
