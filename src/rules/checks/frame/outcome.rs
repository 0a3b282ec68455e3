//! How a check came out at one place, before severity is weighed.

use serde_json::{Map, Value};

use crate::model::evidence::Place;
use crate::model::verdict::Finding;
use crate::rules::checks::frame::ask::Spot;

/// Whether it held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// It did.
    Yes,
    /// It did not.
    No,
    /// It could not be found out; never counts as held.
    Unknown,
}

/// How a check came out: whether it held, the figures, and what was found wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Whether it held.
    pub held: Held,
    /// Its figures, in order.
    pub figures: Map<String, Value>,
    /// What was found wrong; empty exactly when it held.
    pub findings: Vec<Finding>,
}

impl Outcome {
    /// It held.
    pub fn yes() -> Outcome {
        Outcome { held: Held::Yes, figures: Map::new(), findings: vec![] }
    }

    /// It did not hold, for this reason.
    pub fn no(finding: Finding) -> Outcome {
        Outcome { held: Held::No, figures: Map::new(), findings: vec![finding] }
    }

    /// It held exactly when nothing was found wrong.
    pub fn of(findings: Vec<Finding>) -> Outcome {
        let held = if findings.is_empty() { Held::Yes } else { Held::No };
        Outcome { held, figures: Map::new(), findings }
    }

    /// It could not be found out, because `why`.
    pub fn unknown(why: impl Into<String>) -> Outcome {
        Outcome { held: Held::Unknown, figures: Map::new(), findings: vec![Finding::new(why)] }
    }

    /// With what to do about the findings that do not say it themselves.
    #[must_use]
    pub fn hint(mut self, hint: &str) -> Outcome {
        for finding in self.findings.iter_mut().filter(|finding| finding.hint.is_none()) {
            finding.hint = Some(hint.to_owned());
        }
        self
    }

    /// Adds a figure.
    #[must_use]
    pub fn figure(mut self, name: &str, value: impl Into<Value>) -> Outcome {
        self.figures.insert(name.to_owned(), value.into());
        self
    }
}

/// An outcome at a place: what becomes one row.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The row's type where it is not the check's own name (`file_exists_any_of`).
    pub check: Option<&'static str>,
    /// The resolved path, directory or glob.
    pub path: Option<String>,
    /// The path as declared.
    pub template: Option<String>,
    /// Words that describe this place better than the validation's.
    pub description: Option<String>,
    /// How it came out there.
    pub outcome: Outcome,
}

impl Judged {
    /// An outcome that belongs to no place.
    pub fn nowhere(outcome: Outcome) -> Judged {
        Judged { check: None, path: None, template: None, description: None, outcome }
    }

    /// An outcome at a spot.
    pub fn at(spot: &Spot, outcome: Outcome) -> Judged {
        Judged::file(spot, spot.place.as_str(), outcome)
    }

    /// An outcome at a file that was found at a spot.
    pub fn file(spot: &Spot, path: &str, outcome: Outcome) -> Judged {
        Judged {
            path: Some(path.to_owned()),
            template: Some(spot.template.0.clone()),
            ..Judged::nowhere(outcome)
        }
    }
}

/// An outcome where what is `wrong` decides and what is `unsure` is told beside it; at most `told` findings are listed.
pub fn judged_by(wrong: Vec<Finding>, unsure: Vec<Finding>, told: usize) -> Outcome {
    let held = match (wrong.is_empty(), unsure.is_empty()) {
        (false, _) => Held::No,
        (true, false) => Held::Unknown,
        (true, true) => Held::Yes,
    };
    let all = wrong.len() + unsure.len();
    let mut findings: Vec<Finding> = wrong.into_iter().chain(unsure).take(told).collect();
    if all > told {
        findings
            .push(Finding::new(format!("And {} more that are not listed", all - told)).hint(MEND_THE_LISTED));
    }
    Outcome { held, findings, ..Outcome::yes() }
}

/// What to do about more than is listed.
pub const MEND_THE_LISTED: &str = "mend those that are listed; `gatewright gate check` then lists others";
/// What to do where a judgement needs an open attempt.
pub const OPEN_AN_ATTEMPT: &str = "judge it within an attempt: `gatewright gate start` opens one";

/// A finding about a place and, counted from 1, a line of it.
pub fn finding_at(place: &Place, line: Option<u64>, message: String) -> Finding {
    Finding { place: Some((place.as_str().to_owned(), line)), ..Finding::new(message) }
}
