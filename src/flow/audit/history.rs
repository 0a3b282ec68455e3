//! What the history of git says of every run's record: each commit held against the one before.

use std::collections::{BTreeMap, BTreeSet};

use crate::flow::audit::redefined::Redefinitions;
use crate::flow::site::Site;
use crate::format::record::read::{chain_of, is_v0};
use crate::model::audit::WHOLE;
use crate::model::digest::Digest;
use crate::model::dossier::Dossier;
use crate::model::dossier::history::{Did, Lying, Other, Step, Told};
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
    /// What commits did to definitions.
    redefined: Redefinitions,
    shallow: bool,
    broken: Option<String>,
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
    /// Reads the log of everything below the directories of the runs, the contracts and the workflows, in one pass.
    ///
    /// # Errors
    /// `Environment` when git does not answer.
    pub fn read(site: &Site, git: Git, from: Option<&Oid>) -> Result<Log, Failure> {
        let History { commits, shallow, broken } =
            git.history(&[&site.config.runs, &site.config.contracts, &site.config.workflows], from)?;
        let below = format!("{}/", site.config.runs);
        let mut changes: BTreeMap<String, Vec<(Oid, Change)>> = BTreeMap::new();
        let redefined = Redefinitions::of(&commits, &site.config.runs);
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
        Ok(Log { git, below, changes, redefined, shallow, broken })
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

    /// The commits that changed the run's RUN.json, the newest first.
    pub fn commits_of(&self, run: &str) -> impl Iterator<Item = String> {
        let all = self.changes.get(run).into_iter().flatten();
        all.filter(|(_, change)| Role::of(&change.path, &self.below) == Role::Run)
            .map(|(commit, _)| commit.as_str().to_owned())
    }

    /// The commits that hold RUN.json, the oldest first, with the digests of the events that it had.
    fn grown<'a>(&'a self, run: &str, versions: &'a Versions) -> Vec<(&'a Oid, &'a [Digest])> {
        let changes = self.changes.get(run).into_iter().flatten().rev();
        let of_record = changes.filter(|(_, change)| Role::of(&change.path, &self.below) == Role::Run);
        of_record
            .filter_map(|(commit, change)| {
                Some((
                    commit,
                    versions
                        .get(&(change.after.as_ref()?.as_str().to_owned(), Role::Run))?
                        .chain
                        .as_deref()?,
                ))
            })
            .collect()
    }

    fn last_of_run_json(&self, run: &str) -> Option<&(Oid, Change)> {
        self.changes.get(run)?.iter().find(|(_, change)| Role::of(&change.path, &self.below) == Role::Run)
    }

    /// Reads the versions of the files of `runs` that have to be held against one another, in one question; those that git does
    /// not give are missing.
    pub fn versions<'a>(&self, runs: impl Iterator<Item = &'a str>) -> Versions {
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
        // What it did not answer for is told where it is missed.
        let _ = self.git.each_stored(&names, layout::MAX_RUN_JSON, &mut |i, stored| {
            if let Stored::Blob { sha256, content, .. } = stored {
                let version = version(sha256, content.as_deref(), roles[i]);
                versions.insert((names[i].clone(), roles[i]), version);
            }
        });
        versions
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

    /// What the history says of the run, whose RUN.json is `lying` there.
    pub fn told(&self, dossier: &Dossier, versions: &Versions, lying: Option<&[u8]>) -> Told {
        let run = dossier.run.as_str();
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
        let last = self.last_of_run_json(run).and_then(|(_, change)| change.after.as_ref());
        let committed = last.and_then(|oid| versions.get(&(oid.as_str().to_owned(), Role::Run)));
        let unknown = last.is_some() && committed.is_none();
        Told {
            steps: steps.collect(),
            lying: if unknown { Lying::Unknown } else { stands(committed, lying) },
            digests: (committed.map(|version| version.sha256), lying.map(Digest::of)),
            shallow: self.shallow,
            broken: self.broken.clone(),
            definitions: self.redefined.of_run(dossier, &self.grown(run, versions)),
        }
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
    let whole = |how: &str| {
        Did::Rewrote(Other {
            how: how.to_owned(),
            field: WHOLE.to_owned(),
            expected: before.sha256.to_string(),
            found: after.sha256.to_string(),
        })
    };
    match (&before.chain, &after.chain) {
        (Some(before), Some(after)) if before == after => whole("other bytes around the same events"),
        (Some(before), Some(after)) => extends(before, after),
        (Some(_), None) => whole("what is there from then on has no chain"),
        _ => whole("a file that is written once has other bytes"),
    }
}

fn extends(before: &[Digest], after: &[Digest]) -> Did {
    let same = before.iter().zip(after).take_while(|(one, other)| one == other).count();
    if same == before.len() && same < after.len() {
        return Did::Extended;
    }
    if before == after {
        // Whatever else changed does not follow from them.
        return Did::Rewrote(Other {
            how: "other bytes around the same events".to_owned(),
            field: WHOLE.to_owned(),
            expected: "the bytes that were committed".to_owned(),
            found: "other bytes".to_owned(),
        });
    }
    if same == after.len() {
        return Did::Truncated(after.len(), before.len());
    }
    Did::Rewrote(Other {
        how: format!("`events[{same}]` is another one than before"),
        field: format!("events[{same}].digest"),
        expected: before[same].to_string(),
        found: after[same].to_string(),
    })
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
