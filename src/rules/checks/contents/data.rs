//! Values in JSON, YAML and TOML: what a text holds, and the line where a value stands.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::rules::checks::contents::json_tokens::{DEEPEST, too_deep};
use crate::rules::checks::contents::unread::said;
use crate::rules::quote::quoted;

/// How values are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// RFC 8259.
    Json,
    /// YAML 1.2, one document.
    Yaml,
    /// TOML 1.
    Toml,
}

/// The names of the formats.
pub const FORMATS: &[&str] = &["json", "yaml", "toml"];

impl Format {
    /// The format called `name`.
    pub fn named(name: &str) -> Option<Format> {
        match name {
            "json" => Some(Format::Json),
            "yaml" => Some(Format::Yaml),
            "toml" => Some(Format::Toml),
            _ => None,
        }
    }

    /// The format of a file by its ending: JSON where that says nothing.
    pub fn of_name(file: &str) -> Format {
        let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
        match ending.as_str() {
            "yaml" | "yml" => Format::Yaml,
            "toml" => Format::Toml,
            _ => Format::Json,
        }
    }
}

/// What is wrong with a text, and in which line where that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// From 1.
    pub line: Option<u64>,
    /// One phrase.
    pub why: String,
}

/// The value that `text` holds. Objects that name a key twice are refused: readers differ in which one they take.
///
/// # Errors
/// It is empty, it does not follow the format, it nests too deeply, or it holds what JSON cannot say.
pub fn read(text: &str, format: Format) -> Result<Value, Unread> {
    if text.trim().is_empty() {
        return Err(Unread { line: None, why: "it is empty".to_owned() });
    }
    if let Some(line) = (format == Format::Json).then(|| too_deep(text)).flatten() {
        return Err(deep(Some(line)));
    }
    let value = match format {
        Format::Json => serde_json::from_str::<Strict>(text)
            .map(|strict| strict.0)
            .map_err(|error| unread(Some(error.line() as u64), &error.to_string())),
        Format::Yaml => serde_saphyr::from_str::<Strict>(text).map(|strict| strict.0).map_err(|error| {
            unread(error.location().map(|location| location.line()), &error.without_snippet().to_string())
        }),
        Format::Toml => toml(text),
    }?;
    if format != Format::Json && depth(&value) > DEEPEST { Err(deep(None)) } else { Ok(value) }
}

fn deep(line: Option<u64>) -> Unread {
    Unread { line, why: format!("it nests more than {DEEPEST} levels deep") }
}

/// How many levels of lists and objects `value` has.
fn depth(value: &Value) -> usize {
    let below = |values: &mut dyn Iterator<Item = &Value>| 1 + values.map(depth).max().unwrap_or(0);
    match value {
        Value::Array(list) => below(&mut list.iter()),
        Value::Object(members) => below(&mut members.values()),
        _ => 0,
    }
}

fn unread(line: Option<u64>, why: &str) -> Unread {
    Unread { line: line.filter(|line| *line > 0), why: said(why) }
}

fn toml(text: &str) -> Result<Value, Unread> {
    let broken = |error: toml::de::Error| {
        let line = error.span().map(|span| line_at(text, span.start));
        unread(line, error.message())
    };
    let table = text.parse::<toml::Table>().map_err(broken)?;
    from_toml(toml::Value::Table(table)).map_err(|why| Unread { line: None, why })
}

fn from_toml(value: toml::Value) -> Result<Value, String> {
    Ok(match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => Value::from(number),
        toml::Value::Float(number) => number_of(number)?,
        toml::Value::Boolean(flag) => Value::Bool(flag),
        toml::Value::Datetime(moment) => Value::String(moment.to_string()),
        toml::Value::Array(list) => Value::Array(list.into_iter().map(from_toml).collect::<Result<_, _>>()?),
        toml::Value::Table(table) => {
            let entries = table.into_iter().map(|(key, value)| Ok((key, from_toml(value)?)));
            Value::Object(entries.collect::<Result<_, String>>()?)
        }
    })
}

fn number_of(number: f64) -> Result<Value, String> {
    let finite = Number::from_f64(number).map(Value::Number);
    finite.ok_or_else(|| format!("it holds the number {number}, which JSON cannot say"))
}

/// The line of the byte at `offset`, from 1.
pub fn line_at(text: &str, offset: usize) -> u64 {
    let before = text.as_bytes().get(..offset).unwrap_or(text.as_bytes());
    before.iter().filter(|byte| **byte == b'\n').count() as u64 + 1
}

/// A value whose objects name no key twice.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Strict, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Strict)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        number_of(value).map_err(E::custom)
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(StrictVisitor)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = vec![];
        while let Some(Strict(value)) = list.next_element()? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut values = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            if values.contains_key(&key) {
                return Err(A::Error::custom(format!("the key {} stands there twice", quoted(&key))));
            }
            let Strict(value) = map.next_value()?;
            values.insert(key, value);
        }
        Ok(Value::Object(values))
    }
}
