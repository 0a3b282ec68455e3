//! Listing runs: a few members of every RUN.json, read in parallel. The chain is not verified; a state that does not
//! even follow from the types of the events is told.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::Deserialize;

use crate::model::digest::Digest;
use crate::model::failure::{Failure, Kind};
use crate::model::ids::RunId;
use crate::model::path::RepoPath;
use crate::model::time::Timestamp;
use crate::store::rooted::Root;
use crate::store::runs::layout;

/// What a list shows of a run of any format.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// The run.
    pub id: RunId,
    /// What RUN.json says, or why it cannot be read.
    pub content: Result<Content, String>,
}

/// What RUN.json says of a run. Statuses are texts because the ancestor's records are listed as well.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Content {
    /// 0 where the member is missing.
    #[serde(default)]
    pub format: u32,
    /// The workflow and what it is run on.
    pub workflow: WorkflowContent,
    /// QUEUED, RUNNING, PASSED, FAILED or CANCELED.
    pub status: String,
    /// When it began.
    pub started_at: Timestamp,
    /// When it was completed.
    #[serde(default)]
    pub finished_at: Option<Timestamp>,
    /// Its gates.
    pub gates: Vec<GateContent>,
    #[serde(default)]
    run_id: String,
    /// Only ours have a head.
    #[serde(default)]
    head: Option<Digest>,
    #[serde(default)]
    events: Vec<Brief>,
}

/// As much of an event as tells what the states must be.
#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Brief {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    gate: Option<String>,
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    digest: Option<Digest>,
}

/// The workflow of a run.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct WorkflowContent {
    /// Its name.
    pub name: String,
    /// What the run is about.
    pub slug: String,
}

/// A gate of a run.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct GateContent {
    /// Its id.
    pub gate: String,
    /// The stored state; never STALE.
    pub status: String,
}

impl Content {
    /// What contradicts itself in a record of ours, as far as that can be seen without verifying its chain.
    fn contradiction(&self, id: &RunId) -> Option<String> {
        let ours = self.format > 0 || self.head.is_some();
        if !ours {
            return None;
        }
        if self.run_id != id.as_str() {
            return Some(format!("it is the record of {}", self.run_id));
        }
        if self.format == 0 || self.head != self.events.last().and_then(|event| event.digest) {
            return Some("`format` or `head` was edited".to_owned());
        }
        let last = |gate: &GateContent| {
            let events = self.events.iter().filter(|event| event.gate.as_ref() == Some(&gate.gate));
            events.filter_map(|event| gate_state(&event.kind)).next_back().unwrap_or("NOT_STARTED")
        };
        if let Some(gate) = self.gates.iter().find(|gate| gate.status != last(gate)) {
            return Some(format!("the status of {} does not follow from its events", gate.gate));
        }
        (self.status != self.borne_out()).then(|| "its status does not follow from its events".to_owned())
    }

    fn borne_out(&self) -> &str {
        match self.events.last() {
            Some(event) if event.kind == "RUN_COMPLETED" => event.status.as_deref().unwrap_or_default(),
            _ if self.events.iter().any(|event| event.kind == "GATE_STARTED") => "RUNNING",
            _ => "QUEUED",
        }
    }

    /// Whether the run was not completed.
    pub fn is_open(&self) -> bool {
        !matches!(self.status.as_str(), "PASSED" | "FAILED" | "CANCELED")
    }
}

/// The ids of all runs, oldest first; directories of other names are ignored. Empty when there is no `runs`.
pub fn ids(root: &Root, runs: &RepoPath) -> Result<Vec<RunId>, Failure> {
    let Some(dir) = root.sub(runs).map_err(|why| why.failure(Kind::Usage, runs.as_str()))? else {
        return Ok(vec![]);
    };
    let entries = dir.list().map_err(|why| why.failure(Kind::State, runs.as_str()))?;
    let mut ids: Vec<RunId> = entries
        .iter()
        .filter(|entry| entry.dir)
        .filter_map(|entry| RunId::new(std::str::from_utf8(&entry.name).ok()?).ok())
        .collect();
    ids.sort();
    Ok(ids)
}

/// Reads the summaries of `ids` with two threads, in the order given. A directory without a RUN.json is no run and is
/// left out.
pub fn summaries(root: &Root, runs: &RepoPath, ids: &[RunId]) -> Result<Vec<Summary>, Failure> {
    let Some(dir) = root.sub(runs).map_err(|why| why.failure(Kind::Usage, runs.as_str()))? else {
        return Ok(vec![]);
    };
    const CHUNK: usize = 64;
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Vec<Summary>)>> = Mutex::new(vec![]);
    let work = || {
        loop {
            let from = next.fetch_add(CHUNK, Ordering::Relaxed);
            let Some(chunk) = ids.get(from..ids.len().min(from + CHUNK)).filter(|chunk| !chunk.is_empty())
            else {
                return;
            };
            let read = chunk.iter().filter_map(|id| summary(&dir, id)).collect();
            done.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push((from, read));
        }
    };
    if ids.len() <= CHUNK {
        work();
    } else {
        std::thread::scope(|scope| {
            scope.spawn(work);
            work();
        });
    }
    let mut chunks = done.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    chunks.sort_by_key(|(from, _)| *from);
    Ok(chunks.into_iter().flat_map(|(_, read)| read).collect())
}

/// The state that an event leaves its gate in; `None` for events that change none.
fn gate_state(kind: &str) -> Option<&'static str> {
    match kind {
        "GATE_STARTED" => Some("RUNNING"),
        "GATE_PASSED" => Some("PASS"),
        "GATE_FAILED" | "GATE_TIMED_OUT" | "GATE_ABANDONED" => Some("FAIL"),
        _ => None,
    }
}

fn summary(runs: &Root, id: &RunId) -> Option<Summary> {
    let path = RepoPath::new(&format!("{id}/{}", layout::RUN_JSON)).ok()?;
    let content = match runs.read_small(&path, layout::MAX_RUN_JSON) {
        Ok(None) => return None,
        Ok(Some(bytes)) => serde_json::from_slice(&bytes)
            .map_err(|error| format!("RUN.json cannot be read: {error}"))
            .and_then(|content: Content| match content.contradiction(id) {
                None => Ok(content),
                Some(why) => Err(format!("RUN.json was edited: {why}")),
            }),
        Err(why) => Err(format!("RUN.json {why}")),
    };
    Some(Summary { id: id.clone(), content })
}
