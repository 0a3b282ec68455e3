//! Where the records lay before they came to where runs are looked for: a project that was moved into a directory of its repository, out of one, or run by
//! run, is found by the ids of its runs.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::flow::audit::places::Places;
use crate::flow::site::CONFIG;
use crate::model::failure::Failure;
use crate::model::ids::RunId;
use crate::model::path::RepoPath;
use crate::store::git::history::History;
use crate::store::git::oid::Oid;
use crate::store::git::repository::Git;
use crate::store::git::wide::{Named, Wanted};
use crate::store::runs::layout::RUN_JSON;

/// A record may be older by so many seconds than its run says: beyond that the times of commits are an error of their own.
const SLACK: i64 = 24 * 60 * 60;

/// Where runs came from.
#[derive(Default)]
pub(super) struct Origins {
    /// Whether anything was found that the history was not asked about.
    pub more: bool,
    /// Until which commit, by its place among all, each root was the project's; by the number of the root.
    pub until: BTreeMap<usize, usize>,
    /// Why something could not be looked at.
    pub lost: Option<String>,
}

impl Origins {
    /// Leaves out of the history what became of definitions in other roots after the runs had left them: another project may have stayed there.
    pub fn only_until(&self, history: &mut History, places: &Places) {
        let at: HashMap<Oid, usize> = history.walk.oids().cloned().zip(0..).collect();
        for commit in &mut history.commits {
            let Some(at) = at.get(&commit.oid) else { continue };
            commit.changes.retain(|change| {
                self.was_there(change.root, *at) || places.spot(change.root, &change.path).is_some()
            });
        }
    }

    /// Whether the root was the project's at the commit of that place among all.
    pub fn was_there(&self, root: usize, at: usize) -> bool {
        root == 0 || self.until.get(&root).is_none_or(|until| at >= *until)
    }
}

/// Looks for directories from which runs came that `history` tells of, and adds them to the `places`.
///
/// # Errors
/// `Environment` when git does not answer.
pub(super) fn learn(git: &Git, history: &History, places: &mut Places) -> Result<Origins, Failure> {
    let mut origins = Origins::default();
    let stays = stays(history, places);
    if stays.is_empty() {
        return Ok(origins);
    }
    let since = since(history, &stays);
    let known: Vec<_> = (0..places.runs().len()).map(|place| places.place(place)).collect();
    let wanted = Wanted {
        commits: &|at, made| since[at].is_some_and(|since| made >= since),
        name: &|name| stays.contains_key(name),
        known: &known,
    };
    let (found, lost) = git.directories_named(&history.walk, &wanted)?;
    origins.lost = lost;
    let mut above: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for one in &found {
        let Some(came) = stays[&one.name].came_after(one) else { continue };
        let (until, at) = above.entry(&one.above).or_insert((came, one.at));
        (*until, *at) = (came.min(*until), one.at.max(*at));
    }
    let commits: Vec<&Oid> = history.walk.oids().collect();
    for (above, (until, at)) in above {
        let Some((root, runs)) = root_of(git, places, above, commits[at])? else {
            let why = format!("a record lay in `{above}`, which is no name that a record could say");
            origins.lost.get_or_insert(why);
            continue;
        };
        origins.more |= places.add(&root, runs);
        let number = places.roots().iter().position(|it| *it == root).unwrap_or_default();
        let known = origins.until.entry(number).or_insert(until);
        *known = until.min(*known);
    }
    Ok(origins)
}

/// When a run lay where runs are looked for: by the places of commits among all, the newest first, which directories had its record from then on.
#[derive(Default)]
struct Stay {
    /// Commits that brought it to such a directory.
    added: BTreeSet<usize>,
    /// How many of them had it after each commit that changed that.
    held: BTreeMap<usize, usize>,
}

impl Stay {
    /// The commit that brought the run to where runs are looked for after it had lain where `one` was found; `None` for copies, which lay there beside it.
    fn came_after(&self, one: &Named) -> Option<usize> {
        let came = self.added.range(..=one.at).next_back().copied()?;
        // The next older commit that changed anything says what was there.
        let held = self.held.range(one.at..).next().is_some_and(|(_, held)| *held > 0);
        let left = one.before && came == one.at;
        (left || one.after && !held).then_some(came)
    }
}

/// Of every run that ever lay where runs are looked for.
fn stays(history: &History, places: &Places) -> HashMap<String, Stay> {
    let at: HashMap<&Oid, usize> = history.walk.oids().zip(0..).collect();
    let mut stays: HashMap<String, Stay> = HashMap::new();
    let mut lies: HashMap<&str, BTreeSet<usize>> = HashMap::new();
    for commit in history.commits.iter().rev() {
        let Some(at) = at.get(&commit.oid) else { continue };
        for change in &commit.changes {
            let Some(spot) = places.spot(change.root, &change.path) else { continue };
            if spot.rest != RUN_JSON || RunId::new(spot.run).is_err() {
                continue;
            }
            let (lies, stay) =
                (lies.entry(spot.run).or_default(), stays.entry(spot.run.to_owned()).or_default());
            match change.after {
                Some(_) => lies.insert(spot.place),
                None => lies.remove(&spot.place),
            };
            if change.before.is_none() {
                stay.added.insert(*at);
            }
            stay.held.insert(*at, lies.len());
        }
    }
    stays
}

/// From when on each commit may hold, elsewhere, one of the runs that came later; `None` where none came later.
fn since(history: &History, stays: &HashMap<String, Stay>) -> Vec<Option<i64>> {
    let made: Vec<i64> = history.walk.times().collect();
    let mut since: Vec<Option<i64>> = vec![None; made.len()];
    for (run, stay) in stays {
        let Some(came) = stay.added.first() else { continue };
        let begun = RunId::new(run).ok().and_then(|run| run.started());
        let begun = begun.map_or(i64::MIN, |begun| begun.millis().div_euclid(1000));
        // No run was committed before it began, unless clocks differ.
        let begun = begun.min(made[*came]).saturating_sub(SLACK);
        since[*came] = Some(since[*came].map_or(begun, |known| known.min(begun)));
    }
    let mut least = None;
    for one in &mut since {
        least = match (least, *one) {
            (Some(known), Some(new)) => Some(i64::min(known, new)),
            (known, new) => known.or(new),
        };
        *one = least;
    }
    since
}

/// The root of a project of which a directory of runs lay `above`, and that directory below it: by the names that directories of runs have, else by
/// gatewright.json or workflows above it in the commit; `None` where it has a name that cannot be said.
fn root_of(
    git: &Git,
    places: &Places,
    above: &str,
    commit: &Oid,
) -> Result<Option<(String, RepoPath)>, Failure> {
    let names: BTreeSet<&RepoPath> = places.runs().iter().map(|(_, dir)| dir).collect();
    let below = |name: &&RepoPath| {
        let root = above.strip_suffix(name.as_str())?;
        (root.is_empty() || root.ends_with('/')).then(|| (root.to_owned(), (*name).clone()))
    };
    if let Some(found) = names.iter().filter_map(below).min_by_key(|(root, _)| root.len()) {
        return Ok(Some(found));
    }
    let ends = above.rmatch_indices('/').map(|(at, _)| at + 1).chain([0]);
    let mut nearest = None;
    for end in ends {
        let (root, runs) = above.split_at(end);
        let Ok(runs) = RepoPath::new(runs) else { return Ok(None) };
        let found = (root.to_owned(), runs);
        if git.has_any(commit, &[format!("{root}{CONFIG}"), format!("{root}workflows")])? {
            return Ok(Some(found));
        }
        nearest.get_or_insert(found);
    }
    Ok(nearest)
}
