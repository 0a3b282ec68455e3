//! The commands that a repository brings: executors of workflows and `command` checks of contracts.

use crate::flow::definitions::{Definitions, load, names};
use crate::flow::site::Site;
use crate::model::contract::Arg;
use crate::model::failure::{Failure, Kind};
use crate::model::workflow::Executor;
use crate::rules::checks::command::COMMAND;

/// A command and where it is declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    /// Program and arguments as declared.
    pub argv: Vec<String>,
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
    Ok(found)
}

fn of(definitions: &Definitions, found: &mut Vec<Brought>) {
    let workflow = &definitions.workflow;
    let mut add = |argv: &[String], place: String| match found.iter_mut().find(|known| known.argv == argv) {
        Some(known) => known.places.push(place),
        None => found.push(Brought { argv: argv.to_vec(), places: vec![place] }),
    };
    for gate in &workflow.gates {
        if let Executor::Command(spec) = &gate.executor {
            add(&spec.argv, format!("workflow {}, gate {}, executor", workflow.name, gate.id));
        }
        let validations = definitions.contracts.get(&gate.id).map(|contract| contract.validations.as_slice());
        for validation in
            validations.unwrap_or_default().iter().filter(|validation| validation.check == COMMAND.name)
        {
            if let Some(Arg::Texts(argv)) = validation.args.get("argv") {
                add(argv, format!("contract {}, check command", gate.contract));
            }
        }
    }
}
