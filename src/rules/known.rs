//! Which names may stand in braces.

use std::collections::BTreeSet;

use crate::model::workflow::Workflow;

/// Variables that are known without being declared.
pub const ALWAYS_KNOWN: [&str; 3] = ["slug", "artifact_path", "depth"];

/// The names that may stand in braces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownVariables(BTreeSet<String>);

impl KnownVariables {
    /// Where no variable means anything.
    pub fn none() -> KnownVariables {
        KnownVariables(BTreeSet::new())
    }

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
