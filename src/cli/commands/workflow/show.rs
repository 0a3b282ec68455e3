//! `workflow show`: a workflow with its gates, what each must bring and how it is judged, in words.

use clap_complete::ArgValueCompleter;
use serde_json::{Value, json};

use crate::cli::door::Door;
use crate::cli::print::Tone;
use crate::cli::report::Report;
use crate::cli::session;
use crate::flow::definitions::{Definitions, load};
use crate::model::contract::Output;
use crate::model::failure::Failure;
use crate::model::workflow::{Executor, GateDef, versioned};

/// Show a workflow: its parameters, gates, outputs and checks
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The workflow
    #[arg(value_name = "WORKFLOW", add = ArgValueCompleter::new(crate::cli::complete::workflows))]
    workflow: String,
}

/// Runs the command.
pub fn run(args: &Args, door: &Door) -> Result<Report, Failure> {
    let site = session::site(door)?;
    let found = load(&site, &args.workflow)?;
    let workflow = &found.workflow;
    let mut text = format!("{}\n", Tone::Strong.paint(versioned(&workflow.name, &workflow.version)));
    if !workflow.description.is_empty() {
        text.push_str(&format!("  {}\n", workflow.description));
    }
    for param in &workflow.params {
        let needed = if param.required { " (required)" } else { "" };
        text.push_str(&format!("  parameter {}{needed}: {}\n", param.name, param.description));
    }
    for gate in &workflow.gates {
        text.push_str(&gate_text(&found, gate));
    }
    let params: Vec<Value> = workflow
        .params
        .iter()
        .map(|param| json!({ "name": param.name, "description": param.description, "required": param.required, "default": param.default }))
        .collect();
    let gates: Vec<Value> = workflow.gates.iter().map(|gate| gate_json(&found, gate)).collect();
    let members = json!({
        "workflow": workflow.name,
        "version": workflow.version,
        "description": workflow.description,
        "params": params,
        "gates": gates,
    });
    Ok(Report::new("workflow", members)
        .text(text)
        .next(format!("gatewright run {} --slug <slug> --artifact-path <path>", workflow.name)))
}

fn gate_text(found: &Definitions, gate: &GateDef) -> String {
    let mut text = format!("\n{} {}\n", Tone::Strong.paint(&gate.id), gate.name);
    if !gate.needs.is_empty() {
        let needs: Vec<&str> = gate.needs.iter().map(|need| need.as_str()).collect();
        text.push_str(&format!("  needs {}\n", needs.join(", ")));
    }
    text.push_str(&format!("  contract {}, packet {}, {}\n", gate.contract, packet(gate), executor(gate)));
    let Some(contract) = found.contracts.get(&gate.id) else { return text };
    for output in &contract.all_of {
        text.push_str(&format!("  output {}{}\n", output.path.0, optional(output)));
    }
    for output in &contract.any_of {
        text.push_str(&format!("  output {} (one of these)\n", output.path.0));
    }
    for validation in &contract.validations {
        let words = if validation.description.is_empty() {
            String::new()
        } else {
            format!(": {}", validation.description)
        };
        text.push_str(&format!("  check {}{words}\n", validation.check));
    }
    text
}

fn packet(gate: &GateDef) -> String {
    gate.template.as_ref().map_or("built in".to_owned(), |path| path.to_string())
}

fn executor(gate: &GateDef) -> String {
    match &gate.executor {
        Executor::Human => "done by whoever reads the packet".to_owned(),
        Executor::Command(spec) => format!("done by `{}`", spec.argv.join(" ")),
    }
}

fn optional(output: &Output) -> String {
    match &output.required_for {
        _ if !output.optional_for.is_empty() => {
            let depths: Vec<&str> = output.optional_for.iter().map(|depth| depth.as_str()).collect();
            format!(" (optional at {})", depths.join(", "))
        }
        Some(depths) => {
            let depths: Vec<&str> = depths.iter().map(|depth| depth.as_str()).collect();
            format!(" (required at {})", depths.join(", "))
        }
        None if !output.required => " (optional)".to_owned(),
        None => String::new(),
    }
}

fn gate_json(found: &Definitions, gate: &GateDef) -> Value {
    let contract = found.contracts.get(&gate.id);
    let outputs = |outputs: &[Output]| -> Value {
        outputs
            .iter()
            .map(|output| json!({ "path": output.path.0, "description": output.description }))
            .collect()
    };
    json!({
        "gate": gate.id,
        "name": gate.name,
        "description": gate.description,
        "agent": gate.agent,
        "contract": gate.contract,
        "prompt_template": gate.template,
        "needs": gate.needs,
        "executor": executor(gate),
        "max_attempts": gate.max_attempts,
        "blocking": contract.map(|contract| contract.blocking),
        "all_of": contract.map(|contract| outputs(&contract.all_of)),
        "any_of": contract.map(|contract| outputs(&contract.any_of)),
        "checks": contract.map(|contract| contract.validations.iter().map(|check| json!({ "type": check.check, "description": check.description })).collect::<Vec<_>>()),
    })
}
