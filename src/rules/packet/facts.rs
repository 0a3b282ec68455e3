//! What a packet is made of: the values a template may use, and nothing else.

use serde::Serialize;
use serde_json::{Map, Value};

/// Everything a packet says. The names of the members are the names templates use.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PacketFacts {
    /// The run.
    pub run_id: String,
    /// The workflow's name and version.
    pub workflow: Named,
    /// The gate.
    pub gate: GateFacts,
    /// The contract's description.
    pub contract: ContractFacts,
    /// Which attempt this is.
    pub attempt: u32,
    /// All parameters by name, sorted.
    pub params: Map<String, Value>,
    /// What the run is about.
    pub slug: String,
    /// Where most outputs go; empty when not given.
    pub artifact_path: String,
    /// quick, standard or deep.
    pub depth: String,
    /// The original prompt's text; empty when none was given.
    pub prompt: String,
    /// Outputs of the gates this one needs.
    pub inputs: Vec<InputFacts>,
    /// Outputs, in the contract's order.
    pub all_of: Vec<OutputFacts>,
    /// Alternatives, in the contract's order.
    pub any_of: Vec<OutputFacts>,
    /// Every check in words.
    pub checks: Vec<String>,
    /// The attempt before, when there was one.
    pub previous: Option<PreviousFacts>,
    /// What is to be done otherwise, when the gate was reopened and has not passed since.
    pub feedback: Option<FeedbackFacts>,
    /// Procedures.
    pub skills: Vec<SkillFacts>,
    /// The literal commands.
    pub commands: Commands,
}

/// A name and a version.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Named {
    /// The name.
    pub name: String,
    /// The version.
    pub version: String,
}

/// The gate.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GateFacts {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Who does the work; empty when nobody is named.
    pub agent: String,
    /// How often it may be tried; 0 when there is no limit.
    pub max_attempts: u32,
    /// How long an attempt may take, in words; empty when there is no limit.
    pub timeout: String,
}

/// The contract.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ContractFacts {
    /// What it is for.
    pub description: String,
}

/// A file that the gate may build upon.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InputFacts {
    /// From the repository's root.
    pub path: String,
    /// The gate that brought it.
    pub gate: String,
    /// Whether it is there.
    pub exists: bool,
}

/// A file that the gate must bring.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OutputFacts {
    /// From the repository's root.
    pub path: String,
    /// What it is.
    pub description: String,
    /// Whether it must be there at this depth.
    pub required: bool,
    /// Whether it is declared as a directory, with a `/` at its end.
    pub directory: bool,
}

/// The attempt before.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PreviousFacts {
    /// Its number.
    pub attempt: u32,
    /// FAIL, TIMED_OUT, ABANDONED or PASS.
    pub status: String,
    /// What failed, or for a PASS what has changed since; a line each.
    pub failures: Vec<String>,
}

/// Why a gate was reopened.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FeedbackFacts {
    /// By whom, as `class:name`.
    pub by: String,
    /// In their words.
    pub text: String,
}

/// A procedure whose text enters the packet.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SkillFacts {
    /// Its name.
    pub name: String,
    /// Why it is needed.
    pub reason: String,
    /// Its text, or the sections asked for.
    pub text: String,
}

/// The literal commands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Commands {
    /// Judges without writing.
    pub check: String,
    /// Judges and records.
    pub finish: String,
    /// Prints the packet again.
    pub packet: String,
    /// Gives up with a reason.
    pub fail: String,
}
