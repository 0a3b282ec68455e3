//! `checks`: the catalogue of checks with their parameters.

use clap_complete::ArgValueCompleter;
use serde_json::json;

use crate::cli::door::Door;
use crate::cli::print::Tone;
use crate::cli::report::Report;
use crate::cli::table::table;
use crate::model::failure::Failure;
use crate::rules::checks::catalogue::{CHECKS, find};
use crate::rules::checks::frame::manual::{Manual, manual};
use crate::rules::suggest::nearest;

/// List the checks that contracts may use, or explain one
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Explain this check
    #[arg(value_name = "CHECK", add = ArgValueCompleter::new(crate::cli::complete::checks))]
    check: Option<String>,
}

/// Runs the command.
pub fn run(args: &Args, _door: &Door) -> Result<Report, Failure> {
    match &args.check {
        None => {
            let lines: Vec<Vec<String>> = CHECKS
                .iter()
                .map(|kind| vec![Tone::Strong.paint(kind.name), kind.summary.to_owned()])
                .collect();
            let checks: Vec<Manual> = CHECKS.iter().copied().map(manual).collect();
            Ok(Report::new("checks", json!({ "checks": checks }))
                .text(table(&lines))
                .next(format!("gatewright checks {}", CHECKS[0].name)))
        }
        Some(name) => {
            let kind = find(name).ok_or_else(|| {
                let message = format!("there is no check `{}`", name.escape_debug());
                let failure = Failure::usage("unknown_check", message).next("gatewright checks");
                match nearest(name, CHECKS.iter().map(|kind| kind.name)) {
                    Some(meant) => failure.hint(format!("did you mean `{meant}`?")),
                    None => failure,
                }
            })?;
            let manual = manual(kind);
            Ok(Report::new("check", json!({ "check": manual })).text(text(&manual)).next("gatewright checks"))
        }
    }
}

fn text(manual: &Manual) -> String {
    let mut text = format!(
        "{} (version {})\n  {}\n  target: {}\n  reads:  {}\n  judged: {}\n",
        Tone::Strong.paint(manual.name),
        manual.version,
        manual.summary,
        manual.target,
        manual.reads,
        manual.when,
    );
    for param in &manual.params {
        let needed = if param.required == Some(true) { ", required" } else { "" };
        text.push_str(&format!(
            "  {}: {}{needed}\n    {}\n",
            Tone::Strong.paint(param.name),
            param.accepts.as_deref().unwrap_or_default(),
            param.doc
        ));
    }
    for figure in &manual.figures {
        text.push_str(&format!("  result {}: {}\n", figure.name, figure.doc));
    }
    text.push_str(&format!("  example:\n    {}\n", manual.example.replace('\n', "\n    ")));
    text
}
