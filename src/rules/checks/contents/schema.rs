//! A JSON Schema to judge by: compiled once, offline, and refused where it would let everything pass.

use std::fmt::{self, Write};

use jsonschema::error::ValidationErrorKind;
use jsonschema::{PatternOptions, ValidationError, Validator};
use serde_json::Value;

use crate::rules::checks::contents::schema_words::{self, Fault};
use crate::rules::quote::{escaped, quoted};
use crate::rules::suggest;

/// A compiled schema.
pub struct Schema {
    value: Value,
    validator: Validator,
}

/// A value that is not what the schema asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Violation {
    /// Where it stands, as a JSON pointer.
    pub pointer: String,
    /// Where the rule stands, as a JSON pointer into the schema.
    pub rule: String,
    /// What the rule says, where it can be shown: safe to be printed.
    pub wanted: Option<String>,
    /// The value, as JSON.
    pub found: String,
    /// What is wrong, in one phrase.
    pub message: String,
}

/// More violations than this are not looked for.
pub const MOST: usize = 1_000;

/// Steps of backtracking for one pattern and one text; ordinary patterns need none.
const BACKTRACK: usize = 100_000;

/// The longest message about one value, in characters.
const LONGEST: usize = 300;

impl Schema {
    /// Compiles `value`; a `$ref` that leads out of it is a fault.
    ///
    /// # Errors
    /// It follows no draft, names what it does not hold, says nothing, or asks for a keyword that nobody knows and that is spelt
    /// almost like one that is.
    pub fn new(value: Value) -> Result<Schema, Fault> {
        schema_words::check(&value)?;
        let options = jsonschema::options()
            .offline()
            .should_validate_formats(true)
            .should_ignore_unknown_formats(false)
            .with_pattern_options(
                PatternOptions::fancy_regex().backtrack_limit(BACKTRACK).size_limit(1 << 20),
            );
        match options.build(&value) {
            Ok(validator) => Ok(Schema { value, validator }),
            Err(error) => Err(fault(&error)),
        }
    }

    /// What of `instance` is not valid, at most [`MOST`] violations.
    ///
    /// # Errors
    /// A pattern of the schema that takes too many steps: nobody knows what it says.
    pub fn violations(&self, instance: &Value) -> Result<Vec<Violation>, Fault> {
        let mut all = vec![];
        for error in self.validator.iter_errors(instance) {
            if gave_up(&error) {
                return Err(self.too_costly(&error));
            }
            all.extend(self.each(&error));
            if all.len() >= MOST {
                break;
            }
        }
        all.truncate(MOST);
        Ok(all)
    }

    /// Whether it says anything about how large or how equal values are.
    pub fn compares(&self) -> bool {
        compares(&self.value)
    }

    fn too_costly(&self, error: &ValidationError) -> Fault {
        let pointer = error.schema_path().as_str().to_owned();
        let which = self
            .value
            .pointer(&pointer)
            .and_then(Value::as_str)
            .map_or(String::new(), |it| format!(" {}", quoted(it)));
        Fault {
            pointer,
            why: format!("its pattern{which} takes more than {BACKTRACK} steps on a text that is judged"),
            hint: "write the pattern without back references, look-around and nested repetition".to_owned(),
        }
    }

    /// Properties that may not be there are each a violation of their own, at their own place.
    fn each(&self, error: &ValidationError) -> Vec<Violation> {
        let whole = self.violation(error);
        let ValidationErrorKind::AdditionalProperties { unexpected } = error.kind() else {
            return vec![whole];
        };
        let beside =
            whole.rule.strip_suffix("additionalProperties").map(|above| format!("{above}properties"));
        let known = beside.and_then(|pointer| self.value.pointer(&pointer)?.as_object());
        let known: Vec<&str> = known.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
        let one = |name: &String| {
            let meant = suggest::nearest(name, known.iter().copied());
            let meant =
                meant.map(|meant| format!(", perhaps {} is meant", quoted(meant))).unwrap_or_default();
            Violation {
                pointer: format!("{}/{}", whole.pointer, name.replace('~', "~0").replace('/', "~1")),
                found: error.instance().get(name).map(short).unwrap_or_default(),
                wanted: Some(if known.is_empty() {
                    "no such property".to_owned()
                } else {
                    format!("one of {}", known.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", "))
                }),
                message: format!("there may be no property {}{meant}", quoted(name)),
                rule: whole.rule.clone(),
            }
        };
        unexpected.iter().take(MOST).map(one).collect()
    }

    fn violation(&self, error: &ValidationError) -> Violation {
        let rule = error.schema_path().as_str().to_owned();
        Violation {
            pointer: error.instance_path().as_str().to_owned(),
            wanted: self
                .value
                .pointer(&rule)
                .map(|says| quoted(&format!("\"{}\": {says}", rule.rsplit('/').next().unwrap_or_default()))),
            rule,
            found: short(error.instance()),
            message: message(error),
        }
    }
}

fn gave_up(error: &ValidationError) -> bool {
    match error.kind() {
        ValidationErrorKind::BacktrackLimitExceeded { .. }
        | ValidationErrorKind::RegexEngineFailure { .. } => true,
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            context.iter().flatten().any(gave_up)
        }
        _ => false,
    }
}

/// Keywords that compare numbers, by value or as parts of what is compared.
const COMPARING: &[&str] = &[
    "const",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maximum",
    "minimum",
    "multipleOf",
    "uniqueItems",
];

fn compares(schema: &Value) -> bool {
    match schema {
        Value::Object(keys) => {
            keys.iter().any(|(key, value)| COMPARING.contains(&key.as_str()) || compares(value))
        }
        Value::Array(list) => list.iter().any(compares),
        _ => false,
    }
}

fn fault(error: &ValidationError) -> Fault {
    let (why, hint) = match error.kind() {
        ValidationErrorKind::Referencing(error) => {
            (error.to_string(), "bring what `$ref` names into the schema, below `$defs`: nothing is fetched")
        }
        _ => (worded(error, &|error| error.to_string()), "mend the schema"),
    };
    Fault { pointer: error.instance_path().as_str().to_owned(), why: cut(&why), hint: hint.to_owned() }
}

/// In words; a value of an artifact is shown beside them, one of a schema within.
fn message(error: &ValidationError) -> String {
    worded(error, &|error| error.masked_with("the value").to_string())
}

fn worded(error: &ValidationError, words: &dyn Fn(&ValidationError) -> String) -> String {
    let own = words(error);
    let nearest = match error.kind() {
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            context.iter().min_by_key(|errors| errors.len()).and_then(|errors| errors.first())
        }
        _ => None,
    };
    match nearest {
        Some(error) => {
            let path = error.instance_path().as_str();
            let at = if path.is_empty() { String::new() } else { format!(" at {}", quoted(path)) };
            cut(&format!("{own}; of the nearest{at}: {}", words(error)))
        }
        None => cut(&own),
    }
}

fn cut(text: &str) -> String {
    let mut shown = escaped(text.chars().take(LONGEST));
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    shown
}

/// The beginning of `value` as JSON: a finding shows no more, and a thousand of them may be about one large value.
fn short(value: &Value) -> String {
    let mut shown = Short(String::new());
    // Stops with an error when there is enough.
    let _ = write!(shown, "{value}");
    shown.0
}

struct Short(String);

impl Write for Short {
    fn write_str(&mut self, more: &str) -> fmt::Result {
        let room = LONGEST.saturating_sub(self.0.chars().count());
        self.0.extend(more.chars().take(room));
        if more.chars().nth(room).is_some() { Err(fmt::Error) } else { Ok(()) }
    }
}
