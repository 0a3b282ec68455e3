//! The words of a JSON Schema. The standard lets unknown ones pass in silence, so that one slip makes a rule vanish.

use serde_json::{Map, Value};

use crate::rules::checks::contents::schema_drafts::Draft;
use crate::rules::checks::contents::schema_says::refuses_something;
use crate::rules::quote::quoted;
use crate::rules::suggest;

/// What is wrong with a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where, as a JSON pointer into it.
    pub pointer: String,
    /// One phrase.
    pub why: String,
    /// How to mend it.
    pub hint: String,
}

/// Keywords that judge by themselves.
const JUDGING: &[&str] = &[
    "type",
    "enum",
    "const",
    "multipleOf",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "maxContains",
    "minContains",
    "maxProperties",
    "minProperties",
    "required",
    "dependentRequired",
    "format",
    "contentEncoding",
    "contentMediaType",
    "$ref",
    "$dynamicRef",
    "$recursiveRef",
];
/// Keywords with a schema, or in `items` and `dependencies` of older drafts a list.
const WITH_ONE: &[&str] = &[
    "additionalProperties",
    "propertyNames",
    "items",
    "additionalItems",
    "contains",
    "not",
    "if",
    "then",
    "else",
    "unevaluatedItems",
    "unevaluatedProperties",
    "contentSchema",
];
/// Keywords with a list of schemas.
const WITH_LIST: &[&str] = &["allOf", "anyOf", "oneOf", "prefixItems"];
/// Keywords with schemas by name.
const WITH_NAMES: &[&str] = &["properties", "patternProperties", "dependentSchemas", "dependencies"];
/// Schemas that only a `$ref` brings into play.
const KEPT: &[&str] = &["$defs", "definitions"];
/// Words for people that look like slips of those above.
const FOR_PEOPLE: &[&str] = &["example", "examples", "title", "note", "notes", "name", "default", "tsType"];

/// Whether `schema` can be judged by at all.
///
/// # Errors
/// It accepts everything, or holds a keyword that its draft passes over: one of another draft, or one that nobody knows and that is
/// spelt almost like one that judges.
pub fn check(schema: &Value) -> Result<(), Fault> {
    if !matches!(schema, Value::Bool(_) | Value::Object(_)) {
        let hint = "write a JSON Schema: an object such as `{\"type\": \"object\"}`".to_owned();
        return Err(Fault { pointer: String::new(), why: "it is no object".to_owned(), hint });
    }
    slips(schema, "", Draft::named(schema).unwrap_or(Draft::D2020))?;
    if refuses_something(schema) {
        return Ok(());
    }
    let hint = "say what the values must be, for example with `type` and `required`".to_owned();
    let why = "it accepts everything, so nothing would be judged".to_owned();
    Err(Fault { pointer: String::new(), why, hint })
}

fn known() -> impl Iterator<Item = &'static str> {
    [JUDGING, WITH_ONE, WITH_LIST, WITH_NAMES].into_iter().flatten().copied()
}

fn slips(schema: &Value, at: &str, around: Draft) -> Result<(), Fault> {
    let Value::Object(keys) = schema else { return Ok(()) };
    let draft = Draft::named(schema).unwrap_or(around);
    for (key, value) in keys {
        let here = below(at, key);
        let name = key.as_str();
        if let Some((why, hint)) = passed_over(keys, name, draft) {
            return Err(Fault { pointer: here, why, hint });
        }
        if WITH_NAMES.contains(&name) || KEPT.contains(&name) {
            value.as_object().map_or(Ok(()), |named| each(named, &here, draft))?;
        } else if WITH_ONE.contains(&name) || WITH_LIST.contains(&name) {
            slips(value, &here, draft)?;
            for (index, one) in value.as_array().into_iter().flatten().enumerate() {
                slips(one, &format!("{here}/{index}"), draft)?;
            }
        } else if let Some(meant) = meant(name) {
            let why = format!("the keyword {} is unknown and would be passed over", quoted(name));
            return Err(Fault { pointer: here, why, hint: format!("did you mean `{meant}`?") });
        }
    }
    Ok(())
}

/// Why the draft would pass over a keyword that others know.
fn passed_over(keys: &Map<String, Value>, name: &str, draft: Draft) -> Option<(String, String)> {
    if draft.has_lonely_refs() && name != "$ref" && keys.contains_key("$ref") && known().any(|it| it == name)
    {
        let why = format!("the draft {} passes over {} beside `$ref`", draft.name(), quoted(name));
        return Some((
            why,
            "put both into a list below `allOf`, or name a newer draft in `$schema`".to_owned(),
        ));
    }
    draft.lacks(name)
}

fn each(named: &Map<String, Value>, at: &str, draft: Draft) -> Result<(), Fault> {
    named.iter().try_for_each(|(name, schema)| slips(schema, &below(at, name), draft))
}

fn below(at: &str, key: &str) -> String {
    format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// The keyword that `typed` is a slip of.
fn meant(typed: &str) -> Option<&'static str> {
    let is_known =
        known().chain(KEPT.iter().copied()).chain(FOR_PEOPLE.iter().copied()).any(|word| word == typed);
    if is_known || typed.len() < 4 || typed.starts_with(['$', 'x']) && !typed.starts_with("$re") {
        return None;
    }
    suggest::nearest(typed, known()).filter(|meant| meant.len().abs_diff(typed.len()) <= 1)
}
