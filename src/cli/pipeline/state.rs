//! A run being driven, and how its gates are worked on.

use crate::cli::args::Global;
use crate::cli::door::Door;
use crate::cli::print::{self};
use crate::cli::session;
use crate::flow::machine::Machine;
use crate::flow::show_run::{Shown, View, show_run};
use crate::flow::site::{Site, Who};
use crate::model::failure::Failure;
use crate::model::ids::RunId;
use crate::rules::secrets::find_token;
use crate::store::progress::Progress;
use serde_json::Value;

/// How the work of gates is done.
#[derive(Debug, Clone, Default)]
pub struct How {
    /// A command for every gate.
    pub exec: Option<Vec<String>>,
    /// Who does the work.
    pub agent: Option<String>,
}

impl How {
    /// Whether an agent does the work.
    pub fn is_agent(&self) -> bool {
        self.exec.is_some() || self.agent.is_some()
    }
}

/// A run being driven.
pub struct Pipeline<'a> {
    pub(super) door: &'a Door,
    pub(super) site: &'a Site,
    pub(super) machine: Machine<'a>,
    pub(super) run: RunId,
    pub(super) how: How,
    pub(super) who: Who,
    /// What happened, gate by gate, for the JSON report.
    pub(super) steps: Vec<Value>,
}

impl<'a> Pipeline<'a> {
    /// A pipeline over `run`; `progress` watches it read.
    pub fn new(
        door: &'a Door,
        global: &Global,
        site: &'a Site,
        progress: &'a dyn Progress,
        run: RunId,
        how: How,
    ) -> Result<Pipeline<'a>, Failure> {
        let who = session::who(door, global, how.is_agent())?;
        Ok(Pipeline {
            door,
            site,
            machine: session::machine(door, site, progress)?,
            run,
            how,
            who,
            steps: vec![],
        })
    }

    /// The literal command that goes on where this one stopped, with the same way of working.
    pub(super) fn resume(&self) -> String {
        let mut words = vec!["gatewright".to_owned(), "run".to_owned(), "resume".to_owned()];
        words.extend(["--run".to_owned(), self.run.to_string()]);
        let exec =
            self.how.exec.as_ref().and_then(|argv| shlex::try_join(argv.iter().map(String::as_str)).ok());
        // A secret that was typed is not typed again for everybody to read.
        let exec = exec.filter(|exec| find_token(exec).is_none());
        words.extend(exec.into_iter().flat_map(|exec| ["--exec".to_owned(), exec]));
        words.extend(self.how.agent.iter().flat_map(|agent| ["--agent".to_owned(), agent.clone()]));
        shlex::try_join(words.iter().map(String::as_str)).unwrap_or_else(|_| words.join(" "))
    }

    pub(super) fn view(&self) -> Result<Box<View>, Failure> {
        match show_run(self.site, &self.machine, &self.run, self.door.glance()?)? {
            Shown::V1(view) => Ok(view),
            Shown::V0(_) => Err(Failure::state(
                "format_v0",
                format!("{} was written by the ancestor and is never continued", self.run),
            )),
        }
    }

    /// Talk that appears while the pipeline goes on; the report is printed at its end.
    pub(super) fn say(&self, text: &str) {
        if !self.door.json {
            print::talk(&print::shown(text, self.door.stderr_colour));
        }
    }
}
