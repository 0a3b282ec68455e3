//! JSON Schemas of the definitions for editors, made from the same tables that check the files.

use serde_json::{Map, Value, json};

use crate::format::definition::case_keys::CASE;
use crate::format::definition::check_keys;
use crate::format::definition::config_keys::CONFIG;
use crate::format::definition::contract_keys::CONTRACT;
use crate::format::definition::own_keys::{CHECK, SAMPLE};
use crate::format::definition::shape::{Key, LARGEST, MOST_ENTRIES, OLDER, Shape, Table};
use crate::format::definition::text::Text;
use crate::format::definition::workflow_keys::WORKFLOW;
use crate::rules::checks::catalogue::CHECKS;

/// The schema of a workflow's definition.
pub fn workflow() -> Value {
    whole("Workflow", &WORKFLOW)
}

/// The schema of a contract's definition.
pub fn contract() -> Value {
    whole("Contract", &CONTRACT)
}

/// The schema of a case's definition.
pub fn case() -> Value {
    whole("Case", &CASE)
}

/// The schema of a check of a repository's own.
pub fn own_check() -> Value {
    whole("Check", &CHECK)
}

/// The schema of a sample of such a check.
pub fn own_sample() -> Value {
    whole("Sample", &SAMPLE)
}

/// The schema of `gatewright.json`.
pub fn config() -> Value {
    whole("Configuration", &CONFIG)
}

fn whole(title: &str, table: &'static Table) -> Value {
    let mut top = Map::new();
    top.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    top.insert("title".to_owned(), json!(title));
    top.extend(object(&all(table)));
    Value::Object(top)
}

fn all(table: &'static Table) -> Vec<Key> {
    table.keys.iter().chain(OLDER).copied().collect()
}

fn object(keys: &[Key]) -> Map<String, Value> {
    let accepted = || keys.iter().filter(|key| !matches!(key.shape, Shape::Refused(_)));
    let properties: Map<String, Value> = accepted().map(|key| (key.name.to_owned(), property(key))).collect();
    let required: Vec<&str> = accepted().filter(|key| key.required).map(|key| key.name).collect();
    let mut object = members(json!({"type": "object", "properties": properties}));
    if !required.is_empty() {
        object.insert("required".to_owned(), json!(required));
    }
    object.insert("additionalProperties".to_owned(), json!(false));
    object
}

fn property(key: &Key) -> Value {
    let mut property = Map::new();
    property.insert("description".to_owned(), json!(key.doc));
    property.extend(shape(&key.shape));
    Value::Object(property)
}

fn shape(shape: &Shape) -> Map<String, Value> {
    match shape {
        Shape::Text(rule) => text(*rule),
        Shape::OneOf(names) => members(json!({"type": "string", "enum": names})),
        Shape::Whole(least, most) => members(json!({"type": "integer", "minimum": least, "maximum": most})),
        Shape::Flag => members(json!({"type": "boolean"})),
        Shape::Scalar => members(json!({"anyOf": [
            text(Text::Value),
            {"type": "integer", "minimum": -LARGEST, "maximum": LARGEST},
            {"type": "boolean"},
        ]})),
        Shape::Ignored => Map::new(),
        Shape::Refused(_) => members(json!({"not": {}})),
        Shape::List(of, least) => list(self::shape(of), *least),
        Shape::Argv => {
            let mut argv = list(text(Text::Argument), 1);
            argv.insert("prefixItems".to_owned(), json!([{"type": "string", "minLength": 1}]));
            argv
        }
        Shape::Object(table) => object(&all(table)),
        Shape::Map(names, of) => members(json!({
            "type": "object",
            "maxProperties": MOST_ENTRIES,
            "propertyNames": text(*names),
            "additionalProperties": self::shape(of),
        })),
        Shape::Either(shapes) => {
            let shapes: Vec<_> = shapes.iter().map(self::shape).collect();
            members(json!({"anyOf": shapes}))
        }
        Shape::Check(table) => check(table),
    }
}

fn list(of: Map<String, Value>, least: usize) -> Map<String, Value> {
    let mut list = members(json!({"type": "array"}));
    if least > 0 {
        list.insert("minItems".to_owned(), json!(least));
    }
    list.insert("maxItems".to_owned(), json!(MOST_ENTRIES));
    list.insert("items".to_owned(), Value::Object(of));
    list
}

fn text(rule: Text) -> Map<String, Value> {
    let (least, most, pattern) = rule.limits();
    let mut text = members(json!({"type": "string"}));
    if least > 0 {
        text.insert("minLength".to_owned(), json!(least));
    }
    if let Some(most) = most {
        text.insert("maxLength".to_owned(), json!(most));
    }
    if let Some(pattern) = pattern {
        text.insert("pattern".to_owned(), json!(pattern));
    }
    text
}

/// One branch for each check, chosen by `type`, so that an editor offers the keys of that check and no others.
fn check(table: &'static Table) -> Map<String, Value> {
    let mut types: Vec<Value> =
        CHECKS.iter().map(|kind| json!({"const": kind.name, "description": kind.summary})).collect();
    types.push(json!({
        "type": "string",
        "pattern": OWN,
        "description": "A check that the repository brings itself, in the directory of that name.",
    }));
    let mut branches: Vec<Value> = CHECKS
        .iter()
        .map(|kind| {
            let keys: Vec<Key> = all(table).into_iter().chain(check_keys::keys(kind)).collect();
            let mut keys = object(&keys);
            keys.insert("description".to_owned(), json!(kind.summary));
            json!({
                "if": {"properties": {"type": {"const": kind.name}}, "required": ["type"]},
                "then": keys,
            })
        })
        .collect();
    branches.push(own(table));
    members(json!({
        "type": "object",
        "properties": {"type": {
            "description": "Which check is made: one that gatewright knows, or `checks/<name>` for one that the repository brings.",
            "anyOf": types,
        }},
        "required": ["type"],
        "allOf": branches,
    }))
}

/// The types of checks that a repository brings itself.
const OWN: &str = "^checks/[A-Za-z0-9._][A-Za-z0-9._-]*$";

/// The branch for them: which parameters each has is said in its `check.json` alone.
fn own(table: &'static Table) -> Value {
    let keys: Vec<Key> = all(table).into_iter().chain([check_keys::TARGET]).collect();
    let mut keys = object(&keys);
    keys.remove("additionalProperties");
    keys.insert(
        "description".to_owned(),
        json!("A check that the repository brings itself; its parameters stand beside these keys."),
    );
    json!({
        "if": {"properties": {"type": {"pattern": OWN}}, "required": ["type"]},
        "then": keys,
    })
}

fn members(value: Value) -> Map<String, Value> {
    if let Value::Object(members) = value { members } else { Map::new() }
}
