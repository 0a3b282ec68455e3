//! Which commits changed what below a directory: one pass over the log.

use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::store::git::answers::lost;
use crate::store::git::oid::Oid;
use crate::store::git::repository::Git;

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

    /// Every commit that is reachable from `from` (a commit; the head where nothing is said) and changed something at or below one of `below`. Empty before the first.
    ///
    /// # Errors
    /// `Environment` when git does not answer; what it says before it gives up is taken.
    pub fn history(&self, below: &[&RepoPath], from: Option<&Oid>) -> Result<History, Failure> {
        let Some(head) = from.or(self.head()).map(Oid::as_str) else { return Ok(History::default()) };
        let places: Vec<String> = below.iter().map(|path| self.spelled(path)).collect();
        let mut shape = vec![
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
            "--parents",
            "--format=%x01%H %ct %P",
            head,
            "--",
        ];
        shape.extend(places.iter().map(String::as_str));
        let said = self.call(self.guarded()?, &shape, b"").map_err(lost)?;
        let broken = (said.exit != Some(0)).then(|| said.complaint.clone());
        let said = said.output;
        let shallow = self.ask(&["rev-parse", "--is-shallow-repository"], b"")?.starts_with(b"true");
        Ok(History { commits: commits(&said, &|name| self.below_root(name)), shallow, broken })
    }
}

/// The commits in the output of `git log -z --raw`: `\x01<commit> <time> <parents>` and then for each file `:<mode> <mode> <oid> <oid> <letter>` and its name,
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
            commits.extend(std::str::from_utf8(name).ok().and_then(of_header));
        } else if let Some(words) = word.strip_prefix(b":") {
            change = std::str::from_utf8(words).ok().and_then(of_raw);
        }
    }
    commits
}

fn of_header(words: &str) -> Option<Commit> {
    let mut words = words.split_ascii_whitespace();
    let (oid, at) = (Oid::new(words.next()?)?, words.next()?.parse().ok()?);
    Some(Commit { oid, at, parents: words.filter_map(Oid::new).collect(), changes: vec![] })
}

/// `<mode> <mode> <oid> <oid> <letter>`; an object of zeros is none.
fn of_raw(words: &str) -> Option<(Option<Oid>, Option<Oid>)> {
    let mut words = words.split(' ').skip(2);
    let mut oid =
        || words.next().and_then(Oid::new).filter(|oid| oid.as_str().bytes().any(|digit| digit != b'0'));
    Some((oid(), oid()))
}
