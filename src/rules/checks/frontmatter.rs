//! `frontmatter_status`: what the front matter of a text says.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::model::contract::{Arg, Condition};
use crate::model::evidence::Evidence;
use crate::model::verdict::Finding;
use crate::rules::checks::ask::Ask;
use crate::rules::checks::kind::{CheckKind, Cost, INSTEAD_OF, ParamKind, Reads, TargetRule, figure, needed};
use crate::rules::checks::look::{Text, each_text};
use crate::rules::checks::outcome::{Judged, Outcome};
use crate::rules::checks::quote::{exactly, quoted};
use crate::rules::markdown::scopes::{Scope, scopes};

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
    words: |ask| {
        let wanted = conditions(ask)?
            .iter()
            .map(|(field, condition)| format!("{} is {}", exactly(field), said(condition)));
        Ok(format!(
            "In the front matter of {}: {}",
            lower(&ask.subject()),
            wanted.collect::<Vec<_>>().join("; ")
        ))
    },
    judge,
};

/// Front matter longer than this is not what people write.
const LONGEST: usize = 64 * 1024;

fn conditions<'a>(ask: &Ask<'a>) -> Result<&'a BTreeMap<String, Condition>, String> {
    match ask.args.get("checks") {
        Some(Arg::Conditions(conditions)) => Ok(conditions),
        _ => Err("its parameter `checks` is missing".to_owned()),
    }
}

/// `Each …` goes on in the middle of a sentence.
fn lower(subject: &str) -> String {
    match subject.strip_prefix("Each ") {
        Some(rest) => format!("each {rest}"),
        None => subject.to_owned(),
    }
}

fn said(condition: &Condition) -> String {
    match condition {
        Condition::Is(value) => exactly(&value.to_string()),
        Condition::Not(value) => format!("there and not {}", exactly(&value.to_string())),
        Condition::Min(least) => format!("a number, at least {least}"),
    }
}

fn judge(ask: &Ask, evidence: &Evidence) -> Vec<Judged> {
    each_text(ask, evidence, &|text| compare(ask, text), &|path| {
        Outcome::no(Finding::new(format!("{} is missing, and its front matter with it", quoted(path))))
    })
}

fn compare(ask: &Ask, text: &Text) -> Result<Outcome, String> {
    let wanted = conditions(ask)?;
    let asked: Map<String, Value> =
        wanted.iter().map(|(field, condition)| (field.clone(), to_json(condition))).collect();
    let fields = match fields(text)? {
        Ok(fields) => fields,
        Err(finding) => return Ok(Outcome::no(finding).figure("checks", asked)),
    };
    let name = quoted(text.path.as_str());
    let findings = wanted.iter().filter_map(|(field, condition)| {
        let value = fields.get(field);
        if value.is_some_and(|value| holds(condition, value)) {
            return None;
        }
        let found = value.map_or("nothing".to_owned(), |value| quoted(&plain(value)));
        let message = format!("In the front matter of {name}, {} is {found}", quoted(field));
        Some(Finding {
            expected: Some(said(condition)),
            found: Some(found),
            hint: Some(format!("it must be {}", said(condition))),
            ..text.finding(line_of(text, field), message)
        })
    });
    let relevant = wanted.keys().filter_map(|field| Some((field.clone(), fields.get(field)?.clone())));
    let relevant: Map<String, Value> = relevant.collect();
    Ok(Outcome::of(findings.collect()).figure("checks", asked).figure("fields", relevant))
}

/// The fields of the front matter, or what is wrong with it.
fn fields(text: &Text) -> Result<Result<Map<String, Value>, Finding>, String> {
    let name = quoted(text.path.as_str());
    let lines = text.text.split_inclusive('\n').zip(scopes(text.text)?);
    let matter: Vec<&str> =
        lines.take_while(|(_, scope)| *scope == Scope::FrontMatter).map(|(line, _)| line).collect();
    let no = |message: String, hint: &str| {
        Ok(Err(Finding { hint: Some(hint.to_owned()), ..text.finding(Some(1), message) }))
    };
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
    match serde_saphyr::from_str::<Value>(&yaml) {
        Ok(Value::Object(fields)) => Ok(Ok(fields)),
        Ok(_) => no(format!("the front matter of {name} has no fields"), "write `field: value`, a line each"),
        Err(error) => {
            let why = error.to_string();
            let why = why.lines().next().unwrap_or_default();
            no(format!("the front matter of {name} cannot be read: {why}"), "mend the YAML")
        }
    }
}

fn holds(condition: &Condition, value: &Value) -> bool {
    match condition {
        Condition::Is(wanted) => !value.is_null() && plain(value) == wanted.to_string(),
        Condition::Not(unwanted) => !value.is_null() && plain(value) != unwanted.to_string(),
        Condition::Min(least) => match value {
            Value::Number(number) => number.as_f64().is_some_and(|number| number >= *least as f64),
            Value::String(text) => text.trim().parse::<f64>().is_ok_and(|number| number >= *least as f64),
            _ => false,
        },
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn to_json(condition: &Condition) -> Value {
    match condition {
        Condition::Is(value) => json!(value),
        Condition::Not(value) => json!({ "not": value }),
        Condition::Min(least) => json!({ "min": least }),
    }
}

fn line_of(text: &Text, field: &str) -> Option<u64> {
    let line =
        text.text.lines().position(|line| line.strip_prefix(field).is_some_and(|rest| rest.starts_with(':')));
    line.map(|index| index as u64 + 1).or(Some(1))
}
