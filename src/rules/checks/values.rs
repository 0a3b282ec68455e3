//! `json_value`: what a JSON or YAML file says at some places.

use serde_json::Value;

use crate::model::evidence::Evidence;
use crate::model::verdict::Finding;
use crate::rules::checks::ask::Ask;
use crate::rules::checks::fields;
use crate::rules::checks::kind::{CheckKind, Cost, INSTEAD_OF, ParamKind, Reads, TargetRule, figure, needed};
use crate::rules::checks::look::{Text, each_text};
use crate::rules::checks::outcome::{Judged, Outcome};
use crate::rules::checks::quote::quoted;

/// `json_value`.
pub static JSON_VALUE: CheckKind = CheckKind {
    name: "json_value",
    version: 1,
    summary: "A JSON file, or a YAML file by its ending, says what is asked of it at JSON pointers (RFC 6901).",
    target: TargetRule::Any,
    params: &[needed(
        "checks",
        ParamKind::Conditions,
        "Pointers such as `/results/0/score`, each with the value that must stand there, `{ \"not\": value }` or `{ \"min\": number }`. Where nothing stands all three fail.",
    )],
    figures: &[
        figure("checks", "What is asked at each pointer."),
        figure("fields", "What stands there."),
        INSTEAD_OF,
    ],
    reads: Reads::Content,
    cost: Cost::Cheap,
    example: r#"{ "type": "json_value", "target": "{artifact_path}/metrics.json", "checks": { "/status": "done", "/coverage": { "min": 80 } } }"#,
    words: |ask| Ok(format!("In {}", fields::words(ask)?)),
    judge: |ask, evidence: &Evidence| -> Vec<Judged> {
        each_text(ask, evidence, &|text| compare(ask, text), &|path| {
            Outcome::no(Finding::new(format!("{} is missing, and every value with it", quoted(path))))
        })
    },
};

fn compare(ask: &Ask, text: &Text) -> Result<Outcome, String> {
    let wanted = fields::conditions(ask)?;
    match read(text) {
        Ok(value) => Ok(fields::compare(text, wanted, "the values", &|pointer| {
            (value.pointer(pointer).cloned(), None)
        })),
        Err((line, why)) => {
            let message = format!("{} cannot be read: {why}", quoted(text.path.as_str()));
            let hint = Some("mend its syntax".to_owned());
            let finding = Finding { hint, ..text.finding(line, message) };
            Ok(Outcome::no(finding).figure("checks", fields::asked(wanted)))
        }
    }
}

/// The value of the file, or the line and the reason why it has none.
fn read(text: &Text) -> Result<Value, (Option<u64>, String)> {
    let ending = text.path.file_name().rsplit_once('.').map_or("", |(_, ending)| ending);
    if ending.eq_ignore_ascii_case("yaml") || ending.eq_ignore_ascii_case("yml") {
        return serde_saphyr::from_str(text.text)
            .map_err(|error| (None, error.to_string().lines().next().unwrap_or_default().to_owned()));
    }
    serde_json::from_str(text.text)
        .map_err(|error| (Some(error.line() as u64).filter(|line| *line > 0), error.to_string()))
}
