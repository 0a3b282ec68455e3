//! Loading a workflow with its contracts, templates and procedures from the working tree.

use std::collections::BTreeMap;

use crate::flow::site::{MAX_DEFINITION, Site};
use crate::format::definition::{read_contract_of, read_workflow};
use crate::model::contract::Contract;
use crate::model::digest::Digest;
use crate::model::failure::{Failure, Kind};
use crate::model::ids::{GateId, is_component};
use crate::model::path::RepoPath;
use crate::model::pin::{Pin, PinKind};
use crate::model::workflow::{GateDef, Workflow};
use crate::rules::known::KnownVariables;
use crate::rules::packet::render::MAX_TEMPLATE;

/// A workflow with everything it refers to.
#[derive(Debug)]
pub struct Definitions {
    /// The workflow.
    pub workflow: Workflow,
    /// The contract of each gate.
    pub contracts: BTreeMap<GateId, Contract>,
    /// Every file that was read, workflow first; each path once.
    pub files: Vec<PinnedFile>,
}

/// A file as it was read.
#[derive(Debug, Clone)]
pub struct PinnedFile {
    /// What it is, where it lies and its digest.
    pub pin: Pin,
    /// Its bytes.
    pub bytes: Vec<u8>,
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
/// `Usage` when there is no such workflow or a definition is wrong, with file, line and column.
pub fn load(site: &Site, name: &str) -> Result<Definitions, Failure> {
    let file = workflow_file(site, name)?;
    let bytes = read(site, &file)?.ok_or_else(|| unknown_workflow(site, name))?;
    let exists = |path: &RepoPath| matches!(site.root.open_file(path), Ok(Some(_)));
    let workflow = read_workflow(&file, &bytes, &exists)?;
    let mut files = vec![pinned(PinKind::Workflow, &file, bytes)];
    let mut contracts = BTreeMap::new();
    for gate in &workflow.gates {
        let (contract, more) = load_gate(site, &workflow, gate)?;
        contracts.insert(gate.id.clone(), contract);
        files.extend(more);
    }
    let mut seen = std::collections::BTreeSet::new();
    files.retain(|file| seen.insert(file.pin.path.clone()));
    Ok(Definitions { workflow, contracts, files })
}

/// Loads what one gate refers to: its contract, its template, its procedures.
pub fn load_gate(
    site: &Site,
    workflow: &Workflow,
    gate: &GateDef,
) -> Result<(Contract, Vec<PinnedFile>), Failure> {
    let named_by = format!("gate {} of workflow `{}` names it", gate.id, workflow.name);
    let need = |path: &RepoPath, what: &str| -> Result<Vec<u8>, Failure> {
        read(site, path)?.ok_or_else(|| {
            Failure::usage("missing_definition", format!("the {what} `{path}` does not exist"))
                .cause(named_by.clone())
        })
    };
    let bytes = need(&gate.contract, "contract")?;
    let contract = read_contract_of(&gate.id, &gate.contract, &bytes, &KnownVariables::of(workflow))?;
    let mut files = vec![pinned(PinKind::Contract, &gate.contract, bytes)];
    if let Some(template) = &gate.template {
        let bytes = need(template, "prompt template")?;
        if bytes.len() > MAX_TEMPLATE || std::str::from_utf8(&bytes).is_err() {
            return Err(Failure::usage(
                "bad_template",
                format!("`{template}` must be UTF-8 and at most {MAX_TEMPLATE} bytes"),
            ));
        }
        files.push(pinned(PinKind::Template, template, bytes));
    }
    for skill in &contract.skills {
        let bytes = need(&skill.path, "procedure")?;
        if std::str::from_utf8(&bytes).is_err() {
            return Err(Failure::usage("bad_procedure", format!("`{}` is not UTF-8", skill.path)));
        }
        files.push(pinned(PinKind::Skill, &skill.path, bytes));
    }
    Ok((contract, files))
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
            failure.hint(format!("known workflows: {}", names.join(", "))).next("gatewright workflow list")
        }
        Err(_) => failure,
    }
}
