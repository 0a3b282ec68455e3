//! A gate passed although a result that its own record shows forbids it.

use serde_json::{Map, Value};

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::attempts::AttemptFile;
use crate::model::run::AttemptStatus;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "verdict.contradicts_rows",
    weight: Weight::Error,
    title: "a gate passed although a result that its own record shows forbids it",
    why: "A gate passes only when no check of weight error failed or could not run. gatewright never writes such an attempt.",
    mend: "Look at who changed the record; do the gate again.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let mut found = vec![];
    for (gate, told) in dossier.attempts() {
        let AttemptFile::Read { attempt, .. } = &told.file else { continue };
        if !attempt.status.is_met() {
            continue;
        }
        let forbids = |row: &Map<String, Value>| forbids(row, attempt.status);
        if let Some((i, row)) = attempt.validations.iter().enumerate().find(|(_, row)| forbids(row)) {
            let text = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default();
            let message = format!("it passed, and `{}` says {}", text("type"), text("state"));
            let one = Found::new(message).file(&told.path).attempt(&gate.gate, told.number);
            found.push(one.at(format!("validations[{i}].state")).differs("pass", text("state")));
        }
    }
    found
}

/// What is waived makes WAIVED of a PASS.
fn forbids(row: &Map<String, Value>, status: AttemptStatus) -> bool {
    let text = |name: &str| row.get(name).and_then(Value::as_str);
    let waived = text("state") == Some("waived") && status == AttemptStatus::Pass;
    let held_against = matches!(text("state"), Some("fail" | "not_enforced")) || waived;
    text("severity") != Some("warning") && held_against
}
