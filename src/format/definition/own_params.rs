//! Parameters of a check of the repository's own, held against the schema that its `check.json` gives.

use serde_json::{Map, Value};

use crate::format::definition::json::{Entry, Node};
use crate::format::definition::problem::{Problem, Problems};
use crate::model::own_check::OwnCheck;
use crate::rules::checks::contents::schema::Schema;
use crate::rules::quote::quoted;
use crate::rules::suggest;

/// Reads `entries`, which stand in `node`; what is not valid is a problem at its place. `None` where the schema is none.
pub fn read(
    node: &Node,
    entries: &[Entry],
    check: &OwnCheck,
    problems: &mut Problems,
) -> Option<Map<String, Value>> {
    let params: Map<String, Value> = entries
        .iter()
        .map(|entry| Some((entry.key.clone(), entry.value.to_json()?)))
        .collect::<Option<_>>()?;
    let known: Vec<&str> = properties(check);
    let (named, unknown): (Vec<&Entry>, Vec<&Entry>) =
        entries.iter().partition(|entry| check.params.is_some() && known.contains(&entry.key.as_str()));
    for entry in unknown {
        let message = format!(
            "there is no key {} in a validation of type {}",
            quoted(&entry.key),
            quoted(&check.kind())
        );
        problems.push(
            Problem::new("unknown_key", &entry.place, message)
                .meant(suggest::nearest(&entry.key, known.iter().copied()))
                .allowed(known.iter().copied()),
        );
    }
    let Some(schema) = &check.params else { return Some(params) };
    let Ok(schema) = Schema::new(schema.clone()) else { return None };
    let valued: Map<String, Value> =
        named.iter().filter_map(|entry| Some((entry.key.clone(), params.get(&entry.key)?.clone()))).collect();
    let violations = match schema.violations(&Value::Object(valued)) {
        Ok(violations) => violations,
        Err(fault) => {
            problems.push(Problem::new(
                "bad_param",
                &node.opening(),
                format!("its `params` cannot judge: {}", fault.why),
            ));
            return None;
        }
    };
    for violation in violations {
        let first = violation.pointer.split('/').nth(1).unwrap_or_default();
        let stands = named.iter().find(|entry| entry.key == first);
        let (span, message) = match stands {
            Some(entry) => {
                let below = violation.pointer.get(first.len() + 1..).unwrap_or_default();
                (entry.value.at(below).opening(), format!("{}: {}", quoted(first), violation.message))
            }
            None => (node.opening(), violation.message.clone()),
        };
        let problem = Problem::new("bad_param", &span, message);
        problems.push(match &violation.wanted {
            Some(wanted) => problem.hint(format!("{} wants {wanted}", quoted(&check.kind()))),
            None => problem,
        });
    }
    Some(params)
}

/// The names of its parameters.
fn properties(check: &OwnCheck) -> Vec<&str> {
    let schema = check.params.as_ref().and_then(|schema| schema.get("properties")?.as_object());
    schema.into_iter().flatten().map(|(name, _)| name.as_str()).collect()
}
