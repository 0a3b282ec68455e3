//! Where a project lay, as the history tells: its roots, the directories of its runs and of its definitions, and which versions of gatewright.json said so.

use std::collections::{BTreeMap, BTreeSet};

use crate::flow::site::{CONFIG, MAX_DEFINITION, Site};
use crate::format::definition::{Config, read_config};
use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::store::git::history::{Change, Commit};
use crate::store::git::oid::Oid;
use crate::store::git::repository::Git;
use crate::store::git::roots::Place;
use crate::store::git::stored::Stored;

/// The root of today, among the roots.
const HERE: usize = 0;

/// Directories in which a project lay.
pub struct Places {
    /// gatewright.json itself.
    pub file: RepoPath,
    /// The directories that are, or were, its root, from git's top with a `/`; today's first.
    roots: Vec<String>,
    /// The directories of runs: each with its root; today's first.
    runs: Vec<(usize, RepoPath)>,
    /// The directories of workflows and contracts, from whatever root.
    definitions: BTreeSet<RepoPath>,
    /// What is said where there is no gatewright.json.
    plain: Config,
    /// The directory of runs by the versions of gatewright.json that could be read, and the root in which those lay.
    named: BTreeMap<(usize, Oid), usize>,
    /// Whether git does not have every version of it.
    lost: bool,
}

/// A file of a record, in a place.
pub struct Spot<'a> {
    /// Which place.
    pub place: usize,
    /// The run.
    pub run: &'a str,
    /// The file, from the run's directory.
    pub rest: &'a str,
}

impl Places {
    /// Today's, and those where nothing is said; `root` is written from git's top, with a `/`.
    ///
    /// # Errors
    /// None but our own.
    pub fn of(site: &Site, root: &str) -> Result<Places, Failure> {
        let file = RepoPath::new(CONFIG).map_err(|why| Failure::bug(why.to_string()))?;
        let mut places = Places {
            file,
            roots: vec![root.to_owned()],
            runs: vec![(HERE, site.config.runs.clone())],
            definitions: BTreeSet::new(),
            plain: Config::plain()?,
            named: BTreeMap::new(),
            lost: false,
        };
        let plain = places.plain.clone();
        places.says(HERE, &site.config);
        places.says(HERE, &plain);
        Ok(places)
    }

    /// The roots, from git's top with a `/`; today's first.
    pub fn roots(&self) -> &[String] {
        &self.roots
    }

    /// The directories of runs, each with its root; today's first.
    pub fn runs(&self) -> &[(usize, RepoPath)] {
        &self.runs
    }

    /// How people are told of a directory of runs: from the root where it lies below today's, else from git's top as git writes it.
    pub fn shown(&self, place: usize) -> String {
        match &self.runs[place] {
            (HERE, dir) => dir.to_string(),
            (root, dir) => format!(":/{}{dir}", self.roots[*root]),
        }
    }

    /// A directory of runs for git.
    pub fn place(&self, place: usize) -> Place {
        let (root, dir) = &self.runs[place];
        Place::new(&self.roots, *root, dir)
    }

    /// Whether there may lie a definition.
    pub fn is_definition(&self, path: &RepoPath) -> bool {
        path == &self.file || self.definitions.iter().any(|dir| below(path, dir).is_some())
    }

    /// What the history is asked about, in every root; today's first.
    pub fn asked(&self) -> Vec<Place> {
        let runs = (0..self.runs.len()).map(|place| self.place(place));
        let others: Vec<&RepoPath> = self.definitions.iter().chain([&self.file]).collect();
        let of_root = |root| others.iter().map(move |path| Place::new(&self.roots, root, path));
        runs.chain((0..self.roots.len()).flat_map(of_root)).collect()
    }

    /// One more root, from git's top with a `/`, and a directory of runs below it; whether either was not known.
    pub fn add(&mut self, root: &str, runs: RepoPath) -> bool {
        let known = (self.roots.len(), self.runs.len());
        let at = self.roots.iter().position(|it| it == root).unwrap_or_else(|| {
            self.roots.push(root.to_owned());
            self.roots.len() - 1
        });
        let plain = self.plain.clone();
        self.says(at, &plain);
        self.lay(at, runs);
        known != (self.roots.len(), self.runs.len())
    }

    /// Learns what gatewright.json said in `commits`; whether that names any other place.
    ///
    /// # Errors
    /// `Environment` when git does not answer.
    pub fn learn(&mut self, git: &Git, commits: &[Commit]) -> Result<bool, Failure> {
        let changes = commits.iter().flat_map(|commit| &commit.changes).filter(|it| it.path == self.file);
        let of = |it: &Change| it.before.iter().chain(&it.after).map(|oid| (it.root, oid.clone())).collect();
        let versions: BTreeSet<(usize, Oid)> = changes.flat_map(|it| -> Vec<_> { of(it) }).collect();
        let versions: Vec<(usize, Oid)> = versions.into_iter().collect();
        let names: Vec<String> = versions.iter().map(|(_, oid)| oid.as_str().to_owned()).collect();
        let known = (self.runs.len(), self.definitions.len());
        git.each_stored(&names, MAX_DEFINITION, &mut |i, stored| {
            // What it named nobody can say; a version that cannot be read has named nothing.
            self.lost |= stored == Stored::Missing;
            if let Stored::Blob { content: Some(bytes), .. } = stored
                && let Ok(config) = read_config(&self.file.clone(), &bytes)
            {
                let place = self.says(versions[i].0, &config);
                self.named.insert(versions[i].clone(), place);
            }
        })?;
        Ok(known != (self.runs.len(), self.definitions.len()))
    }

    /// Why runs may have lain where nobody looks.
    pub fn lost(&self) -> Option<String> {
        let why = || format!("it does not have every version of {}, which says where runs lie", self.file);
        self.lost.then(why)
    }

    /// What this version of gatewright.json in this root says; `None` where it cannot be read.
    pub fn said(&self, root: usize, version: Option<&Oid>) -> Option<usize> {
        match version {
            None => self.runs.iter().position(|known| *known == (root, self.plain.runs.clone())),
            Some(oid) => self.named.get(&(root, oid.clone())).copied(),
        }
    }

    /// Where the file of a record lies that has this path below that root; `None` for any other file.
    pub fn spot<'a>(&self, root: usize, path: &'a RepoPath) -> Option<Spot<'a>> {
        let places = self.runs.iter().enumerate().filter(|(_, (of, _))| *of == root);
        places.into_iter().find_map(|(place, (_, dir))| {
            let (run, rest) = below(path, dir)?.split_once('/')?;
            rest.starts_with("record/").then_some(Spot { place, run, rest })
        })
    }

    /// The path that the file has, or would have, where runs are today.
    pub fn today(&self, run: &str, rest: &str) -> Option<RepoPath> {
        self.runs[0].1.join(&format!("{run}/{rest}")).ok()
    }

    /// What this says, in that root; which directory of runs.
    fn says(&mut self, root: usize, config: &Config) -> usize {
        self.definitions.extend([config.workflows.clone(), config.contracts.clone()]);
        self.lay(root, config.runs.clone())
    }

    fn lay(&mut self, root: usize, dir: RepoPath) -> usize {
        let place = (root, dir);
        self.runs.iter().position(|known| *known == place).unwrap_or_else(|| {
            self.runs.push(place);
            self.runs.len() - 1
        })
    }
}

/// What `path` is below `dir`.
fn below<'a>(path: &'a RepoPath, dir: &RepoPath) -> Option<&'a str> {
    path.as_str().strip_prefix(dir.as_str())?.strip_prefix('/')
}
