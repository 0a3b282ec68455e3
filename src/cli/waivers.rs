//! How waivers look, as text and as JSON.

use serde_json::{Value, json};

use crate::cli::print::{self, Tone};
use crate::model::actor::Actor;
use crate::model::ids::GateId;
use crate::model::run::GateState;
use crate::model::verdict::Verdict;
use crate::model::waiver::{Waived, Waiver};
use crate::rules::secrets::mask;

/// Who waived a check, until when and why.
pub fn line(waiver: &Waiver) -> String {
    let waived = &waiver.waived;
    let reason = mask(&waived.reason);
    format!("         waived by {} until {}: {reason}\n", by(waiver), waived.until)
}

/// Who waived, and whose key signed it.
pub fn by(waiver: &Waiver) -> String {
    match &waiver.principal {
        Some(principal) => signed(&waiver.waived.by, principal),
        None => waiver.waived.by.to_string(),
    }
}

/// Who decided and signed it; whose the key is, where the record calls him otherwise.
pub fn signed(by: &Actor, principal: &str) -> String {
    signed_as(&by.to_string(), principal)
}

/// The same of an actor as records write him.
pub fn signed_as(by: &str, principal: &str) -> String {
    match by.split_once(':') {
        Some((_, name)) if name == principal => format!("{by}, signed"),
        _ if principal.is_empty() => by.to_owned(),
        _ => format!("{by}, signed by {principal}"),
    }
}

/// What was waived of a gate: by whom, until when and why.
pub fn of_gate(gate: &GateState) -> String {
    of_attempt(&gate.id, gate.waivers())
}

/// What was waived of an attempt at that gate.
pub fn of_attempt(gate: &GateId, waivers: &[Waived]) -> String {
    let one = |waived: &Waived| {
        let (by, until, reason) = (&waived.by, waived.until, mask(&waived.reason));
        let (check, word) = (&waived.check, Tone::Warn.paint("waived"));
        format!("{}\n", print::line(&format!("  {gate}: {check} {word} by {by} until {until}: {reason}")))
    };
    waivers.iter().map(one).collect()
}

/// The same as JSON.
pub fn to_json(gate: &GateState) -> Value {
    let one = |waived: &Waived| {
        json!({
            "check": waived.check,
            "by": waived.by,
            "at": waived.at,
            "until": waived.until,
            "reason": mask(&waived.reason),
        })
    };
    gate.waivers().iter().map(one).collect()
}

/// What passed only because somebody waived it, said once more and loudly; nothing where nothing was waived.
pub fn loudly(verdict: &Verdict) -> String {
    let rows: Vec<&str> = verdict.waived().map(|row| row.id.as_deref().unwrap_or(&row.check)).collect();
    if rows.is_empty() || !verdict.passes() {
        return String::new();
    }
    let (waived, checks) = (Tone::Warn.paint("WAIVED"), rows.join(", "));
    format!("  {waived}, not PASS: the contract did not hold; somebody waived {checks}\n")
}
