//! How thorough a run is to be: quick, standard or deep.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The depth of a run; thresholds and required outputs depend on it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Depth {
    /// The least that is worth keeping.
    Quick,
    /// What is done when nothing is said.
    #[default]
    Standard,
    /// As thorough as the workflow knows.
    Deep,
}

impl Depth {
    /// Every depth, least first.
    pub const ALL: [Depth; 3] = [Depth::Quick, Depth::Standard, Depth::Deep];

    /// Its name in definitions and records.
    pub fn as_str(self) -> &'static str {
        match self {
            Depth::Quick => "quick",
            Depth::Standard => "standard",
            Depth::Deep => "deep",
        }
    }
}

impl fmt::Display for Depth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Depth {
    type Err = String;

    fn from_str(text: &str) -> Result<Depth, String> {
        Depth::ALL
            .into_iter()
            .find(|depth| depth.as_str() == text)
            .ok_or_else(|| format!("unknown depth `{}`; allowed: quick, standard, deep", text.escape_debug()))
    }
}
