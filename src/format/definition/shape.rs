//! What may stand at a key: one description from which files are checked and JSON Schemas are made.

use crate::format::definition::text::Text;
use crate::model::duration;

/// What may stand somewhere.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// A text that follows a rule.
    Text(Text),
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// A whole number from the first to the second.
    Whole(i64, i64),
    /// `true` or `false`.
    Flag,
    /// The value of a parameter: a text, a whole number or a flag.
    Scalar,
    /// Anything; it is not looked at.
    Ignored,
    /// Nothing: the key is known and refused, with what to do instead.
    Refused(&'static str),
    /// A list of such things, at least so many.
    List(&'static Shape, usize),
    /// An argument vector: at least one text, the first not empty.
    Argv,
    /// An object with these keys.
    Object(&'static Table),
    /// An object whose keys are names of this rule.
    Map(Text, &'static Shape),
    /// One of several; at most one of each JSON type.
    Either(&'static [Shape]),
    /// An entry of `validations`: these keys and those of the check that its `type` names.
    Check(&'static Table),
}

/// The keys of an object.
#[derive(Debug)]
pub struct Table {
    /// What the object is, with an article: `a gate`.
    pub what: &'static str,
    /// Its keys, in the order in which they are listed.
    pub keys: &'static [Key],
}

/// A key of an object.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// As written.
    pub name: &'static str,
    /// What may stand there.
    pub shape: Shape,
    /// Whether it must.
    pub required: bool,
    /// What it is for: one or two sentences for the manual and for editors.
    pub doc: &'static str,
}

/// A span of time: a number of seconds, or a text with units.
pub const DURATION: Shape =
    Shape::Either(&[Shape::Whole(1, duration::LONGEST as i64), Shape::Text(Text::Duration)]);

/// A key that must be there.
pub const fn must(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key { name, shape, required: true, doc }
}

/// A key that may be there.
pub const fn may(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key { name, shape, required: false, doc }
}

/// Names the JSON Schema of a file; at the top of every definition.
pub const SCHEMA: Key = may(
    "$schema",
    Shape::Text(Text::Any),
    "The JSON Schema of this file, for editors; it changes nothing here.",
);

const PASSED_OVER: &str = "Accepted and passed over: a note for people, or a key of older definitions.";
const COMMAND_INSTEAD: &str = "say what must hold in a validation of type `command` instead";

/// Keys that stand in older definitions, accepted in every object but not acted upon, and one that is refused.
pub static OLDER: &[Key] = &[
    may("notes", Shape::Ignored, PASSED_OVER),
    may("heuristic", Shape::Ignored, PASSED_OVER),
    may("configurable", Shape::Ignored, PASSED_OVER),
    may("phase", Shape::Ignored, PASSED_OVER),
    may("variant", Shape::Ignored, PASSED_OVER),
    may("pre_scripts", Shape::Refused(COMMAND_INSTEAD), "Refused."),
];

/// So many entries a list, or an object with free keys, may have: more than anybody writes, few enough to compare each
/// with each.
pub const MOST_ENTRIES: usize = 1_000;

/// The largest whole number that every JSON reader keeps exactly.
pub const LARGEST: i64 = 1 << 53;

impl Shape {
    /// How it is written: an object with the keys that must be there.
    pub fn sketch(&self) -> String {
        match self {
            Shape::Object(table) => {
                let required = table.keys.iter().filter(|key| key.required);
                let keys: Vec<String> =
                    required.map(|key| format!("\"{}\": {}", key.name, key.shape.sketch())).collect();
                format!("{{{}}}", keys.join(", "))
            }
            Shape::Argv => "[\"<program>\"]".to_owned(),
            _ => "…".to_owned(),
        }
    }

    /// What stands there, in words that follow "must be".
    pub fn wanted(&self) -> String {
        match self {
            Shape::Text(rule) => rule.wanted().to_owned(),
            Shape::OneOf([only]) => format!("`{only}`"),
            Shape::OneOf(names) => format!("one of {}", names.join(", ")),
            Shape::Whole(least, most) => format!("a whole number from {least} to {most}"),
            Shape::Flag => "`true` or `false`".to_owned(),
            Shape::Scalar => "a text, a whole number, `true` or `false`".to_owned(),
            Shape::Ignored | Shape::Refused(_) => "anything".to_owned(),
            Shape::List(_, 0) => "a list".to_owned(),
            Shape::List(_, least) => {
                format!("a list with at least {least} {}", if *least == 1 { "entry" } else { "entries" })
            }
            Shape::Argv => "a list of program and arguments".to_owned(),
            Shape::Object(table) | Shape::Check(table) => format!("an object ({})", table.what),
            Shape::Map(..) => "an object".to_owned(),
            Shape::Either(shapes) => shapes.iter().map(Shape::wanted).collect::<Vec<_>>().join(", or "),
        }
    }
}
