//! Whether a JSON Schema refuses anything at all: one that accepts every value looks like a check and is none.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::rules::checks::contents::schema_drafts::Draft;

/// Deeper than this nothing is followed: such a schema is taken for one that says something.
const DEEPEST: usize = 200;

/// Whether `schema` may refuse a value. What cannot be told without judging, such as a `$ref` by name, counts as if it did.
pub fn refuses_something(schema: &Value) -> bool {
    let mut looking =
        Looking { whole: schema, known: HashMap::new(), draft: Draft::named(schema).unwrap_or(Draft::D2020) };
    looking.refuses(schema, 0)
}

struct Looking<'a> {
    whole: &'a Value,
    /// What references come to; one that is being looked at says nothing by itself.
    known: HashMap<&'a str, bool>,
    draft: Draft,
}

type Keys = Map<String, Value>;

impl<'a> Looking<'a> {
    fn refuses(&mut self, schema: &'a Value, depth: usize) -> bool {
        let keys = match schema {
            Value::Bool(accepts) => return !accepts,
            Value::Object(keys) => keys,
            _ => return true,
        };
        if depth > DEEPEST {
            return true;
        }
        match keys.get("$ref") {
            Some(to) if self.draft.has_lonely_refs() => self.reference(to, depth),
            _ => keys.iter().any(|(key, value)| self.keyword(keys, key, value, depth + 1)),
        }
    }

    fn keyword(&mut self, keys: &'a Keys, key: &str, value: &'a Value, depth: usize) -> bool {
        let filled = || value.as_array().is_some_and(|list| !list.is_empty());
        match key {
            "$ref" | "$dynamicRef" | "$recursiveRef" => self.reference(value, depth),
            "type" => !is_every_type(value),
            "enum" | "const" | "multipleOf" | "maximum" | "exclusiveMaximum" | "minimum"
            | "exclusiveMinimum" | "maxLength" | "maxItems" | "maxProperties" | "format" => true,
            "pattern" => value.as_str().is_none_or(|it| !matches!(it, "" | ".*" | "^" | "$" | "^.*$")),
            "minLength" | "minItems" | "minProperties" => value.as_f64().is_none_or(|least| least > 0.0),
            "required" => filled(),
            "uniqueItems" => value.as_bool() == Some(true),
            // Where they only tell what a text is, they refuse none.
            "contentEncoding" | "contentMediaType" => self.draft <= Draft::D7,
            "contains" => {
                keys.get("minContains").is_none_or(|least| least.as_f64() != Some(0.0))
                    || keys.contains_key("maxContains")
            }
            "additionalProperties" | "unevaluatedProperties" | "unevaluatedItems" | "propertyNames" => {
                self.refuses(value, depth)
            }
            "additionalItems" => keys.get("items").is_some_and(Value::is_array) && self.refuses(value, depth),
            "items" | "prefixItems" | "allOf" => match value {
                Value::Array(list) => list.iter().any(|one| self.refuses(one, depth)),
                one => self.refuses(one, depth),
            },
            "anyOf" => value.as_array().is_some_and(|list| list.iter().all(|one| self.refuses(one, depth))),
            "oneOf" => match value.as_array().map(Vec::as_slice) {
                Some([only]) => self.refuses(only, depth),
                _ => true,
            },
            "not" => *value != Value::Bool(false),
            "then" | "else" => keys.contains_key("if") && self.refuses(value, depth),
            "properties" | "patternProperties" | "dependentSchemas" | "dependencies"
            | "dependentRequired" => value.as_object().is_some_and(|named| {
                named.values().any(|one| match one {
                    Value::Array(names) => !names.is_empty(),
                    one => self.refuses(one, depth),
                })
            }),
            _ => false,
        }
    }

    fn reference(&mut self, to: &'a Value, depth: usize) -> bool {
        let Some(to) = to.as_str() else { return true };
        let Some(pointer) = to.strip_prefix('#').filter(|it| it.is_empty() || it.starts_with('/')) else {
            return true;
        };
        if let Some(known) = self.known.get(to) {
            return *known;
        }
        let Some(meant) = self.whole.pointer(pointer) else { return true };
        self.known.insert(to, false);
        let refuses = self.refuses(meant, depth + 1);
        self.known.insert(to, refuses);
        refuses
    }
}

fn is_every_type(value: &Value) -> bool {
    let named = |name: &str| match value {
        Value::Array(list) => list.iter().any(|it| it == name),
        one => one == name,
    };
    ["null", "boolean", "object", "array", "number", "string"].into_iter().all(named)
}
