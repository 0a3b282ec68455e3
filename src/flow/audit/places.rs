//! The directories in which runs lay, as gatewright.json said in commits, and which versions of it said so.

use std::collections::{BTreeMap, BTreeSet};

use crate::flow::site::{CONFIG, MAX_DEFINITION, Site};
use crate::format::definition::{Config, read_config};
use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::store::git::history::Commit;
use crate::store::git::oid::Oid;
use crate::store::git::repository::Git;
use crate::store::git::stored::Stored;

/// Directories in which runs lay.
pub struct Places {
    /// gatewright.json itself.
    pub file: RepoPath,
    /// Today's first.
    all: Vec<RepoPath>,
    /// The one where gatewright.json says nothing, or is not there.
    plain: usize,
    /// By the versions of gatewright.json that could be read.
    named: BTreeMap<Oid, usize>,
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
    /// Today's, and the one where nothing is said.
    ///
    /// # Errors
    /// None but our own.
    pub fn of(site: &Site) -> Result<Places, Failure> {
        let file = RepoPath::new(CONFIG).map_err(|why| Failure::bug(why.to_string()))?;
        let mut places = Places {
            file,
            all: vec![site.config.runs.clone()],
            plain: 0,
            named: BTreeMap::new(),
            lost: false,
        };
        places.plain = places.add(Config::plain()?.runs);
        Ok(places)
    }

    /// All of them, today's first.
    pub fn all(&self) -> &[RepoPath] {
        &self.all
    }

    /// Learns what gatewright.json said in `commits`; whether that names any other place.
    ///
    /// # Errors
    /// `Environment` when git does not answer.
    pub fn learn(&mut self, git: &Git, commits: &[Commit]) -> Result<bool, Failure> {
        let changes = commits.iter().flat_map(|commit| &commit.changes).filter(|it| it.path == self.file);
        let versions: BTreeSet<&Oid> = changes.flat_map(|it| it.before.iter().chain(&it.after)).collect();
        let versions: Vec<&Oid> = versions.into_iter().collect();
        let names: Vec<String> = versions.iter().map(|oid| oid.as_str().to_owned()).collect();
        let known = self.all.len();
        git.each_stored(&names, MAX_DEFINITION, &mut |i, stored| {
            // What it named nobody can say; a version that cannot be read has named nothing.
            self.lost |= stored == Stored::Missing;
            if let Stored::Blob { content: Some(bytes), .. } = stored
                && let Ok(config) = read_config(&self.file.clone(), &bytes)
            {
                let place = self.add(config.runs);
                self.named.insert(versions[i].clone(), place);
            }
        })?;
        Ok(self.all.len() > known)
    }

    /// Why runs may have lain where nobody looks.
    pub fn lost(&self) -> Option<String> {
        let why = || format!("it does not have every version of {}, which says where runs lie", self.file);
        self.lost.then(why)
    }

    /// What this version of gatewright.json says; `None` where it cannot be read.
    pub fn said(&self, version: Option<&Oid>) -> Option<usize> {
        version.map_or(Some(self.plain), |oid| self.named.get(oid).copied())
    }

    /// Where the file of a record lies that has this path; `None` for any other file.
    pub fn spot<'a>(&self, path: &'a RepoPath) -> Option<Spot<'a>> {
        self.all.iter().enumerate().find_map(|(place, dir)| {
            let below = path.as_str().strip_prefix(dir.as_str())?.strip_prefix('/')?;
            let (run, rest) = below.split_once('/')?;
            rest.starts_with("record/").then_some(Spot { place, run, rest })
        })
    }

    /// The path that the file has, or would have, where runs are today.
    pub fn today(&self, run: &str, rest: &str) -> Option<RepoPath> {
        self.all[0].join(&format!("{run}/{rest}")).ok()
    }

    fn add(&mut self, place: RepoPath) -> usize {
        self.all.iter().position(|known| *known == place).unwrap_or_else(|| {
            self.all.push(place);
            self.all.len() - 1
        })
    }
}
