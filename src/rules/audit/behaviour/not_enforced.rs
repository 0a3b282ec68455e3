//! A gate passed although a check of it could not run.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::attempts::AttemptFile;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "behaviour.not_enforced",
    weight: Weight::Warning,
    title: "a gate passed although a check of it could not run",
    why: "Only checks that never fail a gate can do that: what they ask for was not looked at.",
    mend: "Read which check and why; judge it yourself.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let mut found = vec![];
    for (gate, told) in dossier.attempts().filter(|(_, told)| told.is_met()) {
        let AttemptFile::Read { attempt, .. } = &told.file else { continue };
        for (i, row) in attempt.validations.iter().enumerate() {
            if row.get("state").and_then(|state| state.as_str()) == Some("not_enforced") {
                let check = row.get("type").and_then(|check| check.as_str()).unwrap_or_default();
                let path = row.get("path").and_then(|path| path.as_str()).unwrap_or_default();
                found.push(Found {
                    field: Some(format!("validations[{i}]")),
                    ..Found::new(format!("{check} {path} was not enforced").replace("  ", " "))
                        .file(&told.path)
                        .attempt(&gate.gate, told.number)
                });
            }
        }
    }
    found
}
