//! One attempt in full, as JSON.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::flow::review::show_attempt::AttemptView;
use crate::format::record::v0::{AttemptV0, GateV0, RunV0};
use crate::format::record::written::Written;
use crate::model::attempt::Seen;
use crate::model::digest::Digest;
use crate::model::path::RepoPath;
use crate::rules::secrets::mask;

/// An attempt of ours.
pub fn of(view: &AttemptView) -> Value {
    let row = &view.row;
    json!({
        "run_id": view.record.run.id,
        "gate": view.gate.id,
        "name": view.gate.name,
        "attempts": view.gate.attempts.len(),
        "file": view.path,
        "sha256": row.sha256,
        "attempt": view.file,
        "pins": view.pins,
        "outputs": seen(&view.outputs),
        "before": seen(&view.before),
        "inputs": seen(&view.inputs),
        "looked_at": seen(&view.looked_at),
        "invocations": view.invocations,
        "decisions": row.decisions.iter().map(|decided| json!({
            "decision": decided.decision.as_str(),
            "by": decided.by,
            "at": decided.at,
            "outputs": decided.outputs,
            "reason": decided.reason,
            "signature": decided.signature,
        })).collect::<Vec<_>>(),
        "waivers": row.waivers.iter().map(|waived| json!({
            "check": waived.check,
            "by": waived.by,
            "at": waived.at,
            "until": waived.until,
            "reason": mask(&waived.reason),
        })).collect::<Vec<_>>(),
        "events": view.events.iter().map(|link| json!(Written::from(link))).collect::<Vec<_>>(),
        "head": view.record.head(),
    })
}

fn seen(list: &BTreeMap<RepoPath, Digest>) -> Vec<Seen> {
    list.iter().map(|(path, sha256)| Seen { path: path.clone(), sha256: *sha256 }).collect()
}

/// An attempt of the ancestor.
pub fn v0(run: &RunV0, gate: &GateV0, row: &AttemptV0) -> Value {
    json!({
        "run_id": run.run_id,
        "record_format": 0,
        "gate": gate.gate,
        "name": gate.name,
        "attempts": gate.attempts.len(),
        "attempt": row.attempt,
        "status": row.status,
        "started_at": row.started_at,
        "finished_at": row.finished_at,
        "agent": row.agent,
        "failure_reason": row.failure_reason,
        "invocation_ids": row.invocation_ids,
        "artifacts": row.artifacts.iter().map(|output| json!({
            "path": output.path,
            "sha256": output.sha256,
            "exists": output.exists,
        })).collect::<Vec<_>>(),
        "validations": row.validations.as_array().map(Vec::as_slice).unwrap_or_default(),
    })
}
