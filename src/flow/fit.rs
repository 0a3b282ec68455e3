//! Whether contracts fit the parameters of a run and can pass in it: asked before any work, and by `workflow lint`.

use crate::flow::definitions::Definitions;
use crate::flow::refusals::refuse_own_records;
use crate::flow::site::Site;
use crate::format::definition::placed;
use crate::format::definition::pointing::{Pointed, step};
use crate::format::definition::wrong::Wrong;
use crate::model::contract::Contract;
use crate::model::depth::Depth;
use crate::model::failure::Failure;
use crate::model::params::{ParamValue, Params};
use crate::model::path::RepoPath;
use crate::model::pin::PinnedFile;
use crate::rules::decisive::decides;
use crate::rules::{packet::sample, variables};

/// Notes what of the contracts cannot be used with `params`: defaults and values that cannot stand where a contract puts them,
/// records of runs that it looks at.
///
/// # Errors
/// What is not a definition's fault.
pub fn note_misfits(
    site: &Site,
    found: &Definitions,
    params: &Params,
    wrong: &mut Wrong,
) -> Result<(), Failure> {
    let defaults = wrong_defaults(found, params);
    let defaults_fit = defaults.is_empty();
    for failure in defaults {
        wrong.note::<()>(Err(failure))?;
    }
    for gate in &found.workflow.gates {
        let Some(contract) = found.contracts.get(&gate.id).filter(|_| defaults_fit) else { continue };
        if wrong.note(variables::check_contract(contract, params))?.is_some() {
            wrong.note(refuse_own_records(site, contract, params, &found.files, &gate.contract))?;
        }
    }
    Ok(())
}

/// Defaults that `params` have taken over and that cannot stand where a contract puts them, each at its place.
fn wrong_defaults(found: &Definitions, params: &Params) -> Vec<Failure> {
    let Some(file) = found.files.first() else { return vec![] };
    let pointed = Pointed::new(file.pin.path.as_str(), &file.bytes);
    let taken = found.workflow.params.iter().filter_map(|param| {
        let default = param.default.as_ref()?;
        (params.get(&param.name) == Some(default)).then_some((&param.name, default))
    });
    let refused = taken.filter_map(|(name, default)| {
        let mut alone = sample::harmless(params);
        alone.insert(name.clone(), default.clone());
        // What has no value at all is no default's fault.
        let mut faults =
            found.contracts.values().filter_map(|it| variables::check_contract(it, &alone).err());
        let why = faults.find(|why| why.code != "missing_param")?;
        Some(placed::at(why, &pointed, &format!("/params/{}/default", step(name))))
    });
    refused.collect()
}

/// Refuses a gate that could never pass in a run of `depth` with `params`, because nothing is asked there that could fail.
///
/// # Errors
/// `Usage` (`never_passes`), with the place in the contract, whose file is `path` with `bytes`.
pub fn refuse_never_passing(
    contract: &Contract,
    (path, bytes): (&RepoPath, &[u8]),
    depth: Depth,
    params: &Params,
) -> Result<(), Failure> {
    if decides(contract, depth, Some(params)) {
        return Ok(());
    }
    let message = format!(
        "gate {} can never pass at depth {depth}: nothing is asked there that could fail",
        contract.gate
    );
    let failure = Failure::usage("never_passes", message)
        .hint("require an output at this depth, or add a check of severity `error` that is made there");
    Err(placed::at(failure, &Pointed::new(path.as_str(), bytes), "/validations"))
}

/// Notes every gate that could never pass in a run with `params`.
///
/// # Errors
/// What is not a definition's fault.
pub fn note_never_passing(found: &Definitions, params: &Params, wrong: &mut Wrong) -> Result<(), Failure> {
    let depth = params.get("depth").map(ParamValue::to_string).and_then(|depth| depth.parse::<Depth>().ok());
    // A depth that is none is refused with the other facts of the run.
    let Some(depth) = depth else { return Ok(()) };
    for gate in &found.workflow.gates {
        let Some(contract) = found.contracts.get(&gate.id) else { continue };
        let bytes = bytes_of(&found.files, &gate.contract);
        wrong.note(refuse_never_passing(contract, (&gate.contract, bytes), depth, params))?;
    }
    Ok(())
}

/// The bytes of `path` among `files`; empty where it is not among them.
pub fn bytes_of<'a>(files: &'a [PinnedFile], path: &RepoPath) -> &'a [u8] {
    files.iter().find(|file| file.pin.path == *path).map_or(&[], |file| file.bytes.as_slice())
}
