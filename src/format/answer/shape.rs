//! The words that the shapes of answers are written in: members with their types and meanings, types of records by name.

use schemars::JsonSchema;
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

/// A kind of answer.
#[derive(Debug)]
pub struct Kind {
    /// What its member `kind` says.
    pub name: &'static str,
    /// Which command answers so, and when.
    pub doc: &'static str,
    /// Its members, apart from `format`, `kind` and `next`.
    pub members: Vec<Member>,
}

/// A member of an object.
#[derive(Debug)]
pub struct Member {
    name: &'static str,
    schema: Value,
    doc: &'static str,
    always: bool,
}

/// A member that is always there.
pub fn member(name: &'static str, schema: Value, doc: &'static str) -> Member {
    Member { name, schema, doc, always: true }
}

impl Member {
    /// The same, not always there.
    #[must_use]
    pub fn sometimes(mut self) -> Member {
        self.always = false;
        self
    }
}

/// An object with these members and no other.
pub fn object(members: impl IntoIterator<Item = Member>) -> Value {
    let (mut properties, mut required) = (Map::new(), vec![]);
    for Member { name, mut schema, doc, always } in members {
        schema["description"] = json!(doc);
        properties.insert(name.to_owned(), schema);
        if always {
            required.push(name);
        }
    }
    json!({ "type": "object", "additionalProperties": false, "properties": properties, "required": required })
}

/// A text.
pub fn text() -> Value {
    json!({ "type": "string" })
}

/// A whole number, 0 or more.
pub fn whole() -> Value {
    json!({ "type": "integer", "minimum": 0 })
}

/// `true` or `false`.
pub fn flag() -> Value {
    json!({ "type": "boolean" })
}

/// One of these texts.
pub fn words(words: &[&str]) -> Value {
    json!({ "enum": words })
}

/// A list of these.
pub fn list(item: Value) -> Value {
    json!({ "type": "array", "items": item })
}

/// The same or `null`.
pub fn or_null(schema: Value) -> Value {
    json!({ "anyOf": [schema, { "type": "null" }] })
}

/// Types that have a name, each described once.
#[derive(Debug)]
pub struct Types {
    of_records: SchemaGenerator,
    named: Map<String, Value>,
}

impl Types {
    /// None yet.
    pub fn new() -> Types {
        let settings = SchemaSettings::draft2020_12().for_serialize();
        Types { of_records: settings.into_generator(), named: Map::new() }
    }

    /// A type of records, by reference.
    pub fn of<T: JsonSchema>(&mut self) -> Value {
        self.of_records.subschema_for::<T>().into()
    }

    /// A shape under a name of its own, by reference.
    pub fn named(&mut self, name: &str, schema: Value) -> Value {
        self.named.insert(name.to_owned(), schema);
        json!({ "$ref": format!("#/$defs/{name}") })
    }

    /// All of them.
    pub fn definitions(mut self) -> Map<String, Value> {
        self.named.extend(self.of_records.take_definitions(true));
        self.named
    }
}

impl Default for Types {
    fn default() -> Types {
        Types::new()
    }
}
