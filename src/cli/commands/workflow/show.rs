//! `workflow show`: a workflow with its gates, what each must bring and how it is judged, in words.

use clap_complete::ArgValueCompleter;
use serde_json::{Value, json};

use crate::cli::commands::workflow::{members, text};
use crate::cli::door::Door;
use crate::cli::report::Report;
use crate::cli::session;
use crate::flow::definitions::{Definitions, load};
use crate::flow::site::Site;
use crate::model::failure::Failure;
use crate::rules::known::ALWAYS_KNOWN;
use crate::rules::params::option;

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
    let params: Vec<Value> = workflow
        .params
        .iter()
        .map(|param| {
            json!({
                "name": param.name,
                "type": param.kind,
                "enum": param.allowed,
                "default": param.default,
                "required": param.required,
                "description": param.description,
            })
        })
        .collect();
    let gates: Vec<Value> = workflow.gates.iter().map(|gate| members::gate(&found, gate)).collect();
    let members = json!({
        "workflow": workflow.name,
        "version": workflow.version,
        "description": workflow.description,
        "params": params,
        "gates": gates,
    });
    let report = Report::new("workflow", members).text(text::workflow(&found));
    let (command, complete) = run_command(&site, &found);
    Ok(match complete {
        true => report.next(command),
        false => report
            .hint(format!("to run it, with your values: `{command}`"))
            .next(format!("gatewright workflow lint {}", workflow.name)),
    })
}

/// The command that runs the workflow, with a hole for everything that has to be given; whether there is none.
fn run_command(site: &Site, found: &Definitions) -> (String, bool) {
    let declared = &found.workflow.params;
    let has_value = |name: &str| {
        site.config.defaults.contains_key(name)
            || declared.iter().any(|param| param.name == name && param.default.is_some())
    };
    let used = |name: &str| {
        let variable = format!("{{{name}}}");
        found.files.iter().any(|file| String::from_utf8_lossy(&file.bytes).contains(&variable))
    };
    let (mut command, mut complete) = (format!("gatewright run {}", found.workflow.name), true);
    let own = declared.iter().filter(|param| param.required).map(|param| param.name.as_str());
    let own = own.filter(|name| !ALWAYS_KNOWN.contains(name));
    let known = ["slug", "artifact_path"].into_iter().filter(|name| *name == "slug" || used(name));
    for name in known.chain(own).filter(|name| !has_value(name)) {
        command.push_str(&format!(" {}", option(name)));
        complete = false;
    }
    (command, complete)
}
