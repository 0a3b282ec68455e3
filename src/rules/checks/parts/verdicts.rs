//! What a review says: its verdict, who gives it, the bytes that were looked at, the findings.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::model::verdict::Finding;
use crate::rules::checks::contents::data::{self, Format};
use crate::rules::checks::contents::located::line_of;
use crate::rules::checks::contents::schema::{Schema, Violation};
use crate::rules::checks::frame::text::Text;
use crate::rules::checks::frontmatter;
use crate::rules::quote::quoted;

/// How grave a finding may be, the lightest first.
pub const SEVERITIES: &[&str] = &["info", "minor", "major", "critical"];
/// What a review may come to; only the first lets a gate pass.
pub const VERDICTS: &[&str] = &["approve", "changes_requested", "reject"];

/// A review.
#[derive(Debug)]
pub struct Review {
    /// One of [`VERDICTS`].
    pub verdict: String,
    /// Who gives it.
    pub reviewer: String,
    /// In which session.
    pub session: Option<String>,
    /// The outputs that were looked at, each with the digest that it had.
    pub reviewed: BTreeMap<String, String>,
    /// What was found, in its order.
    pub findings: Vec<Remark>,
}

/// A finding of a review.
#[derive(Debug)]
pub struct Remark {
    /// Where it stands in [`SEVERITIES`].
    pub severity: usize,
    /// What was found.
    pub text: String,
    /// Where that is seen: a path from the root, perhaps with `:` and a line.
    pub evidence: String,
    /// Whether it is still to be mended.
    pub open: bool,
    /// The line of the review in which it stands.
    pub line: Option<u64>,
}

impl Remark {
    /// The path that is cited, and the line where one is.
    pub fn cited(&self) -> (&str, Option<u64>) {
        let split = self.evidence.rsplit_once(':');
        match split.and_then(|(path, line)| Some((path, line.parse().ok()?))) {
            Some((path, line)) => (path, Some(line)),
            None => (&self.evidence, None),
        }
    }
}

/// Reads a review: the front matter of a Markdown text, else the whole of a JSON, YAML or TOML file.
///
/// # Errors
/// What is wrong with it, each with its line.
pub fn read(text: &Text) -> Result<Review, Vec<Finding>> {
    let one = |finding| vec![finding];
    // In front matter the fence stands in the line above.
    let (part, format, above) = match text.is_markdown() {
        true => match frontmatter::yaml(text).map_err(|why| one(Finding::new(why)))? {
            Ok(yaml) => (yaml, Format::Yaml, 1),
            Err(finding) => return Err(one(finding)),
        },
        false => (text.text.to_owned(), Format::of_name(text.path.file_name()), 0),
    };
    let value = data::read(&part, format).map_err(|unread| {
        let message = format!("{} cannot be read as a review: {}", quoted(text.path.as_str()), unread.why);
        one(text.finding(unread.line.map(|line| line + above), message))
    })?;
    let line = |pointer: &str| line_of(&part, format, pointer).map(|line| line + above);
    let schema = Schema::new(schema()).map_err(|fault| one(Finding::new(fault.why)))?;
    let violations = schema.violations(&value).map_err(|fault| one(Finding::new(fault.why)))?;
    let wrong: Vec<Finding> =
        violations.iter().map(|violation| told(text, line(&violation.pointer), violation)).collect();
    if wrong.is_empty() { Ok(review(&value, &line)) } else { Err(wrong) }
}

fn told(text: &Text, line: Option<u64>, violation: &Violation) -> Finding {
    let at = if violation.pointer.is_empty() {
        "at the top".to_owned()
    } else {
        format!("at {}", quoted(&violation.pointer))
    };
    Finding {
        expected: violation.wanted.clone(),
        found: Some(quoted(&violation.found)),
        hint: Some("`gatewright checks review` says what a review looks like".to_owned()),
        ..text
            .finding(line, format!("{} is no review {at}: {}", quoted(text.path.as_str()), violation.message))
    }
}

fn schema() -> Value {
    let words = json!({ "type": "string", "minLength": 1 });
    json!({
        "type": "object",
        "required": ["verdict", "reviewer", "reviewed", "findings"],
        "properties": {
            "verdict": { "enum": VERDICTS },
            "reviewer": { "type": "string", "minLength": 1, "maxLength": 100 },
            "session": words,
            "reviewed": {
                "type": "object",
                "additionalProperties": { "type": "string", "pattern": "^[0-9a-f]{64}$" },
            },
            "findings": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["severity", "text", "evidence"],
                    "properties": {
                        "severity": { "enum": SEVERITIES },
                        "text": words,
                        "evidence": words,
                        "status": { "enum": ["open", "resolved"] },
                    },
                    "additionalProperties": false,
                },
            },
        },
    })
}

/// The review that a value is which the schema allows.
fn review(value: &Value, line: &dyn Fn(&str) -> Option<u64>) -> Review {
    let reviewed = value.get("reviewed").and_then(Value::as_object).into_iter().flatten();
    let findings = value.get("findings").and_then(Value::as_array).into_iter().flatten();
    let remark = |(index, finding): (usize, &Value)| Remark {
        severity: SEVERITIES
            .iter()
            .position(|known| *known == text_of(finding, "severity"))
            .unwrap_or(SEVERITIES.len()),
        text: text_of(finding, "text"),
        evidence: text_of(finding, "evidence"),
        open: text_of(finding, "status") != "resolved",
        line: line(&format!("/findings/{index}")),
    };
    Review {
        verdict: text_of(value, "verdict"),
        reviewer: text_of(value, "reviewer"),
        session: value.get("session").and_then(Value::as_str).map(str::to_owned),
        reviewed: reviewed
            .filter_map(|(path, sha256)| Some((path.clone(), sha256.as_str()?.to_owned())))
            .collect(),
        findings: findings.enumerate().map(remark).collect(),
    }
}

fn text_of(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}
