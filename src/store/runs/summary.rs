//! Listing runs: a few members of every RUN.json, read in parallel. The chain is not verified; a state that does not
//! even follow from the types of the events is told.

use std::borrow::Cow;

use rustix::fs::FileType;

use crate::format::record::version::FORMAT;
use crate::model::failure::{Failure, Kind};
use crate::model::ids::RunId;
use crate::model::path::RepoPath;
use crate::model::time::Timestamp;
use crate::store::rooted::Root;
use crate::store::runs::brief::Brief;
use crate::store::runs::crowd::of_all;
use crate::store::runs::layout;

/// What a list shows of a run of any format.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// The run.
    pub id: RunId,
    /// What RUN.json says, or why it cannot be read.
    pub content: Result<Content<'static>, String>,
}

/// What RUN.json says of a run, borrowed from its text where that is at hand: a list of many runs is not to copy what it only looks at.
/// Statuses are texts because the ancestor's records are listed as well.
#[derive(Debug, Clone, PartialEq)]
pub struct Content<'a> {
    /// 0 where the member is missing.
    pub format: u32,
    /// The workflow and what it is run on.
    pub workflow: WorkflowContent<'a>,
    /// QUEUED, RUNNING, PASSED, FAILED or CANCELED.
    pub status: Cow<'a, str>,
    /// When it began.
    pub started_at: Timestamp,
    /// When it was completed.
    pub finished_at: Option<Timestamp>,
    /// Its gates.
    pub gates: Vec<GateContent<'a>>,
}

/// The workflow of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkflowContent<'a> {
    /// Its name.
    pub name: Cow<'a, str>,
    /// What the run is about.
    pub slug: Cow<'a, str>,
}

/// A gate of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct GateContent<'a> {
    /// Its id.
    pub gate: Cow<'a, str>,
    /// The stored state; never STALE.
    pub status: Cow<'a, str>,
}

impl<'a> Content<'a> {
    fn of(brief: Brief<'a>) -> Content<'a> {
        let gates = brief.gates.into_iter();
        Content {
            format: brief.format,
            workflow: WorkflowContent { name: brief.workflow.name.0, slug: brief.workflow.slug.0 },
            status: brief.status.0,
            started_at: brief.started_at,
            finished_at: brief.finished_at,
            gates: gates.map(|it| GateContent { gate: it.gate.0, status: it.status.0 }).collect(),
        }
    }

    fn into_owned(self) -> Content<'static> {
        let gates = self.gates.into_iter();
        Content {
            format: self.format,
            workflow: WorkflowContent { name: owned(self.workflow.name), slug: owned(self.workflow.slug) },
            status: owned(self.status),
            started_at: self.started_at,
            finished_at: self.finished_at,
            gates: gates.map(|it| GateContent { gate: owned(it.gate), status: owned(it.status) }).collect(),
        }
    }

    /// Whether the run was not completed.
    pub fn is_open(&self) -> bool {
        !matches!(&*self.status, "PASSED" | "FAILED" | "CANCELED")
    }
}

fn owned(text: Cow<'_, str>) -> Cow<'static, str> {
    Cow::Owned(text.into_owned())
}

/// The ids of all runs, oldest first; directories of other names are ignored, links in a run's place are not. Empty when there is
/// no `runs`.
pub fn ids(root: &Root, runs: &RepoPath) -> Result<Vec<RunId>, Failure> {
    let Some(dir) = root.sub(runs).map_err(|why| why.failure(Kind::Usage, runs.as_str()))? else {
        return Ok(vec![]);
    };
    let entries = dir.list().map_err(|why| why.failure(Kind::State, runs.as_str()))?;
    let mut ids: Vec<RunId> = entries
        .iter()
        .filter_map(|entry| Some((entry.dir, RunId::new(std::str::from_utf8(&entry.name).ok()?).ok()?)))
        .filter(|(is_dir, id)| *is_dir || is_link(&dir, id))
        .map(|(_, id)| id)
        .collect();
    ids.sort();
    Ok(ids)
}

fn is_link(runs: &Root, id: &RunId) -> bool {
    matches!(runs.look_here(id.as_str()), Ok(Some((FileType::Symlink, _))))
}

/// The summaries of all runs, oldest first. A directory without a record (git leaves the logs where it takes a run away) is no
/// run and is left out; one of which only RUN.json is gone is not.
pub fn summaries(root: &Root, runs: &RepoPath) -> Result<Vec<Summary>, Failure> {
    let found = shaped(root, runs, |_, content| Some(content.map(Content::into_owned)))?;
    Ok(found.into_iter().map(|(id, content)| Summary { id, content }).collect())
}

/// What `shape` makes of each of them, in the same order; it is called on two threads where there are many, with what RUN.json says or
/// why it cannot be read.
pub fn shaped<T: Send>(
    root: &Root,
    runs: &RepoPath,
    shape: impl Fn(&RunId, Result<Content<'_>, String>) -> Option<T> + Sync,
) -> Result<Vec<(RunId, T)>, Failure> {
    let Some(dir) = root.sub(runs).map_err(|why| why.failure(Kind::Usage, runs.as_str()))? else {
        return Ok(vec![]);
    };
    of_all(&dir, |id, room| match read(&dir, id, room) {
        Ok(true) => shape(id, content(room, id)),
        Ok(false) => None,
        Err(why) => shape(id, Err(why)),
    })
    .map_err(|why| why.failure(Kind::State, runs.as_str()))
}

/// Whether there is a record, whose RUN.json is then in `room`.
fn read(runs: &Root, id: &RunId, room: &mut Vec<u8>) -> Result<bool, String> {
    let Ok(path) = RepoPath::new(&format!("{id}/{}", layout::RUN_JSON)) else { return Ok(false) };
    match runs.read_small_into(&path, layout::MAX_RUN_JSON, room) {
        Ok(false) if has_record(runs, id) => {
            Err("RUN.json is gone, and the rest of the record is there".to_owned())
        }
        Ok(found) => Ok(found),
        Err(why) => Err(format!("RUN.json {why}")),
    }
}

fn has_record(runs: &Root, id: &RunId) -> bool {
    let path = RepoPath::new(&format!("{id}/{}", layout::RECORD));
    path.is_ok_and(|path| matches!(runs.look(&path), Ok(Some(_))))
}

fn content<'a>(bytes: &'a [u8], id: &RunId) -> Result<Content<'a>, String> {
    // Whoever reads fields in order would take a list for them.
    if bytes.trim_ascii_start().first().is_some_and(|first| *first != b'{') {
        return Err("RUN.json cannot be read: it is not a JSON object".to_owned());
    }
    // Of a text that is known to be one, the parser need not ask it of every string.
    let brief = match std::str::from_utf8(bytes) {
        Ok(text) => Brief::read(text),
        Err(_) => serde_json::from_slice(bytes),
    };
    let brief: Brief<'_> = brief.map_err(|error| format!("RUN.json cannot be read: {error}"))?;
    if brief.format > FORMAT {
        return Err(format!("RUN.json has format {}, and this gatewright knows {FORMAT}", brief.format));
    }
    match brief.contradiction(id) {
        None => Ok(Content::of(brief)),
        Some(why) => Err(format!("RUN.json was edited: {why}")),
    }
}
