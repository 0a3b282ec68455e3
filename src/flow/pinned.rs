//! Loading what a run pinned: later commands use only the pins, never today's files.

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::flow::own::pins::{self as own_pins, PinShelf};
use crate::flow::refusals::unknown_gate;
use crate::format::definition::{Library, read_contract_in, read_workflow};
use crate::model::contract::{Contract, Skill};
use crate::model::digest::Digest;
use crate::model::failure::Failure;
use crate::model::ids::GateId;
use crate::model::own_check::is_below;
use crate::model::path::RepoPath;
use crate::model::pin::{Pin, PinKind};
use crate::model::run::{GateState, Run};
use crate::model::workflow::{GateDef, Workflow};
use crate::rules::known::KnownVariables;
use crate::store::rooted::Root;
use crate::store::runs::read::{RunDir, damaged};

/// A gate as pinned.
#[derive(Debug)]
pub struct PinnedGate {
    /// What the workflow says of it.
    pub def: GateDef,
    /// Its contract.
    pub contract: Contract,
    /// The contract's digest; see [`Start::contract_sha256`](crate::model::attempt::Start).
    pub contract_sha256: Digest,
    /// The text of its template, and where it lay.
    pub template: Option<(RepoPath, String)>,
    /// Its procedures and their texts.
    pub skills: Vec<(Skill, String)>,
}

/// The workflow that a run pinned.
pub fn workflow(dir: &RunDir, run: &Run) -> Result<Workflow, Failure> {
    let pin = run
        .pins
        .iter()
        .find(|pin| pin.kind == PinKind::Workflow)
        .ok_or_else(|| damaged("the run pins no workflow"))?;
    let templates: BTreeSet<&RepoPath> =
        run.pins.iter().filter(|pin| pin.kind == PinKind::Template).map(|pin| &pin.path).collect();
    read_workflow(&pin.path, &dir.pinned(pin.sha256)?, &|path| templates.contains(path)).map_err(outdated)
}

/// The gate called `id` as pinned.
///
/// # Errors
/// `Usage` when the run has no such gate.
pub fn gate(dir: &RunDir, run: &Run, workflow: &Workflow, id: &GateId) -> Result<PinnedGate, Failure> {
    let (state, def) = find(run, workflow, id)?;
    let bytes = |path: &RepoPath| -> Result<(Digest, Vec<u8>), Failure> {
        let pin = run.pin(state, path).ok_or_else(|| damaged(format!("the run does not pin `{path}`")))?;
        Ok((pin.sha256, dir.pinned(pin.sha256)?))
    };
    let (own_sha256, contract) = bytes(&def.contract)?;
    let extended = RefCell::new(vec![(def.contract.clone(), own_sha256)]);
    let fetch = |path: &RepoPath| -> Result<Option<Vec<u8>>, Failure> {
        let (sha256, bytes) = bytes(path)?;
        extended.borrow_mut().push((path.clone(), sha256));
        Ok(Some(bytes))
    };
    let library = Library { fetch: &fetch, shelf: &PinShelf { dir, run, gate: state } };
    let known = KnownVariables::of(workflow);
    let contract =
        read_contract_in(Some(&def.id), &def.contract, &contract, &known, &library).map_err(outdated)?;
    let contract_sha256 = of_all(&extended.take());
    let text = |path: &RepoPath| -> Result<String, Failure> {
        String::from_utf8(bytes(path)?.1).map_err(|_| damaged(format!("the pinned `{path}` is not UTF-8")))
    };
    let template = def.template.as_ref().map(|path| Ok((path.clone(), text(path)?))).transpose()?;
    let skills = contract
        .skills
        .iter()
        .map(|skill| Ok((skill.clone(), text(&skill.path)?)))
        .collect::<Result<_, Failure>>()?;
    Ok(PinnedGate { def: def.clone(), contract, contract_sha256, template, skills })
}

/// The bytes of the pinned `path` as the gate called `id` sees it.
///
/// # Errors
/// `State` when the run does not pin it, or its copy is gone.
pub fn bytes(dir: &RunDir, run: &Run, id: &GateId, path: &RepoPath) -> Result<Vec<u8>, Failure> {
    let state = run.gate(id).ok_or_else(|| unknown_gate(run, id))?;
    let pin = run.pin(state, path).ok_or_else(|| damaged(format!("the run does not pin `{path}`")))?;
    dir.pinned(pin.sha256)
}

/// What a contract is known by: the digest of its file; where it extends others, that of the list of all of them, itself first
/// (`<hex>  <path>`, a line each).
fn of_all(files: &[(RepoPath, Digest)]) -> Digest {
    match files {
        [(_, only)] => *only,
        all => {
            let list: String = all.iter().map(|(path, sha256)| format!("{sha256}  {path}\n")).collect();
            Digest::of(list.as_bytes())
        }
    }
}

/// State and definition of the gate called `id`.
pub fn find<'a>(
    run: &'a Run,
    workflow: &'a Workflow,
    id: &GateId,
) -> Result<(&'a GateState, &'a GateDef), Failure> {
    let state = run.gate(id).ok_or_else(|| unknown_gate(run, id))?;
    let def = workflow.gate(id).ok_or_else(|| damaged(format!("the pinned workflow has no gate {id}")))?;
    Ok((state, def))
}

/// The text of the original prompt; empty when none was given.
pub fn prompt(dir: &RunDir, run: &Run) -> Result<String, Failure> {
    match &run.prompt {
        Some(prompt) => Ok(String::from_utf8_lossy(&dir.pinned(prompt.sha256)?).into_owned()),
        None => Ok(String::new()),
    }
}

/// Pinned files that differ from today's: their paths, sorted.
pub fn drifted(root: &Root, run: &Run) -> Result<Vec<RepoPath>, Failure> {
    drifted_from(root, run, &|path| today(root, path))
}

/// The digest of what a definition is today; `None` where it is gone or cannot be read.
pub fn today(root: &Root, path: &RepoPath) -> Option<Digest> {
    root.read_small(path, own_pins::LARGEST).ok().flatten().map(|bytes| Digest::of(&bytes))
}

/// The same where `today` says what a definition is today.
pub fn drifted_from(
    root: &Root,
    run: &Run,
    today: &dyn Fn(&RepoPath) -> Option<Digest>,
) -> Result<Vec<RepoPath>, Failure> {
    let current = |pin: &&Pin| -> bool {
        let newer = run.gates.iter().flat_map(|gate| &gate.pins).find(|other| other.path == pin.path);
        newer.is_none_or(|newer| newer == *pin)
    };
    let pins = run.pins.iter().chain(run.gates.iter().flat_map(|gate| &gate.pins));
    let (folders, mut drifted) = own_pins::drifted(root, run);
    let alone = |pin: &&Pin| !folders.iter().any(|folder| is_below(folder, &pin.path));
    for pin in pins.filter(current).filter(alone).filter(|pin| pin.kind != PinKind::Prompt) {
        if today(&pin.path) != Some(pin.sha256) {
            drifted.insert(pin.path.clone());
        }
    }
    Ok(drifted.into_iter().collect())
}

/// A pinned definition that this version refuses.
fn outdated(failure: Failure) -> Failure {
    failure.hint(
        "this is the copy that the run pinned; `gatewright run repin` pins today's definitions of a gate",
    )
}
