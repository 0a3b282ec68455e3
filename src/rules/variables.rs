//! Path variables and parameters: `{name}` in declared paths and commands, and the values a run gives them.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::contract::{Contract, PathTemplate};
use crate::model::evidence::Place;
use crate::model::failure::Failure;
use crate::model::params::{ParamDecl, ParamValue, Params};
use crate::model::workflow::Workflow;

/// Variables that are known without being declared.
pub const ALWAYS_KNOWN: [&str; 3] = ["slug", "artifact_path", "depth"];

/// The names that may stand in braces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownVariables(BTreeSet<String>);

impl KnownVariables {
    /// What is known when a contract is read without its workflow.
    pub fn always() -> KnownVariables {
        KnownVariables(ALWAYS_KNOWN.iter().map(|name| (*name).to_owned()).collect())
    }

    /// What is known in `workflow`: its declared parameters as well.
    pub fn of(workflow: &Workflow) -> KnownVariables {
        KnownVariables::always().and(workflow.params.iter().map(|param| param.name.clone()))
    }

    /// These and `names`.
    #[must_use]
    pub fn and(mut self, names: impl IntoIterator<Item = String>) -> KnownVariables {
        self.0.extend(names);
        self
    }

    /// Whether `name` is known.
    pub fn contains(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    /// The names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// The place that `template` names in a run with `params`.
pub fn place(_template: &PathTemplate, _params: &Params) -> Result<Place, Failure> {
    Err(Failure::bug("not built"))
}

/// An argument vector with its variables replaced. A value is never expanded again.
pub fn argv(_args: &[String], _params: &Params) -> Result<Vec<String>, Failure> {
    Err(Failure::bug("not built"))
}

/// Whether every path and command of `contract` can be resolved with `params`: asked before any work.
pub fn check_contract(_contract: &Contract, _params: &Params) -> Result<(), Failure> {
    Err(Failure::bug("not built"))
}

/// The parameters of a run: given values before the repository's `defaults` before the workflow's own.
pub fn resolve_params(
    _declared: &[ParamDecl],
    _given: &BTreeMap<String, String>,
    _defaults: &BTreeMap<String, ParamValue>,
) -> Result<Params, Failure> {
    Err(Failure::bug("not built"))
}
