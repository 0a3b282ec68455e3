//! The repository that a command works in, and who works in it when.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::format::definition::{Config, read_config};
use crate::model::actor::{Actor, ActorClass};
use crate::model::failure::{Failure, Kind};
use crate::model::path::RepoPath;
use crate::model::time::Timestamp;
use crate::store::rooted::Root;
use crate::store::runs::open::{OpenRun, Stamp};

/// A definition may be this long, in bytes.
pub const MAX_DEFINITION: u64 = 1024 * 1024;
/// The optional file that says where things are.
pub const CONFIG: &str = "gatewright.json";

/// A repository, opened.
#[derive(Debug)]
pub struct Site {
    /// Its root directory.
    pub root: Root,
    /// What it says about itself.
    pub config: Config,
}

/// When a command runs: read once at the door and passed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The clock.
    pub now: Timestamp,
    /// Enough randomness for the ids of one command.
    pub random: u64,
    /// Clock and randomness are seeded (tests only); the record says so.
    pub seeded: bool,
}

/// Who runs a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// The actor.
    pub actor: Actor,
    /// The session, when known.
    pub session: Option<String>,
    /// The agent's name, where one was given.
    pub agent: Option<String>,
}

impl Who {
    /// When and by whom a change of the run is made, the agent named.
    pub fn stamp(&self, open: &OpenRun, moment: &Moment) -> Stamp {
        let stamp = open.stamp(moment.now, moment.seeded, self.actor.clone(), self.session.clone());
        Stamp { agent: self.agent.clone(), ..stamp }
    }

    /// The same actor, classed as an agent: for work that an executor or a named agent does.
    pub fn as_agent(&self) -> Who {
        Who { actor: Actor { class: ActorClass::Agent, ..self.actor.clone() }, ..self.clone() }
    }
}

impl Site {
    /// Opens the repository that `from` lies in: the nearest ancestor with `gatewright.json`, else with
    /// `workflows/*.json`, else `git_top`.
    ///
    /// # Errors
    /// `Usage` when there is none, or when `gatewright.json` is wrong; `Environment` where it cannot be looked for: another
    /// repository further up would be taken for the one that is meant.
    pub fn find(from: &Path, git_top: impl FnOnce() -> Option<PathBuf>) -> Result<Site, Failure> {
        let top = match nearest(from, has_config)? {
            Some(dir) => Some(dir),
            None => nearest(from, has_workflows)?,
        };
        Site::open(&top.or_else(git_top).ok_or_else(no_site)?)
    }

    /// Opens the repository whose root is `top`.
    pub fn open(top: &Path) -> Result<Site, Failure> {
        let root = Root::open(top)?;
        let file = RepoPath::new(CONFIG).map_err(|why| Failure::bug(why.to_string()))?;
        let config =
            match root.read_small(&file, MAX_DEFINITION).map_err(|why| why.failure(Kind::Usage, CONFIG))? {
                Some(bytes) => read_config(&file, &bytes)?,
                None => Config::plain()?,
            };
        Ok(Site { root, config })
    }
}

/// The nearest of `from` and its ancestors of which `is` holds.
fn nearest(from: &Path, is: fn(&Path) -> Result<bool, Failure>) -> Result<Option<PathBuf>, Failure> {
    for dir in from.ancestors() {
        if is(dir)? {
            return Ok(Some(dir.to_owned()));
        }
    }
    Ok(None)
}

fn has_config(dir: &Path) -> Result<bool, Failure> {
    let file = dir.join(CONFIG);
    Ok(there(file.symlink_metadata(), &file)?.is_some())
}

fn has_workflows(dir: &Path) -> Result<bool, Failure> {
    let folder = dir.join("workflows");
    let Some(entries) = there(folder.read_dir(), &folder)? else { return Ok(false) };
    for entry in entries {
        let name = entry.map_err(|error| cannot_look(&folder, &error))?.file_name();
        if Path::new(&name).extension().is_some_and(|ext| ext == "json") {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What was found at `path`; `None` where nothing is.
fn there<T>(found: std::io::Result<T>, path: &Path) -> Result<Option<T>, Failure> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(cannot_look(path, &error)),
    }
}

fn cannot_look(path: &Path, error: &std::io::Error) -> Failure {
    let what = format!("cannot look for the repository's root: `{}` cannot be read", path.display());
    Failure::io(what, error)
}

fn no_site() -> Failure {
    Failure::usage("no_repository", "this is not a gatewright repository: no `gatewright.json`, no `workflows/*.json`, no git repository here or above")
        .hint("go to your repository or name it with `-C DIR`")
        .next("gatewright init")
}
