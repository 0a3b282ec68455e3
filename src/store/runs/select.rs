//! Which run is meant: an id, a unique prefix, `latest`, or the only open one.

use crate::model::failure::Failure;
use crate::model::ids::RunId;
use crate::model::path::RepoPath;
use crate::store::rooted::Root;
use crate::store::runs::read::no_such_run;
use crate::store::runs::summary::{self, Summary};

const NO_OPEN_RUN: &str = "no_open_run";
const UNREADABLE: &str = "record_unreadable";
const START: &str = "with your names: `gatewright run start --workflow \"<name>\" --slug \"<slug>\"`";

/// The run that `given` means; `None` means the only open one.
///
/// # Errors
/// `State` when there is none, `Usage` when there is more than one; the hints list at most five of them.
pub fn select(root: &Root, runs: &RepoPath, given: Option<&str>) -> Result<RunId, Failure> {
    match given {
        // What a script did not set is not the beginning of every id.
        Some(text) if text.trim().is_empty() => {
            Err(Failure::usage("no_run_said", "the run that was said is empty")
                .hint(
                    "give an id, the beginning of one, or `latest`; where one run is open it may be left out",
                )
                .next("gatewright run list"))
        }
        Some(text) => match RunId::new(text) {
            Ok(id) => Ok(id),
            Err(_) => by_prefix(summary::ids(root, runs)?, text),
        },
        None => only_open(root, runs),
    }
}

/// The same for commands that only look: where no run is open, the newest one.
pub fn select_to_show(root: &Root, runs: &RepoPath, given: Option<&str>) -> Result<RunId, Failure> {
    match select(root, runs, given) {
        Err(failure) if given.is_none() && [NO_OPEN_RUN, UNREADABLE].contains(&failure.code) => {
            select(root, runs, Some("latest"))
        }
        answer => answer,
    }
}

fn by_prefix(ids: Vec<RunId>, text: &str) -> Result<RunId, Failure> {
    if text == "latest" {
        return ids.into_iter().next_back().ok_or_else(no_runs);
    }
    let long = format!("run_{text}");
    let mut found: Vec<RunId> = ids
        .into_iter()
        .filter(|id| id.as_str().starts_with(text) || id.as_str().starts_with(&long))
        .collect();
    match found.len() {
        0 => Err(no_such_run(text).hint("give an id, the beginning of one, or `latest`")),
        1 => Ok(found.remove(0)),
        n => Err(ambiguous(format!("`{}` begins the ids of {n} runs", text.escape_debug()), &found)),
    }
}

fn only_open(root: &Root, runs: &RepoPath) -> Result<RunId, Failure> {
    let all = summary::summaries(root, runs)?;
    let none = all.is_empty();
    let (readable, unreadable): (Vec<Summary>, Vec<Summary>) =
        all.into_iter().partition(|run| run.content.is_ok());
    let is_open = |run: &Summary| run.content.as_ref().is_ok_and(|it| it.format > 0 && it.is_open());
    let open: Vec<RunId> = readable.into_iter().filter(is_open).map(|run| run.id).collect();
    match open.as_slice() {
        [] if none => Err(no_runs()),
        [] => Err(none_open(&unreadable)),
        [only] => Ok(only.clone()),
        many => Err(ambiguous(format!("{} runs are open; say which one with `--run`", many.len()), many)),
    }
}

fn none_open(unreadable: &[Summary]) -> Failure {
    let [first, ..] = unreadable else {
        return Failure::state(NO_OPEN_RUN, "no run is open")
            .hint("`--run latest` means the newest one, open or not")
            .hint(START)
            .next("gatewright run list");
    };
    let message = match unreadable.len() {
        1 => format!("no run is known to be open, and the record of {} cannot be read", first.id),
        n => format!("no run is known to be open, and the records of {n} runs cannot be read"),
    };
    unreadable.iter().rev().take(5).fold(Failure::state(UNREADABLE, message), |failure, run| {
        let cause = (unreadable.len() > 1).then(|| format!("the record of {} cannot be read", run.id));
        cause.into_iter().fold(failure, Failure::cause).next(format!("gatewright run show --run {}", run.id))
    })
}

fn no_runs() -> Failure {
    Failure::state("no_runs", "there is no run yet").hint(START).next("gatewright workflow list")
}

fn ambiguous(message: String, found: &[RunId]) -> Failure {
    let mut failure = Failure::usage("ambiguous_run", message).next("gatewright run list");
    for id in found.iter().rev().take(5) {
        failure = failure.hint(format!("{id}"));
    }
    failure
}
