//! Which keywords each draft of JSON Schema has: one of another draft is passed over in silence, and its rule with it.

use serde_json::Value;

use crate::rules::quote::quoted;

/// A draft, the oldest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Draft {
    /// draft-04.
    D4,
    /// draft-06.
    D6,
    /// draft-07.
    D7,
    /// 2019-09.
    D2019,
    /// 2020-12; also what says nothing.
    D2020,
}

use Draft::{D4, D6, D7, D2019, D2020};

/// Keywords that not all drafts have: since which, and until which.
const NOT_IN_ALL: &[(&str, Draft, Draft)] = &[
    ("const", D6, D2020),
    ("contains", D6, D2020),
    ("propertyNames", D6, D2020),
    ("contentEncoding", D6, D2020),
    ("contentMediaType", D6, D2020),
    ("if", D7, D2020),
    ("then", D7, D2020),
    ("else", D7, D2020),
    ("contentSchema", D2019, D2020),
    ("dependentRequired", D2019, D2020),
    ("dependentSchemas", D2019, D2020),
    ("maxContains", D2019, D2020),
    ("minContains", D2019, D2020),
    ("unevaluatedItems", D2019, D2020),
    ("unevaluatedProperties", D2019, D2020),
    ("$recursiveRef", D2019, D2019),
    ("$dynamicRef", D2020, D2020),
    ("prefixItems", D2020, D2020),
    ("additionalItems", D4, D2019),
];

impl Draft {
    /// The draft that a `$schema` at the top of `schema` names, if it does.
    pub fn named(schema: &Value) -> Option<Draft> {
        let id = schema.get("$schema")?.as_str()?.trim_end_matches('#');
        let id = id.trim_start_matches("https://").trim_start_matches("http://");
        match id.strip_prefix("json-schema.org/")? {
            "draft-04/schema" => Some(D4),
            "draft-06/schema" => Some(D6),
            "draft-07/schema" => Some(D7),
            "draft/2019-09/schema" => Some(D2019),
            "draft/2020-12/schema" => Some(D2020),
            _ => None,
        }
    }

    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            D4 => "draft-04",
            D6 => "draft-06",
            D7 => "draft-07",
            D2019 => "2019-09",
            D2020 => "2020-12",
        }
    }

    /// Whether everything beside a `$ref` is passed over.
    pub fn has_lonely_refs(self) -> bool {
        self <= D7
    }

    /// Why `keyword` means nothing here, and what to do; `None` where it means something.
    pub fn lacks(self, keyword: &str) -> Option<(String, String)> {
        let (_, since, until) = NOT_IN_ALL.iter().find(|(known, _, _)| *known == keyword)?;
        if (*since..=*until).contains(&self) {
            return None;
        }
        let why = format!(
            "the draft {} does not have the keyword {} and would pass it over",
            self.name(),
            quoted(keyword)
        );
        let instead = match keyword {
            "additionalItems" => "write `prefixItems` and `items`".to_owned(),
            "$recursiveRef" if self > D2019 => "write `$dynamicRef`".to_owned(),
            "const" => "write `enum` with one value".to_owned(),
            "dependentRequired" | "dependentSchemas" => "write `dependencies`".to_owned(),
            "prefixItems" => "write `items` with a list".to_owned(),
            _ => "say it with another keyword".to_owned(),
        };
        Some((
            why,
            format!(
                "{instead}, or name the draft {} in `$schema`",
                if self < *since { since } else { until }.name()
            ),
        ))
    }
}
