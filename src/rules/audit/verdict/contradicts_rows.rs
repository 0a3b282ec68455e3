//! A gate passed although a result that its own record shows forbids it.

use serde_json::{Map, Value};

use crate::model::audit::{Found, Weight};
use crate::model::dossier::{AttemptFile, Dossier};
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
        if attempt.status != AttemptStatus::Pass {
            continue;
        }
        if let Some((i, row)) = attempt.validations.iter().enumerate().find(|(_, row)| forbids(row)) {
            let text = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default();
            let message = format!("it passed, and `{}` says {}", text("type"), text("state"));
            let one = Found::new(message).file(&told.path).attempt(&gate.gate, told.number);
            found.push(Found { field: Some(format!("validations[{i}].state")), ..one });
        }
    }
    found
}

fn forbids(row: &Map<String, Value>) -> bool {
    let text = |name: &str| row.get(name).and_then(Value::as_str);
    text("severity") != Some("warning") && matches!(text("state"), Some("fail" | "not_enforced"))
}
