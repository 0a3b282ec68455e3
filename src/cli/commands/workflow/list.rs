//! `workflow list`: the workflows of the repository, broken ones named.

use serde_json::{Value, json};

use crate::cli::door::Door;
use crate::cli::print::Tone;
use crate::cli::report::Report;
use crate::cli::session;
use crate::cli::table::table;
use crate::flow::definitions::{load, names};
use crate::model::failure::Failure;

/// Runs the command.
pub fn run(door: &Door) -> Result<Report, Failure> {
    let site = session::site(door)?;
    let mut lines = vec![["WORKFLOW", "VERSION", "GATES", "DESCRIPTION"].map(str::to_owned).to_vec()];
    let mut workflows: Vec<Value> = vec![];
    let mut broken = false;
    let names = names(&site)?;
    for name in &names {
        match load(&site, name) {
            Ok(found) => {
                let workflow = &found.workflow;
                lines.push(vec![
                    name.clone(),
                    workflow.version.clone(),
                    workflow.gates.len().to_string(),
                    workflow.description.clone(),
                ]);
                workflows.push(json!({
                    "workflow": name,
                    "version": workflow.version,
                    "description": workflow.description,
                    "gates": workflow.gates.iter().map(|gate| &gate.id).collect::<Vec<_>>(),
                }));
            }
            Err(failure) => {
                broken = true;
                lines.push(vec![
                    name.clone(),
                    "?".to_owned(),
                    Tone::Bad.paint("broken"),
                    failure.message.clone(),
                ]);
                workflows.push(json!({ "workflow": name, "error": failure.message }));
            }
        }
    }
    let report = Report::new("workflows", json!({ "workflows": workflows }));
    match names.first() {
        Some(_) if broken => Ok(report.text(table(&lines)).next("gatewright workflow lint")),
        Some(name) => Ok(report.text(table(&lines)).next(format!("gatewright workflow show {name}"))),
        None => {
            Ok(report.talk(format!("no workflows in `{}`\n", site.config.workflows)).next("gatewright init"))
        }
    }
}
