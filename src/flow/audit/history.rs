//! What the history of git says of every run's record: each commit held against the one before.

use std::collections::{BTreeMap, BTreeSet};

use crate::flow::site::Site;
use crate::format::record::read::{chain_of, is_v0};
use crate::model::digest::Digest;
use crate::model::dossier::history::{Did, Lying, Step, Told};
use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::store::git::history::{Change, History};
use crate::store::git::oid::Oid;
use crate::store::git::repository::Git;
use crate::store::git::stored::Stored;
use crate::store::runs::layout;

/// The log of all records, by run.
pub struct Log {
    git: Git,
    /// The directory of the runs, with a `/`.
    below: String,
    /// The newest first.
    changes: BTreeMap<String, Vec<(Oid, Change)>>,
    shallow: bool,
}

/// A version of a record's file.
#[derive(Debug, Clone)]
pub struct Version {
    sha256: Digest,
    /// The digests of its events, where it is a RUN.json of ours.
    chain: Option<Vec<Digest>>,
    /// Whether it is a RUN.json of the ancestor, or an attempt that is still open.
    loose: bool,
}

/// The versions of the files of some runs, by object and by what the file is: the same bytes are no open attempt where a record
/// should be.
pub type Versions = BTreeMap<(String, Role), Version>;

/// What a file of a record is, by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// The RUN.json of a run.
    Run,
    /// An attempt's, or a list beside it.
    Attempt,
    /// Anything else.
    Other,
}

impl Role {
    /// Of a file below the directory of the runs, which is `below` with a `/`.
    fn of(path: &RepoPath, below: &str) -> Role {
        let of_run = path.as_str().strip_prefix(below).and_then(|rest| rest.split_once('/'));
        if of_run.is_some_and(|(_, file)| file == layout::RUN_JSON) {
            return Role::Run;
        }
        match layout::attempt_in(path.file_name()) {
            Some(_) => Role::Attempt,
            None => Role::Other,
        }
    }
}

impl Log {
    /// Reads the log of everything below the directory of the runs.
    ///
    /// # Errors
    /// `Environment` when git does not answer.
    pub fn read(site: &Site, git: Git, from: Option<&Oid>) -> Result<Log, Failure> {
        let History { commits, shallow } = git.history(&site.config.runs, from)?;
        let below = format!("{}/", site.config.runs);
        let mut changes: BTreeMap<String, Vec<(Oid, Change)>> = BTreeMap::new();
        for commit in commits {
            for change in commit.changes {
                let rest = change.path.as_str().strip_prefix(&below);
                let run = rest
                    .and_then(|rest| rest.split_once('/'))
                    .filter(|(_, rest)| rest.starts_with("record/"));
                if let Some((run, _)) = run {
                    changes.entry(run.to_owned()).or_default().push((commit.oid.clone(), change));
                }
            }
        }
        Ok(Log { git, below, changes, shallow })
    }

    /// The runs that were ever committed.
    pub fn runs(&self) -> impl Iterator<Item = &str> {
        self.changes.keys().map(String::as_str)
    }

    /// Whether the run was ever committed.
    pub fn knows(&self, run: &str) -> bool {
        self.changes.contains_key(run)
    }

    /// Git.
    pub fn git(&self) -> &Git {
        &self.git
    }

    /// The commit that last changed the run's RUN.json, if it is there since.
    pub fn last_commit(&self, run: &str) -> Option<&Oid> {
        self.last_of_run_json(run).filter(|(_, change)| change.after.is_some()).map(|(commit, _)| commit)
    }

    fn last_of_run_json(&self, run: &str) -> Option<&(Oid, Change)> {
        self.changes.get(run)?.iter().find(|(_, change)| Role::of(&change.path, &self.below) == Role::Run)
    }

    /// Reads the versions of the files of `runs` that have to be held against one another, in one question.
    ///
    /// # Errors
    /// `Environment` when git does not answer.
    pub fn versions<'a>(&self, runs: impl Iterator<Item = &'a str>) -> Result<Versions, Failure> {
        let (mut names, mut roles) = (vec![], vec![]);
        let mut known = BTreeSet::new();
        for run in runs {
            for (path, oid) in self.compared(run) {
                let role = Role::of(path, &self.below);
                if known.insert((oid.as_str(), role)) {
                    names.push(oid.as_str().to_owned());
                    roles.push(role);
                }
            }
        }
        let mut versions = Versions::new();
        self.git.each_stored(&names, layout::MAX_RUN_JSON, &mut |i, stored| {
            if let Stored::Blob { sha256, content, .. } = stored {
                let version = version(sha256, content.as_deref(), roles[i]);
                versions.insert((names[i].clone(), roles[i]), version);
            }
        })?;
        Ok(versions)
    }

    /// What a commit put in another's place, and what was committed last, file by file: git finds neighbours fastest one after the
    /// other. What was only added or only taken away is compared with nothing.
    fn compared(&self, run: &str) -> Vec<(&RepoPath, &Oid)> {
        let changes = self.changes.get(run).map_or(&[][..], Vec::as_slice);
        let pairs = changes.iter().filter_map(|(_, change)| Some((change, change.before.as_ref()?)));
        let pairs =
            pairs.filter_map(|(change, before)| Some((&change.path, [change.after.as_ref()?, before])));
        let mut all: Vec<_> = pairs.flat_map(|(path, both)| both.map(|oid| (path, oid))).collect();
        let last = self.last_of_run_json(run).and_then(|(_, last)| Some((&last.path, last.after.as_ref()?)));
        all.extend(last);
        all.sort_by_key(|(path, _)| *path);
        all
    }

    /// What the history says of `run`, whose RUN.json is `lying` there.
    pub fn told(&self, run: &str, versions: &Versions, lying: Option<&[u8]>) -> Told {
        let changes = self.changes.get(run).map_or(&[][..], Vec::as_slice);
        // A merge brings what its other side did to whoever had not done it: that is told of the commit that did it first. What
        // only the merge did, such as going back to the shorter of two records, is told of the merge.
        let first = |i: usize, change: &Change| !changes[i + 1..].iter().any(|(_, older)| older == change);
        let told = changes.iter().enumerate().filter(|(i, (_, change))| first(*i, change));
        let steps = told.map(|(_, (commit, change))| Step {
            commit: commit.as_str().to_owned(),
            path: change.path.to_string(),
            did: did(change, versions, &self.below),
        });
        let committed = self.last_of_run_json(run).and_then(|(_, change)| change.after.as_ref());
        let committed = committed.and_then(|oid| versions.get(&(oid.as_str().to_owned(), Role::Run)));
        Told { steps: steps.collect(), lying: stands(committed, lying), shallow: self.shallow }
    }
}

fn version(sha256: Digest, content: Option<&[u8]>, role: Role) -> Version {
    let content = content.unwrap_or_default();
    if role == Role::Run {
        let chain = chain_of(content).filter(|chain| !chain.is_empty());
        return Version { sha256, loose: chain.is_none() && is_v0(content), chain };
    }
    // An attempt that is open is written again when it is closed; everything else is written once.
    #[derive(serde::Deserialize)]
    struct State {
        status: String,
    }
    let open = role == Role::Attempt
        && serde_json::from_slice::<State>(content).is_ok_and(|state| state.status == "RUNNING");
    Version { sha256, chain: None, loose: open }
}

fn did(change: &Change, versions: &Versions, below: &str) -> Did {
    let role = Role::of(&change.path, below);
    let get = |oid: &Oid| versions.get(&(oid.as_str().to_owned(), role));
    let (before, after) = match (&change.before, &change.after) {
        (None, _) => return Did::Extended,
        (Some(_), None) => return Did::Deleted,
        (Some(before), Some(after)) => (get(before), get(after)),
    };
    let (Some(before), Some(after)) = (before, after) else {
        return Did::Unknown("git does not have both versions".to_owned());
    };
    if before.sha256 == after.sha256 || before.loose {
        return Did::Extended;
    }
    match (&before.chain, &after.chain) {
        (Some(before), Some(after)) => extends(before, after),
        (Some(_), None) => Did::Rewrote("what is there from then on has no chain".to_owned()),
        _ => Did::Rewrote("a file that is written once has other bytes".to_owned()),
    }
}

fn extends(before: &[Digest], after: &[Digest]) -> Did {
    let same = before.iter().zip(after).take_while(|(one, other)| one == other).count();
    if same == before.len() {
        // The same events with other bytes around them: whatever else changed does not follow from them.
        return if same == after.len() {
            Did::Rewrote("other bytes around the same events".to_owned())
        } else {
            Did::Extended
        };
    }
    if same == after.len() {
        return Did::Truncated(after.len(), before.len());
    }
    Did::Rewrote(format!("`events[{same}]` is another one than before"))
}

fn stands(committed: Option<&Version>, lying: Option<&[u8]>) -> Lying {
    let Some(committed) = committed else { return Lying::Uncommitted };
    // What was committed and is not there any more was taken away.
    let Some(lying) = lying else { return Lying::Other };
    if Digest::of(lying) == committed.sha256 {
        return Lying::Committed;
    }
    match (&committed.chain, chain_of(lying)) {
        (Some(before), Some(after)) if extends(before, &after) == Did::Extended => Lying::Ahead,
        (None, _) if committed.loose => Lying::Ahead,
        _ => Lying::Other,
    }
}
