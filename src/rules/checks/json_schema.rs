//! `json_schema`: the values of a file, or of its front matter, are what a JSON Schema asks for.

use serde_json::json;

use crate::model::evidence::Evidence;
use crate::model::path::RepoPath;
use crate::model::verdict::Finding;
use crate::rules::checks::contents::data::{self, FORMATS, Format};
use crate::rules::checks::contents::json_tokens::inexact;
use crate::rules::checks::contents::located::line_of;
use crate::rules::checks::contents::schema::{Schema, Violation};
use crate::rules::checks::frame::ask::Ask;
use crate::rules::checks::frame::kind::{
    CheckKind, Cost, INSTEAD_OF, ParamKind, Reads, TargetRule, figure, needed, optional,
};
use crate::rules::checks::frame::look::{self, each_text};
use crate::rules::checks::frame::outcome::{Judged, MEND_THE_LISTED, Outcome};
use crate::rules::checks::frame::text::Text;
use crate::rules::checks::frontmatter;
use crate::rules::quote::{counted, exactly, quoted};

/// `json_schema`.
pub static JSON_SCHEMA: CheckKind = CheckKind {
    name: "json_schema",
    version: 1,
    summary: "The values of a JSON, YAML or TOML file, or of the front matter of a text, are valid against a JSON Schema (draft 2020-12 where its `$schema` says nothing; `format` is asserted).",
    target: TargetRule::Any,
    params: &[
        needed(
            "schema",
            ParamKind::File,
            "The file with the JSON Schema, in JSON, YAML or TOML by its ending. A `$ref` stays within it: nothing is fetched.",
        ),
        optional(
            "format",
            ParamKind::OneOf(FORMATS),
            "How the values are written. By the ending of the name where nothing is said: `.yaml`, `.yml`, `.toml`, else JSON.",
        ),
        optional(
            "part",
            ParamKind::OneOf(&["all", "frontmatter"]),
            "What is judged: `all` of the file, or only the YAML front matter of a text. All where nothing is said.",
        ),
    ],
    figures: &[
        figure("schema", "The file with the schema."),
        figure("violations", "How many violations were found; they are counted up to 1000."),
        INSTEAD_OF,
    ],
    reads: Reads::Content,
    cost: Cost::Cheap,
    example: r#"{ "type": "json_schema", "target": "{artifact_path}/report.json", "schema": "schemas/report.schema.json" }"#,
    words: |ask| {
        let schema = exactly(schema_name(ask)?);
        Ok(match is_front_matter(ask) {
            true => format!("{}: its front matter is valid against the JSON Schema {schema}", ask.subject()),
            false => format!("{} is valid against the JSON Schema {schema}", ask.subject()),
        })
    },
    judge,
};

/// The most findings about one text.
const TOLD: usize = 20;

fn schema_name<'a>(ask: &Ask<'a>) -> Result<&'a str, String> {
    ask.beside("schema")
        .map(|spot| spot.place.as_str())
        .ok_or_else(|| "its parameter `schema` is missing".to_owned())
}

fn is_front_matter(ask: &Ask) -> bool {
    ask.text_if_given("part") == Some("frontmatter")
}

fn judge(ask: &Ask, evidence: &Evidence) -> Vec<Judged> {
    let schema = compiled(ask, evidence);
    let against = |text: &Text| {
        let figure = |outcome: Outcome| match schema_name(ask) {
            Ok(name) => outcome.figure("schema", name),
            Err(_) => outcome,
        };
        match &schema {
            Ok(schema) => Ok(figure(compare(ask, text, schema)?)),
            Err(outcome) => Ok(figure(outcome.clone())),
        }
    };
    each_text(ask, evidence, &against, &|path| {
        Outcome::no(Finding::new(format!("{} is missing, and every value with it", quoted(path))))
    })
}

/// Why a file is no schema to judge by.
#[derive(Debug)]
pub struct Broken {
    /// Where in it, from 1, where that is known.
    pub line: Option<u64>,
    /// In one phrase.
    pub why: String,
    /// How to mend it.
    pub hint: String,
}

/// What is wrong with the schema in the file `path`, whose bytes these are; nothing where they are no text, which is told elsewhere.
pub fn broken(path: &RepoPath, bytes: &[u8]) -> Option<Broken> {
    let text = std::str::from_utf8(bytes).ok()?;
    read_schema(path, text.strip_prefix('\u{feff}').unwrap_or(text)).err()
}

/// What kinds of values are valid by the schema in the file `path` whatever they hold, where those are most kinds there are: it says too
/// little of what a value is.
pub fn loose(path: &RepoPath, bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let schema = read_schema(path, text.strip_prefix('\u{feff}').unwrap_or(text)).ok()?;
    let kinds = [
        ("null", json!(null)),
        ("a truth value", json!(false)),
        ("a number", json!(0)),
        ("an empty text", json!("")),
        ("an empty list", json!([])),
        ("an empty object", json!({})),
    ];
    let valid =
        kinds.iter().filter(|(_, value)| schema.violations(value).is_ok_and(|wrong| wrong.is_empty()));
    let valid: Vec<&str> = valid.map(|(name, _)| *name).collect();
    (valid.len() > kinds.len() / 2).then(|| valid.join(", "))
}

fn read_schema(path: &RepoPath, text: &str) -> Result<Schema, Broken> {
    let format = Format::of_name(path.file_name());
    let wrong = |line, why, hint: &str| Broken { line, why, hint: hint.to_owned() };
    let value =
        data::read(text, format).map_err(|unread| wrong(unread.line, unread.why, "mend its syntax"))?;
    let schema = Schema::new(value)
        .map_err(|fault| wrong(line_of(text, format, &fault.pointer), fault.why, &fault.hint))?;
    match inexact_in(text, format).filter(|_| schema.compares()) {
        Some((line, number)) => {
            let why = format!("it compares with {}, which is not read exactly", quoted(number));
            Err(wrong(Some(line), why, "write a number with fewer digits"))
        }
        None => Ok(schema),
    }
}

/// The schema, or the outcome of every text without it.
fn compiled(ask: &Ask, evidence: &Evidence) -> Result<Schema, Outcome> {
    let none = |why: String| Outcome::unknown(why).hint("let `schema` name a JSON Schema that can be read");
    let name = schema_name(ask).map_err(none)?;
    let spot = ask.beside("schema").ok_or_else(|| none("its parameter `schema` is missing".to_owned()))?;
    let text = look::beside(spot, evidence).map_err(none)?;
    read_schema(text.path, text.text).map_err(|broken| {
        let message = format!("{} is no schema to judge by: {}", quoted(name), broken.why);
        unknown(Finding { hint: Some(broken.hint), ..text.finding(broken.line, message) })
    })
}

/// A number that is not read as it is written; other formats than JSON have bounds of their own.
fn inexact_in(text: &str, format: Format) -> Option<(u64, &str)> {
    (format == Format::Json).then(|| inexact(text)).flatten()
}

fn compare(ask: &Ask, text: &Text, schema: &Schema) -> Result<Outcome, String> {
    let front = is_front_matter(ask);
    let name = match front {
        true => format!("the front matter of {}", quoted(text.path.as_str())),
        false => quoted(text.path.as_str()),
    };
    // In front matter the fence stands in the line above.
    let (part, format, above) = match front {
        true => match frontmatter::yaml(text)? {
            Ok(yaml) => (yaml, Format::Yaml, 1),
            Err(finding) => return Ok(Outcome::no(finding)),
        },
        false => (text.text.to_owned(), format_of(ask, text), 0),
    };
    let value = match data::read(&part, format) {
        Ok(value) => value,
        Err(unread) => {
            let message = format!("{name} cannot be read: {}", unread.why);
            let hint = Some(hint_of(text, front).to_owned());
            let line = unread.line.map(|line| line + above);
            return Ok(Outcome::no(Finding { hint, ..text.finding(line, message) }));
        }
    };
    if let Some((line, number)) = inexact_in(&part, format).filter(|_| schema.compares()) {
        let message = format!("{name} holds {}, which cannot be compared exactly", quoted(number));
        let hint = Some(
            "write it with fewer digits, or as a text; a contract that compares no numbers may hold it"
                .to_owned(),
        );
        return Ok(unknown(Finding { hint, ..text.finding(Some(line), message) }));
    }
    let violations = match schema.violations(&value) {
        Ok(violations) => violations,
        Err(fault) => {
            let schema = quoted(schema_name(ask).unwrap_or_default());
            let message = format!("{name} cannot be judged by {schema}: {}", fault.why);
            return Ok(unknown(Finding { hint: Some(fault.hint), ..text.finding(None, message) }));
        }
    };
    let finding = |violation: &Violation| {
        let line = line_of(&part, format, &violation.pointer).map(|line| line + above);
        told(text, &name, line, violation, schema_name(ask).unwrap_or_default())
    };
    let mut findings: Vec<Finding> = violations.iter().take(TOLD).map(finding).collect();
    if violations.len() > TOLD {
        let more = counted((violations.len() - TOLD) as u64, "more violation");
        findings.push(text.finding(None, format!("{name} has {more}")).hint(MEND_THE_LISTED));
    }
    Ok(Outcome::of(findings).figure("violations", violations.len()))
}

fn unknown(finding: Finding) -> Outcome {
    Outcome { findings: vec![finding], ..Outcome::unknown("") }
}

fn format_of(ask: &Ask, text: &Text) -> Format {
    let named = ask.text_if_given("format").and_then(Format::named);
    named.unwrap_or_else(|| Format::of_name(text.path.file_name()))
}

fn hint_of(text: &Text, front: bool) -> &'static str {
    let is_text =
        ["md", "markdown", "mdx"].iter().any(|ending| text.path.as_str().ends_with(&format!(".{ending}")));
    match is_text && !front {
        true => "a contract that means the front matter says `\"part\": \"frontmatter\"`",
        false => "mend its syntax; a contract that means another one says `format`",
    }
}

fn told(text: &Text, name: &str, line: Option<u64>, violation: &Violation, schema: &str) -> Finding {
    let place = match violation.pointer.as_str() {
        "" => "at the top".to_owned(),
        pointer => format!("at {}", quoted(pointer)),
    };
    let rule = match violation.rule.as_str() {
        "" => quoted(schema),
        rule => format!("{} in {}", quoted(rule), quoted(schema)),
    };
    Finding {
        expected: violation.wanted.clone(),
        found: Some(quoted(&violation.found)),
        hint: Some(format!("mend the value; {rule} says what it may be")),
        ..text.finding(line, format!("{name} is not valid {place}: {}", violation.message))
    }
}
