//! `init`: a workflow to start from, in the directory where you stand.

use clap::builder::PossibleValuesParser;
use serde_json::json;

use crate::cli::door::Door;
use crate::cli::print::{Tone, padded};
use crate::cli::report::Report;
use crate::flow::setup::init::{Found, Placed, init};
use crate::flow::setup::starters::{STARTERS, Starter};
use crate::model::failure::Failure;

/// Write a workflow to start from into this directory: gates, contracts that check content, templates of packets
///
/// Nothing is ever overwritten: when one of the files is there with other content, all such files are named and none is
/// written (exit 4). Files that several templates bring are kept when they are there.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which workflow
    #[arg(long, value_name = "NAME", default_value = STARTERS[0].name, value_parser = PossibleValuesParser::new(STARTERS.iter().map(|it| clap::builder::PossibleValue::new(it.name).help(it.description))))]
    template: String,
    /// Say which templates there are; change nothing
    #[arg(long, conflicts_with_all = ["template", "dry_run"])]
    list_templates: bool,
    /// Say what would be written; change nothing
    #[arg(long)]
    dry_run: bool,
}

/// Runs the command.
pub fn run(args: &Args, door: &Door) -> Result<Report, Failure> {
    match Starter::find(&args.template) {
        Some(starter) if !args.list_templates => scaffold(starter, args.dry_run, door),
        _ => Ok(list()),
    }
}

fn scaffold(starter: &Starter, dry_run: bool, door: &Door) -> Result<Report, Failure> {
    let placed = init(&door.cwd, starter, dry_run)?;
    let files: Vec<_> =
        placed.iter().map(|file| json!({ "path": file.path, "status": word(file, dry_run) })).collect();
    let text: String = placed
        .iter()
        .map(|file| {
            let word = word(file, dry_run);
            let tone = if file.found == Found::Missing { Tone::Good } else { Tone::Faint };
            format!("{} {}\n", padded(&tone.paint(word), 11), file.path)
        })
        .collect();
    let members =
        json!({ "template": starter.name, "guide": starter.guide(), "files": files, "dry_run": dry_run });
    let report = Report::new("init", members).text(text);
    if dry_run {
        return Ok(report
            .talk("nothing was written\n")
            .next(format!("gatewright init --template {}", starter.name)));
    }
    let mut talk = format!("what it asks of this repository, and what to adapt: {}\n", starter.guide());
    let mut report = report;
    if starter.brings_commands() {
        talk.push_str("its contracts run commands, such as the tests; they run only after you trusted them, and no gate that asks for one passes before\n");
        report = report.next("gatewright trust");
    }
    Ok(report.talk(talk).next(starter.first))
}

fn list() -> Report {
    let templates: Vec<_> =
        STARTERS.iter().map(|it| json!({ "name": it.name, "description": it.description })).collect();
    let text: String =
        STARTERS.iter().map(|it| format!("{} {}\n", padded(it.name, 16), it.description)).collect();
    Report::new("init_templates", json!({ "templates": templates }))
        .text(text)
        .next(format!("gatewright init --template {}", STARTERS[0].name))
}

fn word(file: &Placed, dry_run: bool) -> &'static str {
    match (file.found, dry_run) {
        (Found::Same, _) => "present",
        (Found::Own, _) => "kept",
        (Found::Missing, true) => "would write",
        (Found::Missing, false) => "wrote",
    }
}
