//! The words of a JSON Schema. The standard lets unknown ones pass in silence, so that one slip makes a rule vanish.

use serde_json::{Map, Value};

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
/// It accepts everything, or holds a keyword that nobody knows and that is spelt almost like one that judges.
pub fn check(schema: &Value) -> Result<(), Fault> {
    let says_something = match schema {
        Value::Bool(accepts) => !accepts,
        // What only refers to itself says nothing either.
        Value::Object(keys) => keys
            .iter()
            .any(|(key, value)| known().any(|word| word == key) && !(key == "$ref" && value == "#")),
        _ => {
            let hint = "write a JSON Schema: an object such as `{\"type\": \"object\"}`".to_owned();
            return Err(Fault { pointer: String::new(), why: "it is no object".to_owned(), hint });
        }
    };
    if !says_something {
        let hint = "say what the values must be, for example with `type` and `required`".to_owned();
        let why = "it accepts everything, so nothing would be judged".to_owned();
        slips(schema, "")?;
        return Err(Fault { pointer: String::new(), why, hint });
    }
    slips(schema, "")
}

fn known() -> impl Iterator<Item = &'static str> {
    [JUDGING, WITH_ONE, WITH_LIST, WITH_NAMES].into_iter().flatten().copied()
}

fn slips(schema: &Value, at: &str) -> Result<(), Fault> {
    let Value::Object(keys) = schema else { return Ok(()) };
    for (key, value) in keys {
        let here = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
        let (name, below) = (key.as_str(), value);
        if WITH_NAMES.contains(&name) || KEPT.contains(&name) {
            below.as_object().map_or(Ok(()), |named| each(named, &here))?;
        } else if WITH_ONE.contains(&name) || WITH_LIST.contains(&name) {
            slips(below, &here)?;
            for (index, one) in below.as_array().into_iter().flatten().enumerate() {
                slips(one, &format!("{here}/{index}"))?;
            }
        } else if let Some(meant) = meant(name) {
            let why = format!("the keyword {} is unknown and would be passed over", quoted(name));
            return Err(Fault { pointer: here, why, hint: format!("did you mean `{meant}`?") });
        }
    }
    Ok(())
}

fn each(named: &Map<String, Value>, at: &str) -> Result<(), Fault> {
    named.iter().try_for_each(|(name, schema)| {
        slips(schema, &format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")))
    })
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
