//! `frontmatter_status`: what the front matter of a text says.

use serde_json::{Map, Value};

use crate::model::evidence::Evidence;
use crate::model::verdict::Finding;
use crate::rules::checks::contents::data::{self, Format};
use crate::rules::checks::frame::ask::Ask;
use crate::rules::checks::frame::kind::{
    CheckKind, Cost, INSTEAD_OF, ParamKind, Reads, TargetRule, figure, needed,
};
use crate::rules::checks::frame::look::each_text;
use crate::rules::checks::frame::outcome::{Judged, Outcome};
use crate::rules::checks::frame::text::Text;
use crate::rules::checks::parts::fields;
use crate::rules::markdown::front_matter;
use crate::rules::quote::quoted;

/// `frontmatter_status`.
pub static FRONTMATTER_STATUS: CheckKind = CheckKind {
    name: "frontmatter_status",
    version: 1,
    summary: "The YAML front matter of a text says what is asked of its fields.",
    target: TargetRule::Any,
    params: &[needed(
        "checks",
        ParamKind::Conditions,
        "The fields, each with the value it must have, `{ \"not\": value }` or `{ \"min\": number }`. A field that is not there fails all three.",
    )],
    figures: &[
        figure("checks", "What is asked of each field."),
        figure("fields", "What the front matter says of those fields."),
        INSTEAD_OF,
    ],
    reads: Reads::Content,
    cost: Cost::Cheap,
    example: r#"{ "type": "frontmatter_status", "target": "{artifact_path}/REVIEW.md", "checks": { "status": "PASS", "score": { "min": 8 }, "verdict": { "not": "REJECTED" } } }"#,
    words: |ask| Ok(format!("In the front matter of {}", fields::words(ask)?)),
    judge,
};

/// Front matter longer than this is not what people write.
const LONGEST: usize = 64 * 1024;

fn judge(ask: &Ask, evidence: &Evidence) -> Vec<Judged> {
    each_text(ask, evidence, &|text| compare(ask, text), &|path| {
        Outcome::no(Finding::new(format!("{} is missing, and its front matter with it", quoted(path))))
    })
}

fn compare(ask: &Ask, text: &Text) -> Result<Outcome, String> {
    let wanted = fields::conditions(ask)?;
    match matter(text)? {
        Err(finding) => Ok(Outcome::no(finding).figure("checks", fields::asked(wanted))),
        Ok(matter) => Ok(fields::compare(text, wanted, "the front matter", &|field| {
            (matter.get(field).cloned(), line_of(text, field))
        })),
    }
}

/// The YAML between the fences of the front matter, which begins in line 2, or what is wrong with it.
///
/// # Errors
/// The text cannot be read as Markdown, or its front matter is too long.
pub fn yaml(text: &Text) -> Result<Result<String, Finding>, String> {
    let name = quoted(text.path.as_str());
    let matter: Vec<&str> = front_matter(text.text)?.split_inclusive('\n').collect();
    let no = |message: String, hint: &str| Ok(Err(no(text, message, hint)));
    let [fence, body @ .., _] = matter.as_slice() else {
        return no(format!("{name} has no front matter"), "begin it with fields between two lines `---`");
    };
    if fence.trim_end() != "---" {
        return no(format!("the front matter of {name} is no YAML"), "put it between two lines `---`");
    }
    let yaml = body.concat();
    if yaml.len() > LONGEST {
        return Err(format!("the front matter of {name} is longer than {LONGEST} bytes"));
    }
    Ok(Ok(yaml))
}

fn no(text: &Text, message: String, hint: &str) -> Finding {
    Finding { hint: Some(hint.to_owned()), ..text.finding(Some(1), message) }
}

/// The fields of the front matter, or what is wrong with it.
fn matter(text: &Text) -> Result<Result<Map<String, Value>, Finding>, String> {
    let name = quoted(text.path.as_str());
    let yaml = match yaml(text)? {
        Ok(yaml) => yaml,
        Err(finding) => return Ok(Err(finding)),
    };
    let no = |message: String, hint: &str| Ok(Err(no(text, message, hint)));
    match data::read(&yaml, Format::Yaml) {
        Ok(Value::Object(fields)) => Ok(Ok(fields)),
        _ if yaml.trim().is_empty() => {
            no(format!("the front matter of {name} has no fields"), "write `field: value`, a line each")
        }
        Ok(_) => no(format!("the front matter of {name} has no fields"), "write `field: value`, a line each"),
        Err(error) => {
            let message = format!("the front matter of {name} cannot be read: {}", error.why);
            // It begins in line 2 of the text.
            let line = error.line.map_or(1, |line| line + 1);
            Ok(Err(Finding { hint: Some("mend the YAML".to_owned()), ..text.finding(Some(line), message) }))
        }
    }
}

fn line_of(text: &Text, field: &str) -> Option<u64> {
    let line =
        text.text.lines().position(|line| line.strip_prefix(field).is_some_and(|rest| rest.starts_with(':')));
    line.map(|index| index as u64 + 1).or(Some(1))
}
