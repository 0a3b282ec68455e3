//! A workflow: the gates a run goes through, as defined.

use std::time::Duration;

use crate::model::duration;
use crate::model::ids::GateId;
use crate::model::params::ParamDecl;
use crate::model::path::RepoPath;
use crate::model::time::Timestamp;

/// A workflow as its definition says, checked: at least one gate, unique ids, `needs` without cycles.
#[derive(Debug, Clone, PartialEq)]
pub struct Workflow {
    /// Its name, equal to the file's stem.
    pub name: String,
    /// The author's version; free text.
    pub version: String,
    /// What it is for.
    pub description: String,
    /// Parameters beside `slug`, `artifact_path` and `depth`.
    pub params: Vec<ParamDecl>,
    /// The gates in the order written.
    pub gates: Vec<GateDef>,
}

/// One gate of a workflow.
#[derive(Debug, Clone, PartialEq)]
pub struct GateDef {
    /// `G1`, `G4.6` …
    pub id: GateId,
    /// A name for people.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Who does the work by default; enters packet and record.
    pub agent: Option<String>,
    /// The contract's file.
    pub contract: RepoPath,
    /// The template of the packet; `None` means the built-in one.
    pub template: Option<RepoPath>,
    /// Gates that must be met first; resolved, so that the default (the gate before) stands here.
    pub needs: Vec<GateId>,
    /// How the work is done when nothing else is said.
    pub executor: Executor,
    /// How often it may be tried.
    pub max_attempts: Option<u32>,
    /// After this long since the start, finish closes the attempt as TIMED_OUT.
    pub timeout: Option<Duration>,
    /// Who may do the work; anybody where empty.
    pub producers: Vec<String>,
    /// Who may finish it; anybody where empty.
    pub judges: Vec<String>,
}

impl GateDef {
    /// Whether its timeout is over at `now` for an attempt opened at `from`.
    pub fn is_late(&self, from: Timestamp, now: Timestamp) -> bool {
        let elapsed = u128::try_from(now.millis() - from.millis()).unwrap_or(0);
        self.timeout.is_some_and(|most| elapsed > most.as_millis())
    }

    /// Why an attempt was closed as TIMED_OUT, or would be.
    pub fn too_late(&self) -> String {
        format!("finished after the gate's timeout of {}", duration::spell(self.timeout.unwrap_or_default()))
    }
}

/// How the work of a gate is done.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Executor {
    /// Pause until a person or an agent has done it.
    #[default]
    Human,
    /// Run a command.
    Command(CommandSpec),
}

/// A command: an argument vector, never a shell line.
#[derive(Debug, Clone, PartialEq)]
pub struct CommandSpec {
    /// Program and arguments; path variables are substituted, at least one element.
    pub argv: Vec<String>,
    /// How the packet reaches it.
    pub packet: PacketVia,
    /// It is ended after this long.
    pub timeout: Option<Duration>,
}

/// How a command gets its packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PacketVia {
    /// On standard input.
    #[default]
    Stdin,
    /// Only as a file, named by `GATEWRIGHT_PACKET` and `{packet}`.
    Path,
}

impl Workflow {
    /// The gate called `id`, in any case of letters.
    pub fn gate(&self, id: &GateId) -> Option<&GateDef> {
        self.gates.iter().find(|gate| gate.id.same(id))
    }
}

/// A workflow's name for people, with the author's version where there is one.
pub fn versioned(name: &str, version: &str) -> String {
    if version.is_empty() { name.to_owned() } else { format!("{name} (version {version})") }
}
