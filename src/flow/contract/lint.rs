//! What is suspicious in the contracts of a repository, each remark at its place.

use crate::flow::contract::cases::case_names;
use crate::flow::definitions::Definitions;
use crate::flow::measures::{Unfit, unfit};
use crate::flow::own::checks as own_checks;
use crate::flow::site::Site;
use crate::format::definition::pointing::Pointed;
use crate::model::contract::Severity;
use crate::model::failure::{Failure, Kind};
use crate::model::ids::GateId;
use crate::model::own_check::{FILE, name_in};
use crate::model::path::RepoPath;
use crate::rules::lint::remark::At;
use crate::rules::lint::{Remark, Weight, lint, lint_templates};

/// What the name of a contract's file ends with.
const CONTRACT: &str = ".contract.json";

/// A remark with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The workflow; `None` for what belongs to none.
    pub workflow: Option<String>,
    /// The gate; `None` for what belongs to none.
    pub gate: Option<GateId>,
    /// How much it matters.
    pub weight: Weight,
    /// A stable name for programs.
    pub code: &'static str,
    /// The file.
    pub file: RepoPath,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// What is suspicious, one sentence, no full stop.
    pub message: String,
    /// Why it matters; empty for what only informs.
    pub why: &'static str,
    /// How to mend it.
    pub hint: Option<&'static str>,
}

/// Every remark on a workflow and its contracts, in the order of the gates.
pub fn remarks(found: &Definitions) -> Vec<Remark> {
    let mut all = lint(&found.workflow, &found.contracts);
    all.extend(lint_templates(&found.workflow, &found.unknown_values));
    all
}

/// The same, each at its place.
pub fn findings(found: &Definitions) -> Vec<Finding> {
    remarks(found).into_iter().filter_map(|remark| placed(found, remark)).collect()
}

/// What checks cannot measure by, in any run: a finding for each.
pub fn unmeasured(site: &Site, found: &Definitions) -> Vec<Finding> {
    let told = |unfit: Unfit| {
        let problem = unfit.failure.problems.first()?;
        Some(Finding {
            workflow: Some(found.workflow.name.clone()),
            gate: Some(unfit.gate),
            weight: if unfit.severity == Severity::Error { Weight::Error } else { Weight::Warning },
            code: unfit.failure.code,
            file: RepoPath::new(&problem.file).ok()?,
            line: problem.line,
            column: problem.column,
            message: problem.message.clone(),
            why: unfit.why,
            hint: Some(unfit.hint),
        })
    };
    unfit(site, found, None).into_iter().filter_map(told).collect()
}

fn placed(found: &Definitions, remark: Remark) -> Option<Finding> {
    let def = found.workflow.gate(&remark.gate)?;
    let (file, pointer) = match &remark.at {
        At::Workflow(pointer) => (&found.files.first()?.pin.path, pointer.as_str()),
        At::Contract(pointer) => (&def.contract, pointer.as_str()),
        At::Template => (def.template.as_ref()?, ""),
    };
    let bytes = found.files.iter().find(|known| known.pin.path == *file).map(|known| known.bytes.as_slice());
    let (line, column) = Pointed::new(file.as_str(), bytes.unwrap_or_default()).position(pointer);
    Some(Finding {
        workflow: Some(found.workflow.name.clone()),
        gate: Some(remark.gate),
        weight: remark.weight,
        code: remark.code,
        file: file.clone(),
        line,
        column,
        message: remark.message,
        why: remark.why,
        hint: remark.hint,
    })
}

/// A remark on a workflow whose contracts no case tests.
///
/// # Errors
/// The cases cannot be looked for.
pub fn untested(site: &Site, found: &Definitions) -> Result<Option<Finding>, Failure> {
    let name = &found.workflow.name;
    if !case_names(site, name)?.is_empty() {
        return Ok(None);
    }
    Ok(found.files.first().map(|file| Finding {
        workflow: Some(name.clone()),
        gate: None,
        weight: Weight::Note,
        code: "no_cases",
        file: file.pin.path.clone(),
        line: 1,
        column: 1,
        message: "no case tests its contracts".to_owned(),
        why: "a check that nobody has ever seen failing may be one that cannot fail",
        hint: Some("`gatewright help contract test` says how a case is written"),
    }))
}

/// Remarks on contracts that none of `all` names.
///
/// # Errors
/// The directory of contracts cannot be read.
pub fn unused(site: &Site, all: &[Definitions]) -> Result<Vec<Finding>, Failure> {
    // A contract that another extends was read for that one.
    let named =
        |path: &RepoPath| all.iter().any(|found| found.files.iter().any(|file| file.pin.path == *path));
    let lost = contract_files(site)?.into_iter().filter(|path| !named(path));
    Ok(lost
        .map(|file| Finding {
            workflow: None,
            gate: None,
            weight: Weight::Warning,
            code: "unused_contract",
            file,
            line: 1,
            column: 1,
            message: "no workflow names this contract".to_owned(),
            why: "nothing is ever judged by it",
            hint: Some("name it as `contract` of a gate, or remove it"),
        })
        .collect())
}

/// Remarks on checks of the repository's own that no contract of `all` asks for.
///
/// # Errors
/// Their directory cannot be read.
pub fn unused_checks(site: &Site, all: &[Definitions]) -> Result<Vec<Finding>, Failure> {
    let asked = |name: &str| {
        let mut checks =
            all.iter().flat_map(|found| found.contracts.values()).flat_map(|contract| &contract.validations);
        checks.any(|validation| name_in(&validation.check) == Some(name))
    };
    let lost = own_checks::names(site)?.into_iter().filter(|name| !asked(name));
    let files = lost.filter_map(|name| site.config.checks.join(&format!("{name}/{FILE}")).ok());
    Ok(files
        .map(|file| Finding {
            workflow: None,
            gate: None,
            weight: Weight::Note,
            code: "unused_check",
            file,
            line: 1,
            column: 1,
            message: "no contract asks for this check".to_owned(),
            why: "nothing is ever judged by it",
            hint: Some("name it as `type` of a validation: `checks/<name>`"),
        })
        .collect())
}

/// Contracts in the directory of contracts and in those directly below it, sorted.
fn contract_files(site: &Site) -> Result<Vec<RepoPath>, Failure> {
    let top = &site.config.contracts;
    let (mut files, dirs) = listed(site, top)?;
    for dir in dirs {
        files.extend(listed(site, &dir)?.0);
    }
    files.sort();
    Ok(files)
}

/// The contracts in `dir`, and the directories.
fn listed(site: &Site, dir: &RepoPath) -> Result<(Vec<RepoPath>, Vec<RepoPath>), Failure> {
    let refused = |why: crate::store::unreadable::Unreadable| why.failure(Kind::Usage, dir.as_str());
    let Some(open) = site.root.sub(dir).map_err(refused)? else { return Ok((vec![], vec![])) };
    let (mut files, mut dirs) = (vec![], vec![]);
    for entry in open.list().map_err(refused)? {
        let Some(path) = std::str::from_utf8(&entry.name).ok().and_then(|name| dir.join(name).ok()) else {
            continue;
        };
        match entry.dir {
            true => dirs.push(path),
            false if path.as_str().ends_with(CONTRACT) => files.push(path),
            false => {}
        }
    }
    Ok((files, dirs))
}
