//! A contract in words before any run: what will be asked of a gate at a depth, every path as it is declared.

use std::time::Duration;

use crate::model::contract::{Contract, PathTemplate, Severity, Validation, When};
use crate::model::depth::Depth;
use crate::model::evidence::Place;
use crate::model::failure::Failure;
use crate::model::params::Params;
use crate::model::path::RepoPath;
use crate::rules::checks::catalogue::{self, Cost};
use crate::rules::outputs::{Check, Declared, Resolved, Said, resolve};
use crate::rules::templates::is_glob;

/// What will be asked of a gate at a depth.
#[derive(Debug, Clone, PartialEq)]
pub struct Explained {
    /// The depth.
    pub depth: Depth,
    /// Outputs of `all_of`, required and optional.
    pub all_of: Vec<Declared>,
    /// Outputs of which one must be there.
    pub any_of: Vec<Declared>,
    /// Every check that is made at this depth, what outputs ask by themselves first.
    pub checks: Vec<Asked>,
    /// Checks that are made at other depths only.
    pub elsewhere: Vec<Asked>,
}

/// A check in words.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// Which entry of `validations` it is; `None` for what declared outputs ask by themselves.
    pub index: Option<usize>,
    /// Its name in the contract.
    pub id: Option<String>,
    /// The check's type.
    pub check: String,
    /// Whether failing it fails the gate.
    pub severity: Severity,
    /// What it asks, as the packet says it.
    pub words: String,
    /// The author's words; may be empty.
    pub description: String,
    /// What is said first when it does not hold.
    pub message: Option<String>,
    /// How to mend it.
    pub hint: Option<String>,
    /// When it applies; always where nothing is said.
    pub when: Option<When>,
    /// The command that it runs, for which reason it is expensive.
    pub runs: Option<Runs>,
    /// Whether it asks servers of the web.
    pub asks_web: bool,
}

/// A command that a check runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Runs {
    /// Program and arguments as declared.
    pub argv: Vec<String>,
    /// It is ended after this long.
    pub timeout: Duration,
}

impl Asked {
    /// What it means for the gate when the check cannot be made, one sentence without a full stop.
    pub fn unrunnable(&self) -> &'static str {
        match self.severity {
            Severity::Error => "`not_enforced`, and the gate does not pass",
            Severity::Warning => "`not_enforced`, which is shown and keeps nobody from passing",
        }
    }

    /// Whether it is judged on what lies in the repository alone.
    pub fn is_cheap(&self) -> bool {
        let cost = catalogue::find(&self.check).map(|kind| kind.cost);
        !self.asks_web
            && !matches!(cost, Some(Cost::Probe(_) | Cost::Git(_) | Cost::People | Cost::Review(_)))
    }

    /// When it is judged, one sentence without a full stop.
    pub fn judged(&self) -> &'static str {
        match catalogue::find(&self.check).map(|kind| kind.cost) {
            Some(Cost::Probe(_)) => {
                "by a command, which is expensive: it runs only after `gatewright trust`, and only when no cheaper check fails the gate"
            }
            Some(Cost::Web(_)) if self.asks_web => {
                "by asking servers of the web, which needs a network: only when no cheaper check fails the gate"
            }
            Some(Cost::Git(_)) => "by asking git, and only when no cheaper check fails the gate",
            Some(Cost::People) => "on what people decided with `gate approve` and `gate reject`, last of all",
            Some(Cost::Review(_)) => "on what somebody else has written about the outputs, last of all",
            _ => "on what lies in the repository; cheap",
        }
    }
}

/// Explains `contract` at `depth`. Which checks a parameter's value decides is not known before a run: they are told with
/// their condition.
///
/// # Errors
/// As [`resolve`].
pub fn explain(contract: &Contract, depth: Depth) -> Result<Explained, Failure> {
    let here = |when: &When| when.depths.is_empty() || when.depths.contains(&depth);
    let asked_here = |validation: &Validation| validation.common.when.as_ref().is_none_or(here);
    let whole = at_templates(&unconditional(contract), depth)?;
    // What only some runs check covers no output: it stays required by itself.
    let certain = Contract {
        validations: contract
            .validations
            .iter()
            .filter(|it| it.common.when.as_ref().is_none_or(|when| when.params.is_empty() && here(when)))
            .cloned()
            .map(always)
            .collect(),
        ..contract.clone()
    };
    let implied = at_templates(&certain, depth)?.said().into_iter().filter(|said| said.index.is_none());
    let mut checks: Vec<Asked> = implied.map(|said| asked(said, None)).collect();
    let mut elsewhere = vec![];
    for said in whole.said() {
        let Some(index) = said.index else { continue };
        let validation = &contract.validations[index];
        let list = if asked_here(validation) { &mut checks } else { &mut elsewhere };
        let check = whole.checks.iter().find(|check| check.index == index);
        let asks_web = check.is_some_and(|check| whole.asks_web(check));
        let asked = asked(said, check.map(|check| (validation, runs(&whole, check))));
        list.push(Asked { asks_web, ..asked });
    }
    Ok(Explained { depth, all_of: whole.all_of, any_of: whole.any_of, checks, elsewhere })
}

fn asked(said: Said, declared: Option<(&Validation, Option<Runs>)>) -> Asked {
    let common = declared.as_ref().map(|(validation, _)| validation.common.clone()).unwrap_or_default();
    Asked {
        index: said.index,
        id: common.id,
        check: said.check,
        severity: said.severity,
        words: said.words,
        description: said.description,
        message: common.message,
        hint: common.hint,
        when: common.when,
        runs: declared.and_then(|(_, runs)| runs),
        asks_web: false,
    }
}

fn runs(plan: &Resolved, check: &Check) -> Option<Runs> {
    let Cost::Probe(request) = check.kind.cost else { return None };
    let request = request(&plan.ask(check)).ok()?;
    Some(Runs { argv: request.argv, timeout: request.timeout })
}

fn unconditional(contract: &Contract) -> Contract {
    let validations = contract.validations.iter().cloned().map(always).collect();
    Contract { validations, ..contract.clone() }
}

fn always(mut validation: Validation) -> Validation {
    validation.common.when = None;
    validation
}

/// The contract with every declared path as its own place, and no parameter known.
///
/// # Errors
/// As [`resolve`].
pub fn at_templates(contract: &Contract, depth: Depth) -> Result<Resolved, Failure> {
    resolve(contract, depth, &Params::new(), &|template| as_declared(template))
}

fn as_declared(template: &PathTemplate) -> Result<Place, Failure> {
    if is_glob(&template.0) {
        return Ok(Place::Glob(template.0.clone()));
    }
    let path = RepoPath::new(template.0.trim_end_matches('/'));
    path.map(Place::Path).map_err(|why| Failure::usage("bad_path", format!("`{}`: {why}", template.0)))
}
