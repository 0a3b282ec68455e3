//! How waivers look, as text and as JSON.

use serde_json::{Value, json};

use crate::cli::print::Tone;
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
        Some(principal) => format!("{}, signed by {principal}", waiver.waived.by),
        None => waiver.waived.by.to_string(),
    }
}

/// What was waived of a gate: by whom, until when and why.
pub fn of_gate(gate: &GateState) -> String {
    of_attempt(&gate.id, gate.waivers())
}

/// What was waived of an attempt at that gate.
pub fn of_attempt(gate: &GateId, waivers: &[Waived]) -> String {
    let line = |waived: &Waived| {
        let (by, until, reason) = (&waived.by, waived.until, mask(&waived.reason));
        let (check, word) = (&waived.check, Tone::Warn.paint("waived"));
        format!("  {gate}: {check} {word} by {by} until {until}: {reason}\n")
    };
    waivers.iter().map(line).collect()
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
