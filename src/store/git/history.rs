//! Which commits changed what below a directory: one pass over the log.

use std::collections::HashMap;
use std::io;

use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::store::git::answers::lost;
use crate::store::git::call::{Answer, Call};
use crate::store::git::listing::Listing;
use crate::store::git::oid::Oid;
use crate::store::git::repository::Git;

/// What git is asked about each commit: it compares two trees once, where `git log` does so twice, to choose and to tell.
const DIFFERENCES: &[&str] = &[
    "diff-tree",
    "--stdin",
    "--root",
    "-m",
    "-r",
    "--raw",
    "-z",
    "--no-abbrev",
    "--no-renames",
    "--no-ext-diff",
    "--no-textconv",
    "--no-relative",
    "--no-color",
    "--",
];
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
    /// From the root.
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
        let Some(head) = from.or(self.head()).map(Oid::as_str) else { return Ok(History::default()) };
        let shallow = self.shallow();
        let shape = ["rev-list", "--topo-order", "--parents", "--timestamp", head, "--"];
        let listed = self.whole(&shape, b"")?;
        let listing = Listing::read(&listed.output);
        let places: Vec<String> = below.iter().map(|path| self.spelled(path)).collect();
        let mut shape = DIFFERENCES.to_vec();
        shape.extend(places.iter().map(String::as_str));
        let differences = self.whole(&shape, listing.asked().as_bytes())?;
        let broken = [&listed, &differences].into_iter().find(|said| said.exit != Some(0));
        let changed = changed(&differences.output, &|name| self.below_root(name));
        Ok(History {
            commits: commits(&listing, changed),
            shallow,
            broken: broken.map(|said| said.complaint.clone()),
        })
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

/// The commits that `changed` something, and the merges between them.
fn commits(listing: &Listing, changed: Vec<(Oid, Vec<Change>)>) -> Vec<Commit> {
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

/// The changes in the output of `git diff-tree --stdin -z --raw`: a commit and then for each file `:<mode> <mode> <oid> <oid> <letter>` and its name, all of them ended by
/// NUL; a merge comes once for every parent that differs. `below` says where a name lies.
pub fn changed(said: &[u8], below: &dyn Fn(&[u8]) -> Option<RepoPath>) -> Vec<(Oid, Vec<Change>)> {
    let mut all: Vec<(Oid, Vec<Change>)> = vec![];
    let mut change: Option<(Option<Oid>, Option<Oid>)> = None;
    for word in said.split(|&c| c == 0) {
        if let Some((before, after)) = change.take() {
            if let (Some(path), Some((_, changes))) = (below(word), all.last_mut()) {
                changes.push(Change { path, before, after });
            }
        } else if let Some(words) = word.strip_prefix(b":") {
            change = std::str::from_utf8(words).ok().and_then(of_raw);
        } else if let Some(commit) = std::str::from_utf8(word).ok().and_then(Oid::new) {
            all.push((commit, vec![]));
        }
    }
    all
}

/// `<mode> <mode> <oid> <oid> <letter>`; an object of zeros is none.
fn of_raw(words: &str) -> Option<(Option<Oid>, Option<Oid>)> {
    let mut words = words.split(' ').skip(2);
    let mut oid =
        || words.next().and_then(Oid::new).filter(|oid| oid.as_str().bytes().any(|digit| digit != b'0'));
    Some((oid(), oid()))
}
