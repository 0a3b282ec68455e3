//! What the history of git says of every run's record: each commit held against the one before.

use std::collections::{BTreeMap, BTreeSet};

use crate::flow::audit::redefined::{Exchange, Redefinitions};
use crate::flow::audit::steps::steps;
use crate::flow::audit::versions::{Role, Versions, stands, version};
use crate::flow::site::{CONFIG, Site};
use crate::model::digest::Digest;
use crate::model::dossier::Dossier;
use crate::model::dossier::history::{Lying, Told};
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
    /// The directories of definitions, with a `/`.
    of_definitions: [String; 2],
    /// The newest first.
    changes: BTreeMap<String, Vec<(Oid, Change)>>,
    /// What commits did to definitions.
    redefined: Redefinitions,
    /// The versions of gatewright.json.
    configs: BTreeSet<String>,
    shallow: bool,
    broken: Option<String>,
}

impl Log {
    /// Reads the log of everything below the directories of the runs, the contracts and the workflows, and of gatewright.json, in one pass.
    ///
    /// # Errors
    /// `Environment` when git does not answer.
    pub fn read(site: &Site, git: Git, from: Option<&Oid>) -> Result<Log, Failure> {
        let file = RepoPath::new(CONFIG).map_err(|why| Failure::bug(why.to_string()))?;
        let read = [&site.config.runs, &site.config.contracts, &site.config.workflows, &file];
        let History { commits, shallow, broken } = git.history(&read, from)?;
        let below = format!("{}/", site.config.runs);
        let mut changes: BTreeMap<String, Vec<(Oid, Change)>> = BTreeMap::new();
        let redefined = Redefinitions::of(&commits, &site.config.runs);
        let mut configs = BTreeSet::new();
        for commit in commits {
            for change in commit.changes {
                if change.path == file {
                    let both = [change.before, change.after].into_iter().flatten();
                    configs.extend(both.map(|oid| oid.as_str().to_owned()));
                    continue;
                }
                let rest = change.path.as_str().strip_prefix(&below);
                let run = rest
                    .and_then(|rest| rest.split_once('/'))
                    .filter(|(_, rest)| rest.starts_with("record/"));
                if let Some((run, _)) = run {
                    changes.entry(run.to_owned()).or_default().push((commit.oid.clone(), change));
                }
            }
        }
        let of_definitions = [&site.config.contracts, &site.config.workflows].map(|dir| format!("{dir}/"));
        Ok(Log { git, below, of_definitions, changes, redefined, configs, shallow, broken })
    }

    /// The runs that were ever committed.
    pub fn runs(&self) -> impl Iterator<Item = &str> {
        self.changes.keys().map(String::as_str)
    }

    /// Whether the run was ever committed.
    pub fn knows(&self, run: &str) -> bool {
        self.changes.contains_key(run)
    }

    /// The objects that were ever committed as gatewright.json.
    pub fn configs(&self) -> impl Iterator<Item = &str> {
        self.configs.iter().map(String::as_str)
    }

    /// Git.
    pub fn git(&self) -> &Git {
        &self.git
    }

    /// The commit that last changed the run's RUN.json, if it is there since.
    pub fn last_commit(&self, run: &str) -> Option<&Oid> {
        self.last_of_run_json(run).filter(|(_, change)| change.after.is_some()).map(|(commit, _)| commit)
    }

    /// The commit that deleted the run's RUN.json, if it was not brought back since.
    pub fn deleted_by(&self, run: &str) -> Option<String> {
        let last = self.last_of_run_json(run).filter(|(_, change)| change.after.is_none());
        last.map(|(commit, _)| commit.as_str().to_owned())
    }

    /// The commits that changed the run's RUN.json, the newest first.
    pub fn commits_of(&self, run: &str) -> impl Iterator<Item = String> {
        let all = self.changes.get(run).into_iter().flatten();
        all.filter(|(_, change)| Role::of(&change.path, &self.below) == Role::Run)
            .map(|(commit, _)| commit.as_str().to_owned())
    }

    /// The files below the run's record that the last of the commits holds.
    pub fn holds(&self, run: &str) -> impl Iterator<Item = &RepoPath> {
        let mut known = BTreeSet::new();
        let newest_first = self.changes.get(run).into_iter().flatten().map(|(_, change)| change);
        let last = newest_first.filter(move |change| known.insert(&change.path));
        last.filter(|change| change.after.is_some()).map(|change| &change.path)
    }

    /// Whether the log tells of a definition at `path`.
    pub fn looks_at(&self, path: &RepoPath) -> bool {
        self.of_definitions.iter().any(|dir| path.as_str().starts_with(dir))
    }

    /// What commits did to the definition at `path`, the newest first.
    pub fn exchanges(&self, path: &RepoPath) -> impl Iterator<Item = &Exchange> {
        self.redefined.exchanges(path)
    }

    /// The objects that ever lay at `path`, where a definition lies.
    pub fn held(&self, path: &RepoPath) -> BTreeSet<String> {
        let all = self.exchanges(path).flat_map(|one| one.before.iter().chain(&one.after));
        all.map(|oid| oid.as_str().to_owned()).collect()
    }

    /// When the commit was made, in seconds since 1970, as it says itself; `None` for one that changed nothing here.
    pub fn made_at(&self, commit: &Oid) -> Option<i64> {
        self.redefined.made_at(commit)
    }

    /// The commits that hold RUN.json, the oldest first, with the digests of the events that it had.
    pub fn grown<'a>(&'a self, run: &str, versions: &'a Versions) -> Vec<(&'a Oid, &'a [Digest])> {
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
        let last = self.last_of_run_json(run).and_then(|(_, change)| change.after.as_ref());
        let committed = last.and_then(|oid| versions.get(&(oid.as_str().to_owned(), Role::Run)));
        // Where git gave up before it came to the record, nobody knows whether it was committed.
        let unknown = committed.is_none() && (last.is_some() || self.broken.is_some());
        Told {
            steps: steps(changes, versions, &self.below),
            times: vec![],
            lying: if unknown { Lying::Unknown } else { stands(committed, lying) },
            digests: (committed.map(|version| version.sha256), lying.map(Digest::of)),
            shallow: self.shallow,
            broken: self.broken.clone(),
            uncommitted: vec![],
            seals_gone: vec![],
            definitions: self.redefined.of_run(dossier, &self.grown(run, versions)),
        }
    }
}
