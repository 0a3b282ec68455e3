//! What a command may use of the machine: how programs are started, what they see, who watches long work.

use std::path::{Path, PathBuf};

use crate::exec::process::launch::Launcher;
use crate::exec::process::spec::Stop;
use crate::model::answers::Probe;
use crate::model::path::RepoPath;
use crate::rules::environment::Environment;
use crate::rules::places::Places;
use crate::rules::web::way::Way;
use crate::store::collect::Limits;
use crate::store::progress::Progress;

/// What a command may use of the machine.
pub struct Machine<'a> {
    /// Starts programs so that nothing of them is left.
    pub launcher: Launcher,
    /// What programs see of the environment.
    pub env: Environment,
    /// What git sees: that, and who the author of a commit is.
    pub git_env: Environment,
    /// Set when the user wants to stop.
    pub stop: Stop,
    /// Told how long work goes on.
    pub progress: &'a dyn Progress,
    /// What tells who uses the machine.
    pub seat: Seat,
    /// Where the user keeps who may sign.
    pub signers: Option<PathBuf>,
    /// What of it must not enter a record.
    pub places: Places,
    /// How servers of the web are reached.
    pub web: WebDoor,
}

/// What tells who uses the machine.
#[derive(Debug, Clone, Default)]
pub struct Seat {
    /// The name in the environment.
    pub told: Option<String>,
    /// What tells the user's account on this machine from others. No record holds it as it is.
    pub mark: Option<String>,
}

/// How servers of the web are reached.
#[derive(Debug, Clone, Default)]
pub struct WebDoor {
    /// The way, if it is open.
    pub way: Way,
    /// Where the user keeps which hosts may be asked although they are not public.
    pub hosts: Option<PathBuf>,
}

/// While it lives a command runs, and whoever watches knows it.
pub struct Running<'a>(&'a dyn Progress);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.command_ended();
    }
}

impl Machine<'_> {
    /// The same for a judgement in a repository of its own at `root`, which must come to the same wherever it is made: nobody on
    /// the web is asked, for the reason `why`.
    pub fn apart(&self, root: &Path, why: &'static str) -> Machine<'_> {
        Machine {
            launcher: self.launcher.clone(),
            env: self.env.clone(),
            git_env: self.git_env.clone(),
            stop: self.stop.clone(),
            progress: self.progress,
            seat: self.seat.clone(),
            signers: self.signers.clone(),
            places: Places { root: root.to_string_lossy().into_owned(), ..self.places.clone() },
            web: WebDoor { way: Way::closed(why), hosts: None },
        }
    }

    /// Tells whoever watches that a command runs, until the result is dropped; `log` names the file that its output goes
    /// to, if there is one.
    #[must_use]
    pub fn running(&self, argv: &[String], log: Option<&str>) -> Running<'_> {
        self.progress.command_runs(argv, log);
        Running(self.progress)
    }

    /// What a command reported without the machine's own paths: it becomes evidence, and evidence is committed.
    pub fn without_places(&self, probe: Probe) -> Probe {
        match probe {
            Probe::Exited { code, stdout, stderr } => Probe::Exited {
                code,
                stdout: self.places.without(&stdout),
                stderr: self.places.without(&stderr),
            },
            Probe::NotRun(why) => Probe::NotRun(self.places.without(&why)),
            Probe::TimedOut(seconds) => Probe::TimedOut(seconds),
        }
    }
}

/// How much may be read of a repository; globs do not enter its `runs`.
pub fn limits(runs: &RepoPath) -> Limits {
    let mut limits = Limits::default();
    limits.walks.hidden.push(runs.clone());
    limits
}
