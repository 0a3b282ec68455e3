//! `contract explain`: what will be asked of a gate, in words.

use std::path::PathBuf;

use clap_complete::ArgValueCompleter;
use serde_json::{Value, json};

use crate::cli::commands::contract::which::{self, Which};
use crate::cli::commands::contract::words;
use crate::cli::door::Door;
use crate::cli::report::Report;
use crate::cli::session;
use crate::flow::definitions::{Definitions, load};
use crate::flow::site::Site;
use crate::model::contract::{Severity, When};
use crate::model::depth::Depth;
use crate::model::duration;
use crate::model::failure::Failure;
use crate::model::workflow::GateDef;
use crate::rules::explain::{Asked, Explained, explain};
use crate::rules::outputs::Declared;

/// Say in words what will be asked of a gate: outputs, every check, what cannot run, what is expensive, who judges
///
/// The sentences are those of the packet, with paths as the contract declares them. For every gate of every workflow
/// where nothing is said.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: Which,
    /// At this depth: quick, standard or deep; else what a run would take
    #[arg(long, value_name = "DEPTH", add = ArgValueCompleter::new(crate::cli::complete::depths))]
    depth: Option<String>,
    /// Only gates with this contract
    #[arg(value_name = "PATH", value_hint = clap::ValueHint::FilePath)]
    path: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &Args, door: &Door) -> Result<Report, Failure> {
    let site = session::site(door)?;
    let given = args.depth.as_deref().map(|text| text.parse::<Depth>());
    let given = given.transpose().map_err(|why| Failure::usage("bad_depth", why))?;
    let gate = which::gate(args.which.gate.as_deref())?;
    let paths = which::paths(&site, door, args.path.as_slice())?;
    let names = which::workflows(&site, args.which.workflow.as_deref())?;
    let all: Vec<Definitions> = names.iter().map(|name| load(&site, name)).collect::<Result<_, _>>()?;
    let (mut text, mut workflows, mut first) = (String::new(), vec![], None);
    for found in &all {
        let depth = given.unwrap_or_else(|| usual_depth(&site, found));
        let mut gates = vec![];
        for def in which::gates(found, gate.as_ref(), &paths) {
            let Some(contract) = found.contracts.get(&def.id) else { continue };
            let explained = explain(contract, depth)?;
            text.push_str(&words::gate(def, contract, &explained));
            gates.push(members(def, contract.blocking, &explained));
            first.get_or_insert_with(|| found.workflow.name.clone());
        }
        if !gates.is_empty() {
            workflows.push(json!({ "workflow": found.workflow.name, "depth": depth, "gates": gates }));
        }
    }
    let Some(first) = first else { return Err(which::nothing_chosen(&all, gate.as_ref(), &paths)) };
    Ok(Report::new("contract_explain", json!({ "workflows": workflows }))
        .text(text)
        .next(format!("gatewright contract lint --workflow {first}")))
}

/// The depth that a run takes when nothing is said.
fn usual_depth(site: &Site, found: &Definitions) -> Depth {
    let declared = found.workflow.params.iter().find(|param| param.name == "depth");
    let value = site.config.defaults.get("depth").or_else(|| declared?.default.as_ref());
    value.and_then(|value| value.to_string().parse().ok()).unwrap_or_default()
}

fn members(def: &GateDef, blocking: bool, explained: &Explained) -> Value {
    json!({
        "gate": def.id,
        "name": def.name,
        "contract": def.contract,
        "blocking": blocking,
        "producers": def.producers,
        "judges": def.judges,
        "max_attempts": def.max_attempts,
        "timeout": def.timeout.map(duration::spell),
        "all_of": explained.all_of.iter().map(output).collect::<Vec<_>>(),
        "any_of": explained.any_of.iter().map(output).collect::<Vec<_>>(),
        "checks": explained.checks.iter().map(check).collect::<Vec<_>>(),
        "at_other_depths": explained.elsewhere.iter().map(check).collect::<Vec<_>>(),
    })
}

fn output(output: &Declared) -> Value {
    json!({
        "path": output.spot.template.0,
        "description": output.description,
        "required": output.required,
    })
}

fn check(asked: &Asked) -> Value {
    let severity = if asked.severity == Severity::Error { "error" } else { "warning" };
    json!({
        "type": asked.check,
        "id": asked.id,
        "declared": asked.index,
        "severity": severity,
        "words": asked.words,
        "description": asked.description,
        "message": asked.message,
        "hint": asked.hint,
        "when": asked.when.as_ref().map(|When { depths, params }| json!({ "depth": depths, "params": params })),
        "if_it_cannot_be_made": asked.unrunnable(),
        "judged": asked.judged(),
        "runs": asked.runs.as_ref().map(|runs| json!({
            "argv": runs.argv,
            "timeout_seconds": runs.timeout.as_secs(),
        })),
    })
}
