//! Which commits changed what below some directories: one pass over the log. Git lists the commits; what they hold is read and held against its name here.

use std::collections::HashMap;
use std::io;

use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::store::git::answers::lost;
use crate::store::git::call::{Answer, Call};
use crate::store::git::compare::{Exchanged, Pair};
use crate::store::git::cut::parents_of;
use crate::store::git::headless::{ANY, Headless};
use crate::store::git::in_tree::{LARGEST_COMMIT, tree_of};
use crate::store::git::listing::Listing;
use crate::store::git::oid::Oid;
use crate::store::git::repository::Git;
use crate::store::git::roots::Place;
use crate::store::git::stored::Stored;

/// The most that git may say of a history, in bytes: a line for each commit is more than any other answer is.
const LONGEST: usize = 512 * 1024 * 1024;

/// A commit that changed something, as compared with one of its parents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// The commit.
    pub oid: Oid,
    /// When it was made, in seconds since 1970, as it says itself.
    pub at: i64,
    /// The nearest commits before it that changed something there as well.
    pub parents: Vec<Oid>,
    /// What it changed, in git's order.
    pub changes: Vec<Change>,
}

/// A file that a commit added, changed or deleted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Change {
    /// Which of the roots that were asked about.
    pub root: usize,
    /// From that root.
    pub path: RepoPath,
    /// What it was before; `None` when it was not there.
    pub before: Option<Oid>,
    /// What it is from then on; `None` when it is gone.
    pub after: Option<Oid>,
}

/// What the history says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// The newest first. A merge comes once for every parent that differs from it.
    pub commits: Vec<Commit>,
    /// Whether older commits are not here: a shallow clone.
    pub shallow: bool,
    /// Why git could not tell it to its end, for example because an object is missing.
    pub broken: Option<String>,
    /// The objects whose bytes have another name.
    pub corrupt: Vec<Oid>,
    /// Every commit with its directory.
    pub walk: Walk,
}

/// Every commit of a history with its directory, whatever it changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Walk {
    pub(super) listing: Listing,
    pub(super) trees: Vec<Option<Oid>>,
}

impl Git {
    /// The commit that `name` means.
    ///
    /// # Errors
    /// `Usage` (`unknown_commit`) when git knows none.
    pub fn commit_called(&self, name: &str) -> Result<Oid, Failure> {
        let wanted = format!("{name}^{{commit}}");
        let said = self.ask(&["rev-parse", "--quiet", "--verify", "--end-of-options", &wanted], b"");
        let oid = said.ok().and_then(|said| Oid::new(String::from_utf8_lossy(&said).trim()));
        oid.ok_or_else(|| {
            let message = format!("git knows no commit `{}`", name.escape_debug());
            Failure::usage("unknown_commit", message).hint("give a commit, a branch or a tag that is here")
        })
    }

    /// Every commit that is reachable from `from` (a commit; the head where nothing is said) and changed something at or below one of `below`,
    /// and the merges between them. Empty before the first.
    ///
    /// # Errors
    /// `Environment` when git does not answer; what it says before it gives up is taken.
    pub fn history(&self, below: &[&RepoPath], from: Option<&Oid>) -> Result<History, Failure> {
        let roots = [self.from_top().to_owned()];
        let places: Vec<Place> = below.iter().map(|path| Place::new(&roots, 0, path)).collect();
        self.history_of(&places, from)
    }

    /// The same of places below several roots.
    ///
    /// # Errors
    /// As [`Git::history`].
    pub fn history_of(&self, places: &[Place], from: Option<&Oid>) -> Result<History, Failure> {
        let Some(head) = from.or(self.head()).map(Oid::as_str) else {
            let broken = Headless::ask(&self.to_ask(ANY)?)?.why();
            return Ok(History { broken, ..History::default() });
        };
        let shallow = self.shallow();
        let shape = ["rev-list", "--topo-order", "--parents", "--timestamp", head, "--"];
        let listed = self.whole(&shape, b"")?;
        let listing = Listing::read(&listed.output);
        let Trees { trees, lost, untold } = self.trees(&listing)?;
        let cut = self.cut_at(&untold)?;
        let (pairs, commits) = pairs(&listing, &trees);
        let found = self.compared(pairs, places)?;
        let broken = Some(listed).filter(|said| said.exit != Some(0)).map(|said| said.complaint);
        let mut changed: Vec<(Oid, Vec<Change>)> =
            commits.into_iter().map(|commit| (commit.clone(), vec![])).collect();
        for Exchanged { of, root, path, before, after } in found.changes {
            changed[of].1.push(Change { root, path, before, after });
        }
        changed.retain(|(_, changes)| !changes.is_empty());
        let place = |it: &Change| (it.root, it.path.clone());
        changed.iter_mut().for_each(|(_, changes)| changes.sort_by_cached_key(place));
        Ok(History {
            commits: told(&listing, changed),
            shallow,
            broken: broken.or(lost).or(found.lost).or(cut),
            corrupt: self.corrupt(),
            walk: Walk { listing, trees },
        })
    }

    /// The directory of each commit, held against its name.
    fn trees(&self, listing: &Listing) -> Result<Trees, Failure> {
        let names: Vec<String> = listing.oids().map(|oid| oid.as_str().to_owned()).collect();
        let firsts: Vec<bool> = listing.parents().map(|parents| parents.is_none()).collect();
        let mut found = Trees { trees: vec![None; names.len()], lost: None, untold: vec![] };
        self.each_object(&names, LARGEST_COMMIT, "commit", &mut |i, stored| {
            let why = match stored {
                Stored::Raw(bytes) => {
                    found.trees[i] = tree_of(&bytes);
                    if firsts[i] {
                        found.untold.extend(parents_of(&bytes).map(|parent| (names[i].clone(), parent)));
                    }
                    return;
                }
                Stored::Corrupt(_) => format!("the bytes of its commit {} have another name", names[i]),
                _ => format!("it does not have the commit {}", names[i]),
            };
            found.lost.get_or_insert(why);
        })?;
        Ok(found)
    }

    /// Everything that git says, however it ends.
    fn whole(&self, arguments: &[&str], input: &[u8]) -> Result<Answer, Failure> {
        let mut output = vec![];
        let call = Call { input, ..self.to_ask(arguments)? };
        let answer = call.make_into(&mut |piece| {
            if output.len() + piece.len() > LONGEST {
                return Err(io::Error::other("it printed more than 512 MiB"));
            }
            output.extend_from_slice(piece);
            Ok(())
        });
        Ok(Answer { output, ..answer.map_err(lost)? })
    }
}

/// The directories of commits.
struct Trees {
    trees: Vec<Option<Oid>>,
    /// Why one is missing.
    lost: Option<String>,
    /// Commits of which git tells as if they were made on nothing, each with one on which it was made.
    untold: Vec<(String, Oid)>,
}

/// What is to be compared, and for which commit: each with every parent, the first with nothing.
fn pairs<'a>(listing: &'a Listing, trees: &[Option<Oid>]) -> (Vec<Pair>, Vec<&'a Oid>) {
    let (mut pairs, mut commits) = (vec![], vec![]);
    for (place, (oid, parents)) in listing.oids().zip(listing.parents()).enumerate() {
        // Where a commit or all of its parents are not here nobody can say what it changed.
        let before: Vec<Option<&Oid>> = match parents {
            None => vec![None],
            Some(parents) => parents.iter().filter_map(|at| trees[*at].as_ref()).map(Some).collect(),
        };
        let Some(after) = &trees[place] else { continue };
        for before in before.into_iter().filter(|before| *before != Some(after)) {
            let (of, before, after) = (commits.len(), before.cloned(), Some(after.clone()));
            pairs.push(Pair { of, before, after, dir: vec![] });
            commits.push(oid);
        }
    }
    (pairs, commits)
}

/// The commits that `changed` something, and the merges between them.
fn told(listing: &Listing, changed: Vec<(Oid, Vec<Change>)>) -> Vec<Commit> {
    let mut told: HashMap<Oid, Vec<Vec<Change>>> = HashMap::new();
    for (oid, changes) in changed {
        told.entry(oid).or_default().push(changes);
    }
    let mut commits = vec![];
    for (oid, at, parents) in listing.kept(|oid| told.contains_key(oid)) {
        let of_commit = told.remove(&oid).unwrap_or_else(|| vec![vec![]]).into_iter();
        commits.extend(of_commit.map(|changes| Commit {
            oid: oid.clone(),
            at,
            parents: parents.clone(),
            changes,
        }));
    }
    commits
}
