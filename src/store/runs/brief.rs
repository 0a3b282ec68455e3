//! As much of a RUN.json as a list shows and holds against its events, read without copying it.

use std::borrow::Cow;

use serde::Deserialize;

use crate::model::digest::Digest;
use crate::model::ids::RunId;
use crate::model::time::Timestamp;

mod skim;

/// What RUN.json says of a run of any format.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(expecting = "an object")]
pub struct Brief<'a> {
    /// 0 where the member is missing.
    #[serde(default)]
    pub format: u32,
    /// The workflow and what it is run on.
    #[serde(borrow)]
    pub workflow: BriefWorkflow<'a>,
    /// QUEUED, RUNNING, PASSED, FAILED or CANCELED.
    #[serde(borrow)]
    pub status: Text<'a>,
    /// When it began.
    pub started_at: Timestamp,
    /// When it was completed.
    #[serde(default)]
    pub finished_at: Option<Timestamp>,
    /// Its gates.
    #[serde(borrow)]
    pub gates: Vec<BriefGate<'a>>,
    #[serde(borrow, default)]
    run_id: Text<'a>,
    /// Only ours have a head.
    #[serde(default)]
    head: Option<Digest>,
    #[serde(borrow, default)]
    events: Vec<BriefEvent<'a>>,
}

/// A text as it stands in the file; copied only where it is spelt with escapes.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(expecting = "a text")]
pub struct Text<'a>(#[serde(borrow)] pub Cow<'a, str>);

/// The workflow of a run.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(expecting = "an object")]
pub struct BriefWorkflow<'a> {
    /// Its name.
    #[serde(borrow)]
    pub name: Text<'a>,
    /// What the run is about.
    #[serde(borrow)]
    pub slug: Text<'a>,
}

/// A gate of a run.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(expecting = "an object")]
pub struct BriefGate<'a> {
    /// Its id.
    #[serde(borrow)]
    pub gate: Text<'a>,
    /// The stored state; never STALE.
    #[serde(borrow)]
    pub status: Text<'a>,
}

/// As much of an event as tells what the states must be.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(expecting = "an object")]
struct BriefEvent<'a> {
    #[serde(borrow, rename = "type")]
    kind: Text<'a>,
    #[serde(borrow, default)]
    gate: Option<Text<'a>>,
    #[serde(borrow, default)]
    status: Option<Text<'a>>,
    #[serde(borrow, default)]
    digest: Option<Text<'a>>,
}

impl<'a> Brief<'a> {
    /// Reads a RUN.json. One in our spelling is read line by line, every other by the parser, which says as well what is wrong with it.
    ///
    /// # Errors
    /// A text that is not JSON or lacks a member.
    pub fn read(text: &'a str) -> Result<Brief<'a>, serde_json::Error> {
        skim::brief(text).map_or_else(|| serde_json::from_str(text), Ok)
    }

    /// What contradicts itself in a record of ours, as far as that can be seen without verifying its chain.
    pub fn contradiction(&self, id: &RunId) -> Option<String> {
        let ours = self.format > 0 || self.head.is_some();
        if !ours {
            return None;
        }
        if self.run_id.0 != id.as_str() {
            return Some(format!("it is the record of {}", self.run_id.0));
        }
        let last = self.events.last().and_then(|event| event.digest.as_ref());
        if self.format == 0 || self.head != last.and_then(|digest| digest.0.parse().ok()) {
            return Some("`format` or `head` was edited".to_owned());
        }
        if let Some(gate) = self.gates.iter().find(|gate| gate.status.0 != self.last_state(gate)) {
            return Some(format!("the status of {} does not follow from its events", gate.gate.0));
        }
        (self.status.0 != self.borne_out()).then(|| "its status does not follow from its events".to_owned())
    }

    fn last_state(&self, gate: &BriefGate<'a>) -> &'static str {
        let events = self.events.iter().rev().filter(|event| event.gate.as_ref() == Some(&gate.gate));
        events.filter_map(|event| gate_state(&event.kind.0)).next().unwrap_or("NOT_STARTED")
    }

    fn borne_out(&self) -> &str {
        match self.events.last() {
            Some(event) if event.kind.0 == "RUN_COMPLETED" => {
                event.status.as_ref().map_or("", |status| &status.0)
            }
            _ if self.events.iter().any(|event| event.kind.0 == "GATE_STARTED") => "RUNNING",
            _ => "QUEUED",
        }
    }
}

/// The state that an event leaves its gate in; `None` for events that change none.
fn gate_state(kind: &str) -> Option<&'static str> {
    match kind {
        "GATE_STARTED" => Some("RUNNING"),
        "GATE_PASSED" => Some("PASS"),
        "GATE_WAIVED" => Some("WAIVED"),
        "GATE_REOPENED" => Some("REOPENED"),
        "GATE_FAILED" | "GATE_TIMED_OUT" | "GATE_ABANDONED" => Some("FAIL"),
        _ => None,
    }
}
