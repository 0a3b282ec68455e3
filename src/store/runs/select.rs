//! Which run is meant: an id, a unique prefix, `latest`, or the only open one.

use crate::model::failure::{Failure, Kind};
use crate::model::ids::RunId;
use crate::model::path::RepoPath;
use crate::store::rooted::Root;
use crate::store::runs::read::{RunDir, damaged, no_such_run};
use crate::store::runs::summary::{self, Summary};

/// What stands for the newest run.
pub const LATEST: &str = "latest";

/// The code of the failure that says that there is no run at all.
pub const NO_RUNS: &str = "no_runs";

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
    if given.is_some() {
        return select(root, runs, given);
    }
    let known = Known::of(root, runs)?;
    match (known.only(root, runs), known.open.as_slice()) {
        (Err(failure), [only]) if failure.code == UNREADABLE => Ok(only.clone()),
        (Err(failure), _) if [NO_OPEN_RUN, UNREADABLE].contains(&failure.code) => {
            select(root, runs, Some(LATEST))
        }
        (answer, _) => answer,
    }
}

fn by_prefix(ids: Vec<RunId>, text: &str) -> Result<RunId, Failure> {
    if text == LATEST {
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
    Known::of(root, runs)?.only(root, runs)
}

/// What is known of the runs of a repository.
struct Known {
    none: bool,
    /// Ours that were not completed.
    open: Vec<RunId>,
    /// Those of which that cannot be told.
    untold: Vec<RunId>,
}

impl Known {
    fn of(root: &Root, runs: &RepoPath) -> Result<Known, Failure> {
        let all = summary::summaries(root, runs)?;
        let none = all.is_empty();
        let (readable, unreadable): (Vec<Summary>, Vec<Summary>) =
            all.into_iter().partition(|run| run.content.is_ok());
        let is_open = |run: &Summary| run.content.as_ref().is_ok_and(|it| it.format > 0 && it.is_open());
        let open = readable.into_iter().filter(is_open).map(|run| run.id).collect();
        Ok(Known { none, open, untold: unreadable.into_iter().map(|run| run.id).collect() })
    }

    /// The only open run. One that may be open as well makes that doubtful, and is never passed over.
    fn only(&self, root: &Root, runs: &RepoPath) -> Result<RunId, Failure> {
        match (self.open.as_slice(), self.untold.as_slice()) {
            ([], []) if self.none => Err(no_runs()),
            ([], []) => Err(none_open()),
            ([only], []) => Ok(only.clone()),
            ([] | [_], untold) => Err(doubtful(root, runs, self.open.first(), untold)),
            (many, _) => {
                Err(ambiguous(format!("{} runs are open; say which one with `--run`", many.len()), many))
            }
        }
    }
}

fn none_open() -> Failure {
    Failure::state(NO_OPEN_RUN, "no run is open")
        .hint("`--run latest` means the newest one, open or not")
        .hint(START)
        .next("gatewright run list")
}

fn doubtful(root: &Root, runs: &RepoPath, open: Option<&RunId>, untold: &[RunId]) -> Failure {
    let which = match untold {
        [only] => format!("whether {only} is open cannot be told"),
        many => format!("whether {} runs are open cannot be told", many.len()),
    };
    let message = match open {
        Some(open) => format!("{open} is open, and {which}; say which one with `--run`"),
        None => format!("no run is known to be open, and {which}"),
    };
    let shown: Vec<(&RunId, Failure)> =
        untold.iter().rev().take(5).map(|id| (id, why(root, runs, id))).collect();
    let kind = match shown.iter().all(|(_, why)| why.kind == Kind::Environment) {
        true => Kind::Environment,
        false => Kind::State,
    };
    let failure = shown.into_iter().fold(Failure::new(kind, UNREADABLE, message), |failure, (id, why)| {
        let causes = std::iter::once(why.message).chain(why.causes);
        causes.fold(failure, Failure::cause).next(format!("gatewright run show --run {id}"))
    });
    open.into_iter().fold(failure, |failure, id| failure.next(format!("gatewright run status --run {id}")))
}

/// Why the record of `id` tells nothing.
fn why(root: &Root, runs: &RepoPath, id: &RunId) -> Failure {
    match RunDir::find(root, runs, id).and_then(|dir| dir.any_record()) {
        Err(failure) => failure,
        Ok(_) => damaged(format!("the record of {id} contradicts itself")),
    }
}

fn no_runs() -> Failure {
    Failure::state(NO_RUNS, "there is no run yet").hint(START).next("gatewright workflow list")
}

fn ambiguous(message: String, found: &[RunId]) -> Failure {
    let mut failure = Failure::usage("ambiguous_run", message).next("gatewright run list");
    for id in found.iter().rev().take(5) {
        failure = failure.hint(format!("{id}"));
    }
    failure
}
