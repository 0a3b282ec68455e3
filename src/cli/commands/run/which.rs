//! Which run a command is about.

use clap_complete::ArgValueCompleter;

use crate::cli::door::Door;
use crate::cli::session;
use crate::flow::site::Site;
use crate::model::failure::Failure;
use crate::model::ids::RunId;

/// Which run.
#[derive(Debug, Clone, clap::Args)]
pub struct WhichRun {
    /// The run: its id, the beginning of it, or `latest`; where only one is open it may be left out
    #[arg(value_name = "RUN", conflicts_with = "run", add = ArgValueCompleter::new(crate::cli::complete::runs))]
    run_name: Option<String>,
    /// The same as RUN
    #[arg(long, value_name = "RUN", add = ArgValueCompleter::new(crate::cli::complete::runs))]
    run: Option<String>,
}

impl WhichRun {
    /// The run that is meant by a command that only looks: where no run is open, the newest one.
    pub fn find_to_show(&self, site: &Site, door: &Door) -> Result<RunId, Failure> {
        session::run_to_show(site, door, self.run.as_deref().or(self.run_name.as_deref()))
    }

    /// Whether no run was named: the newest is meant, or the only open one.
    pub fn names_none(&self, door: &Door) -> bool {
        session::names_none(door, self.run.as_deref().or(self.run_name.as_deref()))
    }

    /// The run that is meant by a command for runs that are not open: it has to be said.
    ///
    /// # Errors
    /// `Usage` (`run_needed`) when it is not.
    pub fn find_named(&self, site: &Site, door: &Door) -> Result<RunId, Failure> {
        if self.run.is_none() && self.run_name.is_none() && door.var("GATEWRIGHT_RUN").is_none() {
            return Err(Failure::usage(
                "run_needed",
                "say which run with `--run`; `latest` means the newest one",
            )
            .next("gatewright run list"));
        }
        self.find(site, door)
    }

    /// The run that is meant.
    pub fn find(&self, site: &Site, door: &Door) -> Result<RunId, Failure> {
        session::run_id(site, door, self.run.as_deref().or(self.run_name.as_deref()))
    }
}
