//! Which commits changed what below a directory: one pass over the log.

use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::store::git::oid::Oid;
use crate::store::git::repository::Git;

/// A commit that changed something, as compared with one of its parents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// The commit.
    pub oid: Oid,
    /// What it changed, in git's order.
    pub changes: Vec<Change>,
}

/// A file that a commit added, changed or deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
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

    /// Every commit that is reachable from `from` (a commit; the head where nothing is said) and changed something at or below `below`. Empty before the first.
    ///
    /// # Errors
    /// `Environment` when git does not answer.
    pub fn history(&self, below: &RepoPath, from: Option<&Oid>) -> Result<History, Failure> {
        let Some(head) = from.or(self.head()).map(Oid::as_str) else { return Ok(History::default()) };
        let place = self.spelled(below);
        let shape = [
            "log",
            "--no-follow",
            "--topo-order",
            "--full-history",
            "-m",
            "--raw",
            "-z",
            "--no-abbrev",
            "--no-renames",
            "--no-show-signature",
            "--no-ext-diff",
            "--no-textconv",
            "--no-relative",
            "--no-color",
            "--format=%x01%H",
            head,
            "--",
            &place,
        ];
        let said = self.ask(&shape, b"")?;
        let shallow = self.ask(&["rev-parse", "--is-shallow-repository"], b"")?.starts_with(b"true");
        Ok(History { commits: commits(&said, &|name| self.below_root(name)), shallow })
    }
}

/// The commits in the output of `git log -z --raw`: `\x01<commit>` and then for each file `:<mode> <mode> <oid> <oid> <letter>` and its name,
/// all of them ended by NUL; `below` says where a name lies.
pub fn commits(said: &[u8], below: &dyn Fn(&[u8]) -> Option<RepoPath>) -> Vec<Commit> {
    let mut commits: Vec<Commit> = vec![];
    let mut change: Option<(Option<Oid>, Option<Oid>)> = None;
    for word in said.split(|&c| c == 0) {
        let word = word.strip_prefix(b"\n").unwrap_or(word);
        if let Some((before, after)) = change.take() {
            if let (Some(path), Some(commit)) = (below(word), commits.last_mut()) {
                commit.changes.push(Change { path, before, after });
            }
        } else if let Some(name) = word.strip_prefix(b"\x01") {
            let oid = std::str::from_utf8(name).ok().and_then(|name| Oid::new(name.trim()));
            commits.extend(oid.map(|oid| Commit { oid, changes: vec![] }));
        } else if let Some(words) = word.strip_prefix(b":") {
            change = std::str::from_utf8(words).ok().and_then(of_raw);
        }
    }
    commits
}

/// `<mode> <mode> <oid> <oid> <letter>`; an object of zeros is none.
fn of_raw(words: &str) -> Option<(Option<Oid>, Option<Oid>)> {
    let mut words = words.split(' ').skip(2);
    let mut oid =
        || words.next().and_then(Oid::new).filter(|oid| oid.as_str().bytes().any(|digit| digit != b'0'));
    Some((oid(), oid()))
}
