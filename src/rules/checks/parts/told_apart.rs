//! Sources told apart by what they lead to, and what repeats what.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::model::verdict::Finding;
use crate::rules::checks::contents::cited::Source;
use crate::rules::checks::frame::text::Text;
use crate::rules::quote::quoted;

/// The most repeats that are told of one text.
pub const TOLD: usize = 20;

/// Sources told apart: how many there are, the lines that only repeat one, and those that say nothing to tell them apart by.
#[derive(Debug)]
pub struct Apart {
    /// How many there are.
    pub counted: u64,
    /// The repeating line, the line it repeats, and what both say.
    repeats: Vec<(u64, u64, String)>,
    /// The lines of those without it, and what they lack.
    lacking: Vec<u64>,
    /// What that is.
    lack: &'static str,
}

/// `all` told apart by their `url`, `host` or `doi`.
pub fn told_apart(all: &[Source], by: &str) -> Apart {
    let mut first: BTreeMap<&str, u64> = BTreeMap::new();
    let lack = match by {
        "doi" => "DOI",
        "host" => "host",
        _ => "URL",
    };
    let mut apart = Apart { counted: 0, repeats: vec![], lacking: vec![], lack };
    for source in all {
        let own = match by {
            "doi" => source.doi.as_deref(),
            "host" => source.site.as_deref(),
            _ => source.page.as_deref(),
        };
        match own.map(|own| (own, first.get(own).copied())) {
            None => apart.lacking.push(source.line),
            Some((own, Some(line))) => apart.repeats.push((source.line, line, own.to_owned())),
            Some((own, None)) => {
                first.insert(own, source.line);
            }
        }
    }
    apart.counted = first.len() as u64;
    apart
}

impl Apart {
    /// The repeats and the lacks, each at its line.
    pub fn findings(&self, text: &Text) -> Vec<Finding> {
        let repeats = self.repeats.iter().map(|(line, first, own)| Finding {
            hint: Some("name another source, or take it out".to_owned()),
            ..text.finding(
                Some(*line),
                format!("The source in line {line} repeats that of line {first}: {}", quoted(own)),
            )
        });
        let lacking = self.lacking.iter().map(|line| Finding {
            hint: Some(format!("write its {}", self.lack)),
            ..text.finding(
                Some(*line),
                format!("The source in line {line} names no {}, so it does not count", self.lack),
            )
        });
        repeats.take(TOLD).chain(lacking.take(TOLD)).collect()
    }

    /// The repeats as a figure.
    pub fn figure(&self) -> Value {
        let rows = self.repeats.iter().take(TOLD);
        rows.map(|(line, first, _)| json!({ "line": line, "first": first })).collect()
    }
}
