//! `json_value`: what a JSON, YAML or TOML file says at some places.

use crate::model::evidence::Evidence;
use crate::model::verdict::Finding;
use crate::rules::checks::contents::data::{self, Format};
use crate::rules::checks::contents::located::line_of;
use crate::rules::checks::frame::ask::Ask;
use crate::rules::checks::frame::kind::{
    CheckKind, Cost, INSTEAD_OF, ParamKind, Reads, TargetRule, figure, needed,
};
use crate::rules::checks::frame::look::each_text;
use crate::rules::checks::frame::outcome::{Judged, Outcome};
use crate::rules::checks::frame::text::Text;
use crate::rules::checks::parts::fields;
use crate::rules::quote::quoted;

/// `json_value`.
pub static JSON_VALUE: CheckKind = CheckKind {
    name: "json_value",
    version: 1,
    summary: "A JSON file, or by its ending a YAML or TOML file, says what is asked of it at JSON pointers (RFC 6901).",
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
    let format = Format::of_name(text.path.file_name());
    match data::read(text.text, format) {
        Ok(value) => Ok(fields::compare(text, wanted, "the values", &|pointer| {
            (value.pointer(pointer).cloned(), line_of(text.text, format, pointer))
        })),
        Err(unread) => {
            let message = format!("{} cannot be read: {}", quoted(text.path.as_str()), unread.why);
            let hint = Some("mend its syntax".to_owned());
            let finding = Finding { hint, ..text.finding(unread.line, message) };
            Ok(Outcome::no(finding).figure("checks", fields::asked(wanted)))
        }
    }
}
