//! The files that a command of a check ran were others in another attempt at its gate.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::attempts::AttemptFile;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "behaviour.other_script",
    weight: Weight::Note,
    title: "a file that a command of a check ran was another one in the attempt before",
    why: "Contracts are pinned, the scripts that their commands run are not: each result says with which bytes it was made. What failed may have passed because the script changed.",
    mend: "Compare the two versions of the script.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let mut found = vec![];
    for gate in &dossier.gates {
        let mut before: BTreeMap<(String, String), String> = BTreeMap::new();
        for told in &gate.attempts {
            let AttemptFile::Read { attempt, .. } = &told.file else { continue };
            for (i, row) in attempt.validations.iter().enumerate() {
                for (at, (path, sha256)) in ran(row).into_iter().enumerate() {
                    let earlier = before.insert((command(row), path.clone()), sha256.clone());
                    if let Some(earlier) = earlier.filter(|earlier| *earlier != sha256) {
                        let message = format!("`{path}` was another one in the attempt before");
                        let one = Found::new(message).file(&told.path).attempt(&gate.gate, told.number);
                        let one = one.at(format!("validations[{i}].files[{at}].sha256"));
                        found.push(one.differs(earlier, sha256));
                    }
                }
            }
        }
    }
    found
}

/// By what a command is known again.
fn command(row: &Map<String, Value>) -> String {
    row.get("argv").map(Value::to_string).unwrap_or_default()
}

fn ran(row: &Map<String, Value>) -> Vec<(String, String)> {
    if row.get("type").and_then(Value::as_str) != Some("command") {
        return vec![];
    }
    let text = |file: &Value, name: &str| file.get(name).and_then(Value::as_str).map(str::to_owned);
    let files = row.get("files").and_then(Value::as_array).into_iter().flatten();
    files.filter_map(|file| Some((text(file, "path")?, text(file, "sha256")?))).collect()
}
