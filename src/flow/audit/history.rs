//! What the history of git says of every run's record: each commit held against the one before.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::flow::audit::corrupt::of_record;
use crate::flow::audit::places::{Places, Spot};
use crate::flow::audit::redefined::{Exchange, Redefinitions};
use crate::flow::audit::roots::learn;
use crate::flow::audit::steps::steps;
use crate::flow::audit::trail::{Followed, Raw, Trail};
use crate::flow::audit::versions::{Role, Versions, stands, version};
use crate::flow::site::Site;
use crate::model::digest::Digest;
use crate::model::dossier::Dossier;
use crate::model::dossier::history::{Lying, Told};
use crate::model::failure::Failure;
use crate::model::ids::RunId;
use crate::model::path::RepoPath;
use crate::store::git::history::{Change, Commit, History};
use crate::store::git::oid::Oid;
use crate::store::git::repository::Git;
use crate::store::git::stored::Stored;
use crate::store::runs::layout;
use crate::store::runs::summary::ids;

/// The log of all records, by run.
pub struct Log {
    git: Git,
    /// The commit from which on it was read; the head where that was not said.
    from: Option<Oid>,
    /// The directory of the runs, with a `/`.
    below: String,
    /// Where the project lay.
    places: Places,
    /// Under the paths of today.
    followed: BTreeMap<String, Followed>,
    /// The runs that lay in another directory and never where runs are today.
    elsewhere: BTreeMap<String, Elsewhere>,
    /// What commits did to definitions.
    redefined: Redefinitions,
    shallow: bool,
    /// Why git could not tell it to its end.
    broken: Option<String>,
    /// Commits and directories whose bytes have another name.
    corrupt: Vec<Oid>,
}

/// What became last of a run that never lay where runs are today.
pub struct Elsewhere {
    /// The directory of runs in which it lay, for people.
    pub place: String,
    /// The commit.
    pub commit: Oid,
    /// Whether it deleted the record.
    pub deleted: bool,
    /// Whether that is in a directory that was the project's root, and another one may be there today.
    pub away: bool,
}

impl Log {
    /// Reads the log of everything below the directories of the contracts, the workflows and the runs, also those where they lay before, and of
    /// gatewright.json: in one pass, or in more where that has ever named another directory, or the project has lain elsewhere.
    ///
    /// # Errors
    /// `Environment` when git does not answer.
    pub fn read(site: &Site, git: Git, from: Option<&Oid>) -> Result<Log, Failure> {
        let mut places = Places::of(site, git.from_top())?;
        let mut history = git.history_of(&places.asked(), from)?;
        if places.learn(&git, &history.commits)? {
            history = git.history_of(&places.asked(), from)?;
        }
        // What is damaged elsewhere is nothing of the records, and says only that nobody can look there.
        let damaged = git.corrupt();
        let origins = learn(&git, &history, &mut places)?;
        let elsewhere_only: BTreeSet<Oid> =
            git.corrupt().into_iter().filter(|oid| !damaged.contains(oid)).collect();
        if origins.more {
            history = git.history_of(&places.asked(), from)?;
            if places.learn(&git, &history.commits)? {
                history = git.history_of(&places.asked(), from)?;
            }
            origins.only_until(&mut history, &places);
        }
        let History { commits, shallow, broken, walk, .. } = history;
        let redefined =
            Redefinitions::of(&commits, &|path| places.is_definition(path) && places.spot(0, path).is_none());
        let (mut followed, mut elsewhere) = (BTreeMap::new(), BTreeMap::new());
        let trail = Trail::new(&git, &commits, &places);
        let by_run = by_run(&commits, &places);
        let at: HashMap<&Oid, usize> = walk.oids().zip(0..).collect();
        let is_ours = |raw: &Raw| {
            let at = at.get(&commits[raw.entry].oid).copied().unwrap_or_default();
            origins.was_there(places.runs()[raw.place].0, at)
        };
        let is_today = |raws: &[Raw]| raws.iter().any(|raw| raw.place == 0);
        let lying = match by_run.values().all(|raws| is_today(raws)) {
            true => BTreeSet::new(),
            false => ids(&site.root, &site.config.runs)?.into_iter().collect(),
        };
        for (run, raws) in by_run {
            if is_today(&raws) || RunId::new(run).is_ok_and(|run| lying.contains(&run)) {
                followed.insert(run.to_owned(), trail.follow(run, raws));
            } else if let Some(last) = last_of(&raws, &is_ours) {
                let (place, deleted) = (places.shown(last.place), last.change.after.is_none());
                let (commit, away) = (commits[last.entry].oid.clone(), places.runs()[last.place].0 != 0);
                elsewhere.insert(run.to_owned(), Elsewhere { place, commit, deleted, away });
            }
        }
        let broken = broken.or(trail.lost()).or(places.lost()).or(origins.lost);
        // The trail has read more directories.
        let corrupt = git.corrupt().into_iter().filter(|oid| !elsewhere_only.contains(oid)).collect();
        let below = format!("{}/", site.config.runs);
        Ok(Log {
            git,
            from: from.cloned(),
            below,
            places,
            followed,
            elsewhere,
            redefined,
            shallow,
            broken,
            corrupt,
        })
    }

    /// The runs that were ever committed where runs are today.
    pub fn runs(&self) -> impl Iterator<Item = &str> {
        self.followed.keys().map(String::as_str)
    }

    /// The runs that were only committed in other directories of runs.
    pub fn elsewhere(&self) -> &BTreeMap<String, Elsewhere> {
        &self.elsewhere
    }

    /// Whether the run was ever committed.
    pub fn knows(&self, run: &str) -> bool {
        self.followed.contains_key(run)
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
        let all = self.changes(run).iter();
        all.filter(|(_, change)| Role::of(&change.path, &self.below) == Role::Run)
            .map(|(commit, _)| commit.as_str().to_owned())
    }

    /// The files below the run's record that the last of the commits holds.
    pub fn holds(&self, run: &str) -> impl Iterator<Item = &RepoPath> {
        let mut known = BTreeSet::new();
        let newest_first = self.changes(run).iter().map(|(_, change)| change);
        let last = newest_first.filter(move |change| known.insert(&change.path));
        last.filter(|change| change.after.is_some()).map(|change| &change.path)
    }

    /// Whether the log tells of a definition at `path`.
    pub fn looks_at(&self, path: &RepoPath) -> bool {
        self.places.is_definition(path)
    }

    /// Where the project lay.
    pub fn places(&self) -> &Places {
        &self.places
    }

    /// What commits did to the definition at `path`, the newest first.
    pub fn exchanges(&self, path: &RepoPath) -> impl Iterator<Item = &Exchange> {
        self.redefined.exchanges(path)
    }

    /// What commits did to the files at `paths`, where the log does not look; `None` where git does not tell it to its end.
    pub fn exchanges_elsewhere(&self, paths: &BTreeSet<&RepoPath>) -> Option<Redefinitions> {
        if paths.is_empty() {
            return Some(Redefinitions::default());
        }
        let asked: Vec<&RepoPath> = paths.iter().copied().collect();
        let history = self.git.history(&asked, self.from.as_ref()).ok().filter(|it| it.broken.is_none())?;
        Some(Redefinitions::of(&history.commits, &|path| paths.contains(path)))
    }

    /// The commits that changed one of the definitions at `paths`, the newest first.
    pub fn touching(&self, paths: &BTreeSet<RepoPath>) -> Vec<Oid> {
        let all = paths.iter().flat_map(|path| self.exchanges(path));
        let in_order: BTreeMap<usize, &Oid> = all.map(|one| (one.at, &one.commit)).collect();
        let mut known = BTreeSet::new();
        in_order.into_values().filter(|commit| known.insert(*commit)).cloned().collect()
    }

    /// The commit and everything that it was made on, as far as that changed a definition or a record.
    pub fn reachable(&self, commit: &Oid) -> BTreeSet<Oid> {
        self.redefined.reachable(commit)
    }

    /// When the commit was made, in seconds since 1970, as it says itself; `None` for one that changed nothing here.
    pub fn made_at(&self, commit: &Oid) -> Option<i64> {
        self.redefined.made_at(commit)
    }

    /// The commits that hold RUN.json, the oldest first, with the digests of the events that it had.
    pub fn grown<'a>(&'a self, run: &str, versions: &'a Versions) -> Vec<(&'a Oid, &'a [Digest])> {
        let changes = self.changes(run).iter().rev();
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

    /// The changes of the run's record, the newest first.
    fn changes(&self, run: &str) -> &[(Oid, Change)] {
        self.followed.get(run).map_or(&[], |followed| followed.changes.as_slice())
    }

    fn last_of_run_json(&self, run: &str) -> Option<&(Oid, Change)> {
        self.changes(run).iter().find(|(_, change)| Role::of(&change.path, &self.below) == Role::Run)
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
        let changes = self.changes(run);
        // What was only moved is the same.
        let other = changes.iter().filter(|(_, change)| change.before != change.after);
        let pairs = other.filter_map(|(_, change)| Some((change, change.before.as_ref()?)));
        let pairs =
            pairs.filter_map(|(change, before)| Some((&change.path, [change.after.as_ref()?, before])));
        let mut all: Vec<_> = pairs.flat_map(|(path, both)| both.map(|oid| (path, oid))).collect();
        let last = self.last_of_run_json(run).and_then(|(_, last)| Some((&last.path, last.after.as_ref()?)));
        all.extend(last);
        all.sort_by_key(|(path, _)| *path);
        all
    }

    /// What is to be told where no run is known, and the history could not be relied upon: then nobody knows whether any was committed.
    pub fn unsure(&self) -> Option<Told> {
        let corrupt = of_record(&self.corrupt, &[], &[]);
        let told = Told { broken: self.broken.clone(), corrupt, lying: Lying::Unknown, ..Told::default() };
        (told.broken.is_some() || !told.corrupt.is_empty()).then_some(told)
    }

    /// What the history says of the run, whose RUN.json is `lying` there.
    pub fn told(&self, dossier: &Dossier, versions: &Versions, lying: Option<&[u8]>) -> Told {
        let run = dossier.run.as_str();
        let changes = self.changes(run);
        let last = self.last_of_run_json(run).and_then(|(_, change)| change.after.as_ref());
        let committed = last.and_then(|oid| versions.get(&(oid.as_str().to_owned(), Role::Run)));
        // Where git gave up before it came to the record, nobody knows whether it was committed.
        let unknown = committed.is_none() && (last.is_some() || self.broken.is_some());
        Told {
            steps: steps(changes, versions, &self.below),
            moves: self.followed.get(run).map(|followed| followed.moves.clone()).unwrap_or_default(),
            times: vec![],
            lying: if unknown { Lying::Unknown } else { stands(committed, lying) },
            digests: (committed.map(|version| version.sha256), lying.map(Digest::of)),
            shallow: self.shallow,
            broken: self.broken.clone(),
            sparse: self.git.sparse().unwrap_or_default(),
            corrupt: of_record(&self.corrupt, &self.git.corrupt(), changes),
            uncommitted: vec![],
            lacking: vec![],
            seals_gone: vec![],
            definitions: self.redefined.of_run(dossier, &self.grown(run, versions)),
        }
    }
}

/// What was done last to a record that never lay where runs are today, where it lay where the project was.
fn last_of<'a>(raws: &'a [Raw], is_ours: &dyn Fn(&Raw) -> bool) -> Option<&'a Raw> {
    let mut of_record = raws.iter().filter(|raw| raw.rest == layout::RUN_JSON);
    raws.iter().any(is_ours).then(|| of_record.next())?
}

/// The changes of the records, in all places, by run, the newest first.
fn by_run<'a>(commits: &'a [Commit], places: &Places) -> BTreeMap<&'a str, Vec<Raw>> {
    let mut all: BTreeMap<&str, Vec<Raw>> = BTreeMap::new();
    for (entry, commit) in commits.iter().enumerate() {
        for change in &commit.changes {
            if let Some(Spot { place, run, rest }) = places.spot(change.root, &change.path) {
                let raw = Raw { entry, place, rest: rest.to_owned(), change: change.clone() };
                all.entry(run).or_default().push(raw);
            }
        }
    }
    all
}
