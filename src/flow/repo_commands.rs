//! The commands that a repository brings: executors of workflows, `command` checks of contracts, checks of its own.

use crate::flow::definitions::{Definitions, load, names};
use crate::flow::own::checks as own_checks;
use crate::flow::site::Site;
use crate::model::contract::Arg;
use crate::model::failure::{Failure, Kind};
use crate::model::path::RepoPath;
use crate::model::workflow::Executor;
use crate::rules::checks::command::COMMAND;

/// A command and where it is declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    /// Program and arguments as declared.
    pub argv: Vec<String>,
    /// The directory of the check, where it is one that the repository brings itself: all that lies there is trusted with it.
    pub check: Option<RepoPath>,
    /// Such as `workflow essay, gate G2, executor`; every place that declares it.
    pub places: Vec<String>,
}

/// The commands of a repository as far as its definitions can be read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// Every command once.
    pub commands: Vec<Brought>,
    /// The workflows that cannot be read, each with what is wrong: which commands they bring is not known.
    pub unreadable: Vec<(String, Failure)>,
    /// The checks of the repository's own that cannot be read, likewise; a contract that asks for one cannot be read either.
    pub wrong_checks: Vec<(String, Failure)>,
}

/// Every command of one workflow, or of all.
///
/// # Errors
/// When the workflow that was named cannot be read, and when the machine gives nothing to read.
pub fn brought(site: &Site, workflow: Option<&str>) -> Result<Found, Failure> {
    let mut found = Found::default();
    let names = match workflow {
        Some(name) => vec![name.to_owned()],
        None => names(site)?,
    };
    for name in names {
        match load(site, &name) {
            Ok(definitions) => of(&definitions, &mut found.commands),
            Err(failure) if workflow.is_some() || failure.kind != Kind::Usage => return Err(failure),
            Err(failure) => found.unreadable.push((name, failure)),
        }
    }
    if workflow.is_none() {
        unused_checks(site, &mut found)?;
    }
    Ok(found)
}

/// The checks of the repository's own that no contract asks for: their samples are run as well.
fn unused_checks(site: &Site, found: &mut Found) -> Result<(), Failure> {
    for name in own_checks::names(site)? {
        let loaded = match own_checks::load(site, &name) {
            Ok(Some(loaded)) => loaded,
            Ok(None) => continue,
            Err(failure) if failure.kind != Kind::Usage => return Err(failure),
            Err(failure) => {
                found.wrong_checks.push((name, failure));
                continue;
            }
        };
        let check = loaded.check;
        if !found.commands.iter().any(|known| known.check.as_ref() == Some(&check.folder)) {
            let places = vec![format!("check {}, asked for by no contract", check.kind())];
            found.commands.push(Brought { argv: check.argv, check: Some(check.folder), places });
        }
    }
    Ok(())
}

fn of(definitions: &Definitions, found: &mut Vec<Brought>) {
    let workflow = &definitions.workflow;
    let mut add = |argv: &[String], check: Option<&RepoPath>, place: String| {
        let same = |known: &&mut Brought| known.argv == argv && known.check.as_ref() == check;
        match found.iter_mut().find(same) {
            Some(known) => known.places.push(place),
            None => found.push(Brought { argv: argv.to_vec(), check: check.cloned(), places: vec![place] }),
        }
    };
    for gate in &workflow.gates {
        if let Executor::Command(spec) = &gate.executor {
            add(&spec.argv, None, format!("workflow {}, gate {}, executor", workflow.name, gate.id));
        }
        let validations = definitions.contracts.get(&gate.id).map(|contract| contract.validations.as_slice());
        for validation in validations.unwrap_or_default() {
            let place = format!("contract {}, check {}", gate.contract, validation.check);
            match (&validation.own, validation.args.get("argv")) {
                (Some(own), _) => add(&own.check.argv, Some(&own.check.folder), place),
                (None, Some(Arg::Texts(argv))) if validation.check == COMMAND.name => add(argv, None, place),
                _ => {}
            }
        }
    }
}
