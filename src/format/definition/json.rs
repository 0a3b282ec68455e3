//! JSON text as a tree in which every value knows its place.

use std::collections::HashMap;
use std::ops::Range;

use jsonc_parser::ast;
use jsonc_parser::common::Ranged;
use jsonc_parser::errors::{ParseError, ParseErrorKind};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use crate::format::definition::prescan;
use crate::format::definition::problem::{Problem, Problems};
use crate::rules::quote::quoted;
use crate::rules::suggest;

/// A value and where it stands, in bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// From its first byte to behind its last.
    pub span: Range<usize>,
    /// What it is.
    pub value: Value,
}

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Flag(bool),
    /// A number as written.
    Number(String),
    /// A text, decoded.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// An object in the order written; no key twice.
    Object(Vec<Entry>),
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Decoded.
    pub key: String,
    /// Where the key stands.
    pub place: Range<usize>,
    /// What stands at it.
    pub value: Node,
}

impl Node {
    /// The value at `key` of an object.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// The entries of an object, else none.
    pub fn entries(&self) -> &[Entry] {
        if let Value::Object(entries) = &self.value { entries } else { &[] }
    }

    /// The elements of a list, else none.
    pub fn elements(&self) -> &[Node] {
        if let Value::List(elements) = &self.value { elements } else { &[] }
    }

    /// A text.
    pub fn text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.value { Some(text) } else { None }
    }

    /// `true` or `false`.
    pub fn flag(&self) -> Option<bool> {
        if let Value::Flag(flag) = self.value { Some(flag) } else { None }
    }

    /// A number without fraction and exponent that fits 64 bits.
    pub fn whole(&self) -> Option<i64> {
        if let Value::Number(number) = &self.value { number.parse().ok() } else { None }
    }

    /// What `pointer` (RFC 6901) leads to; the last step that is there where it leads to nothing.
    pub fn at(&self, pointer: &str) -> &Node {
        let mut node = self;
        for step in pointer.split('/').skip(1) {
            let step = step.replace("~1", "/").replace("~0", "~");
            let below = match &node.value {
                Value::List(elements) => step.parse::<usize>().ok().and_then(|at| elements.get(at)),
                _ => node.get(&step),
            };
            let Some(below) = below else { break };
            node = below;
        }
        node
    }

    /// The whole of a plain value, only the bracket of a list or an object.
    pub fn opening(&self) -> Range<usize> {
        match self.value {
            Value::List(_) | Value::Object(_) => self.span.start..self.span.start + 1,
            _ => self.span.clone(),
        }
    }

    /// The value without its places; `None` for a number that no value can hold.
    pub fn to_json(&self) -> Option<serde_json::Value> {
        Some(match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Flag(flag) => serde_json::Value::Bool(*flag),
            Value::Number(number) => serde_json::from_str(number).ok()?,
            Value::Text(text) => serde_json::Value::String(text.clone()),
            Value::List(list) => list.iter().map(Node::to_json).collect::<Option<_>>()?,
            Value::Object(entries) => entries
                .iter()
                .map(|entry| Some((entry.key.clone(), entry.value.to_json()?)))
                .collect::<Option<serde_json::Map<_, _>>>()?
                .into(),
        })
    }

    /// An object without entries where `node` stands.
    pub fn empty_object(node: &Node) -> Node {
        Node { span: node.span.clone(), value: Value::Object(vec![]) }
    }

    /// A word for its type, with an article.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Flag(_) => "a flag",
            Value::Number(_) => "a number",
            Value::Text(_) => "a text",
            Value::List(_) => "a list",
            Value::Object(_) => "an object",
        }
    }
}

/// JSON as RFC 8259 has it: every liberty of the parser is switched off.
const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Parses `text`. A tree is given back when the text is JSON by its grammar; keys that stand twice and numbers that
/// overflow are problems all the same.
pub fn parse(text: &str, problems: &mut Problems) -> Option<Node> {
    if let Some(problem) = prescan::lexical(text) {
        problems.push(problem);
        return None;
    }
    match parse_to_ast(text, &CollectOptions::default(), &STRICT) {
        Ok(parsed) => {
            if parsed.value.is_none() {
                problems.push(Problem::new("empty_file", &(0..0), "the file is empty"));
            }
            parsed.value.map(|value| node(value, problems))
        }
        Err(error) => {
            problems.push(explain(&error, text));
            None
        }
    }
}

fn node(value: ast::Value<'_>, problems: &mut Problems) -> Node {
    let range = value.range();
    let value = match value {
        ast::Value::NullKeyword(_) => Value::Null,
        ast::Value::BooleanLit(literal) => Value::Flag(literal.value),
        ast::Value::NumberLit(literal) => {
            if !literal.value.parse().is_ok_and(f64::is_finite) {
                let message = "the number is larger than readers of JSON can hold";
                problems.push(Problem::new("bad_number", &(range.start..range.end), message));
            }
            Value::Number(literal.value.to_owned())
        }
        ast::Value::StringLit(literal) => Value::Text(literal.value.into_owned()),
        ast::Value::Array(array) => {
            Value::List(array.elements.into_iter().map(|element| node(element, problems)).collect())
        }
        ast::Value::Object(object) => Value::Object(entries(object, problems)),
    };
    Node { span: range.start..range.end, value }
}

/// So many keys are compared one by one; more are looked up.
const FEW: usize = 16;

/// The entries of an object; the second of two equal keys is a problem and left out.
fn entries(object: ast::Object<'_>, problems: &mut Problems) -> Vec<Entry> {
    let many = object.properties.len() > FEW;
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut entries: Vec<Entry> = Vec::with_capacity(object.properties.len());
    for property in object.properties {
        let range = property.name.range();
        let place = range.start..range.end;
        let key = property.name.into_string();
        let value = node(property.value, problems);
        let known = match many {
            true => seen.get(&key).copied(),
            false => entries.iter().position(|entry| entry.key == key),
        };
        if let Some(first) = known.and_then(|at| entries.get(at)) {
            let message = format!("the key {} stands twice in one object", quoted(&key));
            problems.push(
                Problem::new("duplicate_key", &place, message)
                    .label("again here")
                    .also(&first.place, "first here")
                    .hint("keep one of them"),
            );
            continue;
        }
        if many {
            seen.insert(key.clone(), entries.len());
        }
        entries.push(Entry { key, place, value });
    }
    entries
}

/// The parser's complaint in our words, with what to do.
fn explain(error: &ParseError, text: &str) -> Problem {
    let range = error.range();
    let place = range.start..range.end;
    let bad = |message: &str| Problem::new("bad_json", &place, message);
    match error.kind() {
        ParseErrorKind::UnterminatedObject | ParseErrorKind::UnterminatedArray => {
            let what = if matches!(error.kind(), ParseErrorKind::UnterminatedArray) {
                "a list"
            } else {
                "an object"
            };
            let end = text.trim_end().len();
            Problem::new("bad_json", &(end..end), format!("the file ends inside {what}"))
                .label("the file ends here")
                .also(&(range.start..range.start + 1), "opened here")
        }
        ParseErrorKind::TrailingCommasNotAllowed => {
            bad("a comma stands before a closing bracket").hint("remove the comma")
        }
        ParseErrorKind::ExpectedComma => bad("a comma is missing between two entries").label("put `,` here"),
        ParseErrorKind::ExpectedColonAfterObjectKey => bad("a key is not followed by `:`"),
        ParseErrorKind::ExpectedObjectValue => bad("a key has no value"),
        ParseErrorKind::ExpectedStringObjectProperty => bad("a key stands without double quotes"),
        ParseErrorKind::CommentsNotAllowed => bad("JSON has no comments")
            .hint("put the words into the key `notes`, which is accepted everywhere"),
        ParseErrorKind::SingleQuotedStringsNotAllowed => {
            bad("a text stands in double quotes, not single ones")
        }
        ParseErrorKind::MultipleRootJsonValues => bad("something follows after the end of the definition"),
        ParseErrorKind::UnexpectedWord => {
            let word = text.get(place.clone()).unwrap_or_default();
            bad(&format!("{} is no JSON value", quoted(word)))
                .meant(suggest::nearest(word, ["true", "false", "null"]))
                .hint("a text stands in double quotes")
        }
        ParseErrorKind::UnexpectedToken | ParseErrorKind::UnexpectedTokenInObject => {
            let found = text.get(place.start..).and_then(|rest| rest.chars().next());
            let found = found.map_or_else(|| "nothing".to_owned(), |c| quoted(&c.to_string()));
            bad(&format!("{found} cannot stand here"))
                .hint("look for a bracket, a comma or a quote that is too much or missing")
        }
        other => {
            let mut said = other.to_string();
            if let Some(first) = said.get_mut(..1) {
                first.make_ascii_lowercase();
            }
            Problem::new("bad_json", &place, format!("this is not JSON: {}", quoted(&said).trim_matches('`')))
        }
    }
}
