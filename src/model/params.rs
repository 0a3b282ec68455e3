//! Parameters of a run: what a workflow declares and what a user gave.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The type of a declared parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ParamType {
    /// Any text without control characters; where it enters a path each component is checked.
    String,
    /// A whole number between -2^53 and 2^53.
    Integer,
    /// `true` or `false`.
    Boolean,
}

/// A parameter as a workflow declares it.
#[derive(Debug, Clone, PartialEq)]
pub struct ParamDecl {
    /// `[a-z][a-z0-9_]*`, at most 40 bytes. `slug`, `artifact_path` and `depth` are always known; they stand here only
    /// when the workflow gives them a default.
    pub name: String,
    /// Its type; text where nothing is said.
    pub kind: ParamType,
    /// What it is for.
    pub description: String,
    /// The only values allowed; any where empty.
    pub allowed: Vec<ParamValue>,
    /// The value taken when none is given.
    pub default: Option<ParamValue>,
    /// Whether a run without it is refused.
    pub required: bool,
}

/// The value of a parameter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum ParamValue {
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A text.
    String(String),
}

impl fmt::Display for ParamValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ParamValue::Boolean(value) => write!(f, "{value}"),
            ParamValue::Integer(value) => write!(f, "{value}"),
            ParamValue::String(value) => f.write_str(value),
        }
    }
}

/// All parameters of a run by name, `slug`, `artifact_path` and `depth` among them.
pub type Params = BTreeMap<String, ParamValue>;
