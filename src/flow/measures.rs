//! The files that checks measure by, looked at before any work: a template that is missing, a schema that nothing can be judged by.

use crate::flow::definitions::Definitions;
use crate::flow::site::Site;
use crate::format::definition::placed::in_contract;
use crate::format::definition::wrong::Wrong;
use crate::model::contract::{Arg, Contract, PathTemplate, Severity, Validation};
use crate::model::depth::Depth;
use crate::model::evidence::Place;
use crate::model::failure::Failure;
use crate::model::ids::GateId;
use crate::model::params::{ParamValue, Params};
use crate::model::path::RepoPath;
use crate::rules::checks::catalogue::{self, ParamKind};
use crate::rules::checks::frame::look::MAX_TEXT;
use crate::rules::checks::json_schema;
use crate::rules::lint::overlap::covers;
use crate::rules::quote::quoted;
use crate::rules::templates::{Piece, path_pieces};
use crate::rules::variables;
use crate::store::unreadable::Unreadable;

/// Something that a check measures by and cannot.
#[derive(Debug)]
pub struct Unfit {
    /// The gate whose check it is.
    pub gate: GateId,
    /// What is wrong, at the place where the contract names the file.
    pub failure: Failure,
    /// Why it matters.
    pub why: &'static str,
    /// How to mend it.
    pub hint: &'static str,
    /// Whether the gate fails by it.
    pub severity: Severity,
}

/// Notes what no run with `params` could measure by, so that a gate would never pass.
///
/// # Errors
/// What is not a definition's fault.
pub fn note_unfit(
    site: &Site,
    found: &Definitions,
    params: &Params,
    wrong: &mut Wrong,
) -> Result<(), Failure> {
    for unfit in unfit(site, found, Some(params)) {
        if unfit.severity == Severity::Error {
            wrong.note::<()>(Err(unfit.failure.hint(unfit.hint)))?;
        }
    }
    Ok(())
}

/// Everything that the checks of `found` cannot measure by in a run with `params`; where those are not known, in any run.
pub fn unfit(site: &Site, found: &Definitions, params: Option<&Params>) -> Vec<Unfit> {
    let mut all = vec![];
    for gate in &found.workflow.gates {
        let Some(contract) = found.contracts.get(&gate.id) else { continue };
        for validation in contract.validations.iter().filter(|validation| is_made(validation, params)) {
            for template in measures(validation).filter(|template| !is_made_by_work(found, template)) {
                let Some(mut unfit) = look(site, contract, validation, &template, params) else { continue };
                unfit.failure =
                    in_contract(unfit.failure, &found.files, &gate.contract, "/validations", &template.0);
                all.push(unfit);
            }
        }
    }
    all
}

/// Whether the check is made in a run with `params`.
fn is_made(validation: &Validation, params: Option<&Params>) -> bool {
    let (Some(when), Some(params)) = (&validation.common.when, params) else { return true };
    let depth = params.get("depth").map(ParamValue::to_string).and_then(|it| it.parse::<Depth>().ok());
    // A depth that is none is refused with the other facts of the run.
    depth.is_none_or(|depth| when.holds(depth, params))
}

/// Parameters that name what is written together with the contract. A list of digests may well come with what it lists.
const WRITTEN_BEFORE: [&str; 2] = ["schema", "template"];

/// The files that it reads beside its target.
fn measures(validation: &Validation) -> impl Iterator<Item = PathTemplate> {
    let params = catalogue::find(&validation.check).map_or(&[][..], |kind| kind.params);
    let files = params
        .iter()
        .filter(|param| matches!(param.kind, ParamKind::File) && WRITTEN_BEFORE.contains(&param.name));
    files.filter_map(|param| match validation.args.get(param.name) {
        Some(Arg::Text(path)) => Some(PathTemplate(path.clone())),
        _ => None,
    })
}

/// Whether a gate brings it: then it is there when it is needed.
fn is_made_by_work(found: &Definitions, template: &PathTemplate) -> bool {
    let mut outputs =
        found.contracts.values().flat_map(|contract| contract.all_of.iter().chain(&contract.any_of));
    outputs.any(|output| covers(&output.path.0, &template.0))
}

fn look(
    site: &Site,
    contract: &Contract,
    validation: &Validation,
    template: &PathTemplate,
    params: Option<&Params>,
) -> Option<Unfit> {
    let varies = path_pieces(&template.0).ok()?.iter().any(|piece| matches!(piece, Piece::Variable(..)));
    let path = match params {
        None if varies => return None,
        None => RepoPath::new(&template.0).ok()?,
        Some(params) => match variables::place(template, params).ok()? {
            Place::Path(path) => path,
            Place::Glob(_) => return None,
        },
    };
    let by = format!("which `{}` of gate {} measures by", validation.check, contract.gate);
    let unfit = |code: &'static str, message: String, why: &'static str, hint: &'static str| {
        let failure = Failure::usage(code, message);
        Some(Unfit { gate: contract.gate.clone(), failure, why, hint, severity: validation.severity })
    };
    let missing = |what: &str| {
        let message = format!("{}, {by}, {what}", quoted(path.as_str()));
        unfit(
            "missing_measure",
            message,
            "without it nothing can be judged, and the gate never passes",
            "bring the file, or mend the path",
        )
    };
    match site.root.read_small(&path, MAX_TEXT) {
        // A file below a directory of the run may come with it.
        Ok(None) if varies => None,
        Ok(None) => missing("does not exist"),
        Err(Unreadable::Directory) => missing("is a directory"),
        // What else is in the way may be gone when it is needed.
        Err(_) => None,
        Ok(Some(bytes)) if validation.check == json_schema::JSON_SCHEMA.name => {
            schema((contract, validation), &path, &bytes, &by)
        }
        Ok(Some(_)) => None,
    }
}

/// Why the schema at `path` cannot be measured by, or says too little; `by` says what measures by it.
fn schema(
    (contract, validation): (&Contract, &Validation),
    path: &RepoPath,
    bytes: &[u8],
    by: &str,
) -> Option<Unfit> {
    let gate = contract.gate.clone();
    if let Some(broken) = json_schema::broken(path, bytes) {
        let line = broken.line.map(|line| format!(":{line}")).unwrap_or_default();
        let message = format!("`{path}{line}`, {by}, is no schema to judge by: {}", broken.why);
        return Some(Unfit {
            gate,
            failure: Failure::usage("broken_schema", message),
            why: "nothing is ever valid or invalid by it, and the gate never passes",
            hint: "mend the schema",
            severity: validation.severity,
        });
    }
    let valid = json_schema::loose(path, bytes)?;
    let name = quoted(path.as_str());
    let message = format!("{name}, {by}, says of no value what kind it is: {valid} are valid by it");
    Some(Unfit {
        gate,
        failure: Failure::usage("loose_schema", message),
        why: "a file that holds none of what is meant, such as `[]`, passes",
        hint: "write a `type` at its top, such as `\"type\": \"object\"`",
        // It can be measured by, so that it holds no run up.
        severity: Severity::Warning,
    })
}
