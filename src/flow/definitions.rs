//! Loading a workflow with its contracts, templates and procedures from the working tree.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::exec::render::look_apart;
use crate::flow::own::checks::SiteShelf;
use crate::flow::site::{MAX_DEFINITION, Site};
use crate::format::definition::placed::{self, in_contract};
use crate::format::definition::pointing::Pointed;
use crate::format::definition::wrong::Wrong;
use crate::format::definition::{Library, check_contracts, read_contract_in, read_workflow};
use crate::model::contract::Contract;
use crate::model::digest::Digest;
use crate::model::failure::{Failure, FileProblem, Kind};
use crate::model::ids::{GateId, is_component};
use crate::model::path::RepoPath;
use crate::model::pin::{Pin, PinKind, PinnedFile};
use crate::model::workflow::{GateDef, Workflow};
use crate::rules::known::KnownVariables;
use crate::rules::suggest::nearest;

/// A workflow with everything it refers to.
#[derive(Debug)]
pub struct Definitions {
    /// The workflow.
    pub workflow: Workflow,
    /// The contract of each gate.
    pub contracts: BTreeMap<GateId, Contract>,
    /// Every file that was read, workflow first; each path once.
    pub files: Vec<PinnedFile>,
    /// Values that the template of a gate uses and packets do not have, although it takes care of that itself.
    pub unknown_values: BTreeMap<GateId, Vec<String>>,
}

/// The names of all workflows of the repository, sorted.
pub fn names(site: &Site) -> Result<Vec<String>, Failure> {
    let shown = site.config.workflows.as_str();
    let Some(dir) = site.root.sub(&site.config.workflows).map_err(|why| why.failure(Kind::Usage, shown))?
    else {
        return Ok(vec![]);
    };
    let entries = dir.list().map_err(|why| why.failure(Kind::Usage, shown))?;
    let mut names: Vec<String> = entries
        .iter()
        .filter(|entry| !entry.dir)
        .filter_map(|entry| std::str::from_utf8(&entry.name).ok()?.strip_suffix(".json"))
        .filter(|name| is_component(name))
        .map(str::to_owned)
        .collect();
    names.sort();
    Ok(names)
}

/// The file of the workflow called `name`.
pub fn workflow_file(site: &Site, name: &str) -> Result<RepoPath, Failure> {
    if !is_component(name) {
        return Err(unknown_workflow(site, name));
    }
    site.config.workflows.join(&format!("{name}.json")).map_err(|_| unknown_workflow(site, name))
}

/// Loads the workflow called `name` and everything it refers to.
///
/// # Errors
/// `Usage` when there is no such workflow or definitions are wrong: all of them at once, each with file, line and column.
pub fn load(site: &Site, name: &str) -> Result<Definitions, Failure> {
    let (definitions, wrong) = survey(site, name)?;
    wrong.into_result()?;
    Ok(definitions)
}

/// The same as far as it can be loaded, with everything that is wrong beside it.
///
/// # Errors
/// `Usage` when there is no such workflow or it cannot be read itself.
pub fn survey(site: &Site, name: &str) -> Result<(Definitions, Wrong), Failure> {
    let file = workflow_file(site, name)?;
    let bytes = read(site, &file)?.ok_or_else(|| unknown_workflow(site, name))?;
    let exists = |path: &RepoPath| matches!(site.root.open_file(path), Ok(Some(_)));
    let workflow = read_workflow(&file, &bytes, &exists)?;
    let gone = |path: &RepoPath| matches!(site.root.open_file(path), Ok(None));
    // Every gate is looked at before anything is said: whoever mends one contract wants to know of the others.
    let mut wrong = Wrong::default();
    wrong.note(check_contracts(&file, &bytes, &gone))?;
    let home = pinned(PinKind::Workflow, &file, bytes);
    let mut files = vec![home.clone()];
    let (mut contracts, mut unknown_values) = (BTreeMap::new(), BTreeMap::new());
    for gate in workflow.gates.iter().filter(|gate| !gone(&gate.contract)) {
        let Some(loaded) = gather(site, &workflow, gate, Some(&home), &mut wrong)? else { continue };
        contracts.insert(gate.id.clone(), loaded.contract);
        unknown_values.insert(gate.id.clone(), loaded.unknown_values);
        files.extend(loaded.files);
    }
    let mut seen = std::collections::BTreeSet::new();
    files.retain(|file| seen.insert(file.pin.path.clone()));
    Ok((Definitions { workflow, contracts, files, unknown_values }, wrong))
}

/// What one gate refers to.
#[derive(Debug)]
pub struct LoadedGate {
    /// Its contract.
    pub contract: Contract,
    /// Its contract with what that extends, its template and procedures as they were read.
    pub files: Vec<PinnedFile>,
    /// Values that its template uses and packets do not have, although it takes care of that itself.
    pub unknown_values: Vec<String>,
}

/// Loads what one gate refers to: its contract, its template, its procedures.
///
/// # Errors
/// `Usage` when some of them are missing or wrong; of a template only what shows without rendering it.
pub fn load_gate(site: &Site, workflow: &Workflow, gate: &GateDef) -> Result<LoadedGate, Failure> {
    let mut wrong = Wrong::default();
    let loaded = gather(site, workflow, gate, None, &mut wrong)?;
    wrong.into_result()?;
    loaded.ok_or_else(|| Failure::bug(format!("no contract of gate {}", gate.id)))
}

/// The same with its faults in `wrong`, at their places in the workflow's file `home` where that is at hand; `None` where the
/// contract cannot be read.
fn gather(
    site: &Site,
    workflow: &Workflow,
    gate: &GateDef,
    home: Option<&PinnedFile>,
    wrong: &mut Wrong,
) -> Result<Option<LoadedGate>, Failure> {
    let named_by = format!("gate {} of workflow `{}` names it", gate.id, workflow.name);
    let need = |path: &RepoPath, what: &str| -> Result<Vec<u8>, Failure> {
        read(site, path)?.ok_or_else(|| {
            Failure::usage("missing_definition", format!("the {what} `{path}` does not exist"))
                .cause(named_by.clone())
        })
    };
    let named_at = |failure: Failure, key: &str| in_workflow(failure, home, workflow, gate, key);
    // What a contract extends is pinned with it.
    let extended = RefCell::new(vec![]);
    let fetch = |path: &RepoPath| -> Result<Option<Vec<u8>>, Failure> {
        let bytes = read(site, path)?;
        let file = bytes.clone().map(|bytes| pinned(PinKind::Contract, path, bytes));
        extended.borrow_mut().extend(file);
        Ok(bytes)
    };
    let known = KnownVariables::of(workflow);
    let shelf = SiteShelf::of(site);
    let library = Library { fetch: &fetch, shelf: &shelf };
    let read_contract = || -> Result<(Contract, Vec<u8>), Failure> {
        let bytes = need(&gate.contract, "contract").map_err(|failure| named_at(failure, "contract"))?;
        Ok((read_contract_in(Some(&gate.id), &gate.contract, &bytes, &known, &library)?, bytes))
    };
    let read_template = |template: &RepoPath| -> Result<(Vec<String>, Vec<u8>), Failure> {
        let bytes =
            need(template, "prompt template").map_err(|failure| named_at(failure, "prompt_template"))?;
        let text = std::str::from_utf8(&bytes).map_err(|_| not_text("bad_template", template, &bytes))?;
        Ok((look_apart(template, text)?, bytes))
    };
    let (mut files, mut unknown_values) = (vec![], vec![]);
    let contract = wrong.note(read_contract())?.map(|(contract, bytes)| {
        files.push(pinned(PinKind::Contract, &gate.contract, bytes));
        contract
    });
    files.append(&mut extended.take());
    files.extend(shelf.files().map(|(path, bytes)| pinned(PinKind::Check, &path, bytes)));
    if let Some(template) = &gate.template
        && let Some((unknown, bytes)) = wrong.note(read_template(template))?
    {
        unknown_values = unknown;
        files.push(pinned(PinKind::Template, template, bytes));
    }
    for skill in contract.iter().flat_map(|contract| &contract.skills) {
        let read = need(&skill.path, "procedure").and_then(|bytes| procedure(bytes, &skill.path));
        let said = |failure| at_skill(failure, &files, &gate.contract, &skill.path);
        let bytes = wrong.note(read.map_err(said))?;
        files.extend(bytes.map(|bytes| pinned(PinKind::Skill, &skill.path, bytes)));
    }
    Ok(contract.map(|contract| LoadedGate { contract, files, unknown_values }))
}

/// `failure` at the gate's `key` in the workflow's file.
fn in_workflow(
    failure: Failure,
    home: Option<&PinnedFile>,
    workflow: &Workflow,
    gate: &GateDef,
    key: &str,
) -> Failure {
    let index = workflow.gates.iter().position(|known| known.id == gate.id);
    match home.zip(index).filter(|_| failure.kind == Kind::Usage) {
        Some((file, index)) => {
            let pointed = Pointed::new(file.pin.path.as_str(), &file.bytes);
            placed::at(failure, &pointed, &format!("/gates/{index}/{key}"))
        }
        None => failure,
    }
}

/// The bytes of a procedure, which must be a text.
fn procedure(bytes: Vec<u8>, path: &RepoPath) -> Result<Vec<u8>, Failure> {
    match std::str::from_utf8(&bytes) {
        Ok(_) => Ok(bytes),
        Err(_) => Err(not_text("bad_procedure", path, &bytes)),
    }
}

/// `failure` where the contract names the procedure, unless it has its place already.
fn at_skill(failure: Failure, files: &[PinnedFile], contract: &RepoPath, skill: &RepoPath) -> Failure {
    if failure.kind != Kind::Usage || !failure.problems.is_empty() {
        return failure;
    }
    in_contract(failure, files, contract, "/required_skills", skill.as_str())
}

/// A file that is no text, with the place of its first byte that is none.
fn not_text(code: &'static str, path: &RepoPath, bytes: &[u8]) -> Failure {
    let text = bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    let line = text.matches('\n').count() + 1;
    let column = text.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let mut failure = Failure::usage(code, format!("`{path}` is not UTF-8 (line {line}, column {column})"));
    let (file, message) = (path.to_string(), failure.message.clone());
    failure.problems.push(FileProblem { code, file, line, column, message, hints: vec![] });
    failure
}

fn pinned(kind: PinKind, path: &RepoPath, bytes: Vec<u8>) -> PinnedFile {
    PinnedFile { pin: Pin { kind, path: path.clone(), sha256: Digest::of(&bytes) }, bytes }
}

fn read(site: &Site, path: &RepoPath) -> Result<Option<Vec<u8>>, Failure> {
    site.root.read_small(path, MAX_DEFINITION).map_err(|why| why.failure(Kind::Usage, path.as_str()))
}

fn unknown_workflow(site: &Site, name: &str) -> Failure {
    let failure =
        Failure::usage("unknown_workflow", format!("there is no workflow `{}`", name.escape_debug()))
            .cause(format!("workflows lie in `{}/<name>.json`", site.config.workflows));
    match names(site) {
        Ok(names) if names.is_empty() => failure.next("gatewright init"),
        Ok(names) => {
            let failure = match nearest(name, names.iter().map(String::as_str)) {
                Some(meant) => failure.hint(format!("did you mean the workflow `{meant}`?")),
                None => failure,
            };
            failure.hint(format!("known workflows: {}", names.join(", "))).next("gatewright workflow list")
        }
        Err(_) => failure,
    }
}
