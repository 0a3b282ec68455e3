//! Which workflows, gates and contracts a `contract …` is about.

use std::path::{Component, Path, PathBuf};

use clap_complete::ArgValueCompleter;

use crate::cli::door::Door;
use crate::flow::definitions::{Definitions, names};
use crate::flow::site::Site;
use crate::model::failure::Failure;
use crate::model::ids::GateId;
use crate::model::path::RepoPath;
use crate::model::workflow::GateDef;
use crate::rules::suggest::nearest;

/// Which workflow, and which gate of it.
#[derive(Debug, Clone, clap::Args)]
pub struct Which {
    /// Only this workflow; all of them where nothing is said
    #[arg(long, value_name = "NAME", add = ArgValueCompleter::new(crate::cli::complete::workflows))]
    pub workflow: Option<String>,
    /// Only this gate; all of them where nothing is said
    #[arg(long, value_name = "GATE", add = ArgValueCompleter::new(crate::cli::complete::gates_of_workflow))]
    pub gate: Option<String>,
}

/// The names of the workflows that `given` means: it, or all.
///
/// # Errors
/// `Usage` (`no_workflows`) when there is none.
pub fn workflows(site: &Site, given: Option<&str>) -> Result<Vec<String>, Failure> {
    if let Some(name) = given {
        return Ok(vec![name.to_owned()]);
    }
    let names = names(site)?;
    if names.is_empty() {
        let message = format!("no workflows in `{}`", site.config.workflows);
        return Err(Failure::usage("no_workflows", message).next("gatewright init"));
    }
    Ok(names)
}

/// The gate that was named.
///
/// # Errors
/// `Usage` (`bad_gate`).
pub fn gate(given: Option<&str>) -> Result<Option<GateId>, Failure> {
    given.map(|text| GateId::new(text).map_err(|why| Failure::usage("bad_gate", why))).transpose()
}

/// The gates of `found` that were asked for, in the workflow's order.
pub fn gates<'a>(
    found: &'a Definitions,
    gate: Option<&'a GateId>,
    contracts: &'a [RepoPath],
) -> impl Iterator<Item = &'a GateDef> + use<'a> {
    found.workflow.gates.iter().filter(move |def| {
        gate.is_none_or(|gate| gate.same(&def.id))
            && (contracts.is_empty() || contracts.contains(&def.contract))
    })
}

/// What is said when no gate is left.
pub fn nothing_chosen(all: &[Definitions], gate: Option<&GateId>, contracts: &[RepoPath]) -> Failure {
    let defs = || all.iter().flat_map(|found| &found.workflow.gates);
    if let Some(path) = contracts.iter().find(|path| !defs().any(|def| def.contract == **path)) {
        let failure = Failure::usage("unknown_contract", format!("no gate names the contract `{path}`"));
        let known: Vec<&str> = defs().map(|def| def.contract.as_str()).collect();
        let failure = match nearest(path.as_str(), known.iter().copied()) {
            Some(meant) => failure.hint(format!("did you mean `{meant}`?")),
            None => failure,
        };
        return failure.next("gatewright workflow list");
    }
    let known: Vec<&str> = defs().map(|def| def.id.as_str()).collect();
    match gate {
        Some(gate) => Failure::usage("unknown_gate", format!("there is no gate `{gate}`"))
            .hint(format!("known gates: {}", known.join(", ")))
            .next("gatewright workflow list"),
        None => Failure::usage("unknown_gate", "there is no gate").next("gatewright workflow list"),
    }
}

/// Paths as typed, from the repository's root.
///
/// # Errors
/// `Usage` (`bad_path`) when one lies outside.
pub fn paths(site: &Site, door: &Door, typed: &[PathBuf]) -> Result<Vec<RepoPath>, Failure> {
    typed.iter().map(|path| in_repository(site, &door.cwd, path)).collect()
}

fn in_repository(site: &Site, cwd: &Path, typed: &Path) -> Result<RepoPath, Failure> {
    let bad = |why: String| {
        let name = typed.to_string_lossy();
        Failure::usage("bad_path", format!("`{}` is no path inside the repository", name.escape_debug()))
            .cause(why)
    };
    let mut whole = PathBuf::new();
    for part in cwd.join(typed).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                whole.pop();
            }
            part => whole.push(part),
        }
    }
    let below = whole.strip_prefix(site.root.path()).map_err(|_| bad("it lies outside".to_owned()))?;
    let text = below.to_str().ok_or_else(|| bad("it is not UTF-8".to_owned()))?;
    RepoPath::new(text).map_err(|why| bad(why.to_string()))
}
