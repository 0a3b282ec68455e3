//! The commands that a gate's checks ask for: which they are, and why finishing would not run them.

use crate::flow::gate_view::GateView;
use crate::flow::site::Site;
use crate::flow::trust;
use crate::model::contract::Severity;
use crate::model::path::RepoPath;
use crate::model::verdict::Row;
use crate::rules::checks::catalogue::{self, Cost};
use crate::rules::checks::parts::answered::CHECKED;
use crate::rules::environment::Environment;
use crate::rules::outputs::Check;

/// A check that runs a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandAsked {
    /// The check's type.
    pub check: String,
    /// Program and arguments as declared; empty when the check does not say.
    pub argv: Vec<String>,
    /// The directory of the check, where it is one that the repository brings itself.
    pub folder: Option<RepoPath>,
    /// The author's words.
    pub description: String,
    /// Whether the gate fails when it does not hold.
    pub severity: Severity,
}

impl CommandAsked {
    /// Why the command would not be run; `None` where it would. What cannot even be asked about is not run either.
    pub fn refusal(&self, site: &Site, env: &Environment) -> Option<String> {
        match trust::granted(site, env, &self.argv, self.folder.as_ref()) {
            Ok(allowed) => allowed.err(),
            Err(failure) => Some(failure.message),
        }
    }
}

/// Every check of a gate that runs a command, in the contract's order.
pub fn commands(view: &GateView) -> Vec<CommandAsked> {
    let plan = &view.plan;
    let asked = plan.checks.iter().filter_map(|check| match check.kind.cost {
        Cost::Cheap | Cost::Further(_) | Cost::Git(_) | Cost::Web(_) | Cost::People | Cost::Review(_) => None,
        Cost::Probe(request) => Some(CommandAsked {
            check: check.validation.check.clone(),
            argv: request(&plan.ask(check)).map(|request| request.argv).unwrap_or_default(),
            folder: check.validation.own.as_ref().map(|own| own.check.folder.clone()),
            description: check.validation.description.clone(),
            severity: check.validation.severity,
        }),
    });
    asked.collect()
}

/// Every check of a gate that is judged only at the end and runs no command of the repository: name and the author's words.
pub fn judged_at_the_end(view: &GateView) -> Vec<(&'static str, String)> {
    let plan = &view.plan;
    let is_late = |check: &&Check| {
        matches!(check.kind.cost, Cost::Git(_) | Cost::People | Cost::Review(_)) || plan.asks_web(check)
    };
    let late = plan.checks.iter().filter(is_late);
    late.map(|check| (check.kind.name, check.validation.description.clone())).collect()
}

/// Whether a row is of a check that was judged first, on what lies there.
pub fn is_judged_first(row: &Row) -> bool {
    catalogue::find(&row.check).is_none_or(|kind| match kind.cost {
        Cost::Cheap | Cost::Further(_) => true,
        // A row for which the web was to be asked lists what was asked for.
        Cost::Web(_) => !row.figures.contains_key(CHECKED),
        Cost::Probe(_) | Cost::Git(_) | Cost::People | Cost::Review(_) => false,
    })
}

/// Whether a row is of a check that runs a command.
pub fn runs_a_command(row: &Row) -> bool {
    catalogue::find(&row.check).is_some_and(|kind| matches!(kind.cost, Cost::Probe(_)))
}
