//! Where a commit has the definitions of a workflow: in which root its project lay, and what its gatewright.json said.

use crate::flow::audit::history::Log;
use crate::flow::site::{CONFIG, MAX_DEFINITION};
use crate::format::definition::{Config, read_config};
use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::store::git::oid::Oid;
use crate::store::git::roots::Place;
use crate::store::git::stored::Stored;

/// A project as a commit has it.
pub(super) struct Then<'a> {
    log: &'a Log,
    commit: &'a Oid,
    root: usize,
    /// What gatewright.json says there.
    pub config: Config,
}

impl<'a> Then<'a> {
    /// The project in the first of its roots where the commit has a workflow of that name; `None` where it has none, or what gatewright.json says cannot be read.
    ///
    /// # Errors
    /// `Environment` when git does not answer.
    pub fn of(log: &'a Log, commit: &'a Oid, workflow: &str) -> Result<Option<Then<'a>>, Failure> {
        for root in 0..log.places().roots().len() {
            let plain = Then { log, commit, root, config: Config::plain()? };
            let file = RepoPath::new(CONFIG).map_err(|why| Failure::bug(why.to_string()))?;
            let config = match plain.read(&file)? {
                Some(bytes) => read_config(&file, &bytes),
                None => Ok(plain.config.clone()),
            };
            let Ok(config) = config else { continue };
            let then = Then { config, ..plain };
            if let Some(file) = then.workflow(workflow)
                && then.has(&file)?
            {
                return Ok(Some(then));
            }
        }
        Ok(None)
    }

    /// The file of the workflow of that name.
    pub fn workflow(&self, name: &str) -> Option<RepoPath> {
        self.config.workflows.join(&format!("{name}.json")).ok()
    }

    /// What the commit has at the path.
    ///
    /// # Errors
    /// `Environment` when git does not answer.
    pub fn read(&self, path: &RepoPath) -> Result<Option<Vec<u8>>, Failure> {
        let mut found = None;
        self.log.git().each_stored(&[self.name(path)], MAX_DEFINITION, &mut |_, stored| {
            if let Stored::Blob { content, .. } = stored {
                found = content;
            }
        })?;
        Ok(found)
    }

    /// Whether the commit has something there that git does not give, or nobody can say.
    pub fn is_lost(&self, path: &RepoPath) -> bool {
        let mut missing = true;
        let asked = self.log.git().each_stored(&[self.name(path)], 0, &mut |_, stored| {
            missing = matches!(stored, Stored::Missing | Stored::Corrupt(_));
        });
        let there = self.log.git().may_have(self.commit, &self.place(path).spelled);
        let (Ok(()), Ok(there)) = (asked, there) else { return true };
        missing && there
    }

    fn has(&self, path: &RepoPath) -> Result<bool, Failure> {
        self.log.git().may_have(self.commit, &self.place(path).spelled)
    }

    fn place(&self, path: &RepoPath) -> Place {
        Place::new(self.log.places().roots(), self.root, path)
    }

    fn name(&self, path: &RepoPath) -> String {
        format!("{}:{}", self.commit.as_str(), self.place(path).spelled)
    }
}
