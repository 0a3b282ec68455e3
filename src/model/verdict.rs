//! What a contract says about evidence: rows, findings and the verdict.

use serde_json::{Map, Value};

use crate::model::contract::Severity;
use crate::model::waiver::Waiver;

/// The state of one result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Held.
    Pass,
    /// Did not hold.
    Fail,
    /// Did not hold, and only a warning was asked for.
    Warn,
    /// Could not be checked: counts as not passed.
    NotEnforced,
    /// Did not hold, and somebody took that upon himself.
    Waived,
}

impl State {
    /// Its name in records.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Pass => "pass",
            State::Fail => "fail",
            State::Warn => "warn",
            State::NotEnforced => "not_enforced",
            State::Waived => "waived",
        }
    }
}

/// One row of `validations`: a check at a place.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The check's type.
    pub check: String,
    /// The version of its meaning.
    pub version: u32,
    /// The name that its contract gives it.
    pub id: Option<String>,
    /// The resolved path, directory or glob; `None` for checks without one.
    pub path: Option<String>,
    /// The path as declared, where it differs.
    pub template: Option<String>,
    /// How it came out.
    pub state: State,
    /// Whether failing it fails the gate.
    pub severity: Severity,
    /// The author's words.
    pub description: String,
    /// The check's own figures in the ancestor's names (`count`, `threshold`, `missing`, `checked` …), in order.
    pub figures: Map<String, Value>,
    /// What was found wrong; empty when it passed.
    pub findings: Vec<Finding>,
    /// What it is waived by, where it is.
    pub waiver: Option<Waiver>,
}

impl Row {
    /// Whether it keeps the gate from passing: an error-level check that is `fail` or `not_enforced`.
    pub fn blocks(&self) -> bool {
        self.severity == Severity::Error && matches!(self.state, State::Fail | State::NotEnforced)
    }
}

/// One thing that is wrong, said so that it can be mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// The file and, from 1, the line.
    pub place: Option<(String, Option<u64>)>,
    /// What was wanted.
    pub expected: Option<String>,
    /// What was there.
    pub found: Option<String>,
    /// How to mend it.
    pub hint: Option<String>,
}

impl Finding {
    /// A finding that says only what is wrong.
    pub fn new(message: impl Into<String>) -> Finding {
        Finding { message: message.into(), place: None, expected: None, found: None, hint: None }
    }

    /// With what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Finding {
        self.hint = Some(hint.into());
        self
    }
}

/// The judgement of one gate.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Every check's result, in the contract's order.
    pub rows: Vec<Row>,
}

impl Verdict {
    /// A gate passes when no error-level check is `fail` or `not_enforced`, and there was at least one that could be.
    pub fn passes(&self) -> bool {
        self.decides() && self.blocking().next().is_none()
    }

    /// Whether any row could have failed the gate: where all that was judged are warnings, nothing was asked.
    pub fn decides(&self) -> bool {
        self.rows.iter().any(|row| row.severity == Severity::Error)
    }

    /// The rows that keep the gate from passing.
    pub fn blocking(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.blocks())
    }

    /// The rows that would keep it from passing, had nobody waived them.
    pub fn waived(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.state == State::Waived)
    }

    /// All failures joined with `; `, as the ancestor's `failure_reason`; `None` when it passes.
    pub fn failure_reason(&self) -> Option<String> {
        if self.passes() {
            return None;
        }
        let said: Vec<&str> = self
            .blocking()
            .flat_map(|row| row.findings.iter().map(|finding| finding.message.as_str()))
            .collect();
        Some(if said.is_empty() {
            "nothing was judged that could fail the gate".to_owned()
        } else {
            said.join("; ")
        })
    }
}
