//! Names of `defaults` in `gatewright.json`: each is a parameter of some workflow of the repository.

use std::collections::BTreeSet;

use crate::flow::definitions::{names, workflow_file};
use crate::flow::site::{CONFIG, MAX_DEFINITION, Site};
use crate::format::definition::{read_workflow, refuse_unknown_defaults};
use crate::model::failure::{Failure, Kind};
use crate::model::path::RepoPath;
use crate::model::workflow::Workflow;
use crate::rules::known::ALWAYS_KNOWN;

/// Refuses a name that no workflow declares, `workflow` or another one.
///
/// # Errors
/// `Usage` (`unknown_param`) with the place of each. Where another workflow cannot be read nobody knows what it declares, and nothing is
/// refused.
pub fn refuse_unknown(site: &Site, workflow: &Workflow) -> Result<(), Failure> {
    let mut known: BTreeSet<String> = ALWAYS_KNOWN.iter().map(|name| (*name).to_owned()).collect();
    declare(&mut known, workflow);
    let all_known = |known: &BTreeSet<String>| site.config.defaults.keys().all(|name| known.contains(name));
    if all_known(&known) {
        return Ok(());
    }
    for name in names(site)? {
        let Some(other) = read(site, &workflow_file(site, &name)?) else { return Ok(()) };
        declare(&mut known, &other);
    }
    let file = RepoPath::new(CONFIG).map_err(|why| Failure::bug(why.to_string()))?;
    let bytes =
        site.root.read_small(&file, MAX_DEFINITION).map_err(|why| why.failure(Kind::Usage, CONFIG))?;
    match bytes.filter(|_| !all_known(&known)) {
        Some(bytes) => refuse_unknown_defaults(&file, &bytes, &known),
        None => Ok(()),
    }
}

fn declare(known: &mut BTreeSet<String>, workflow: &Workflow) {
    known.extend(workflow.params.iter().map(|param| param.name.clone()));
}

fn read(site: &Site, file: &RepoPath) -> Option<Workflow> {
    let bytes = site.root.read_small(file, MAX_DEFINITION).ok()??;
    read_workflow(file, &bytes, &|_| true).ok()
}
