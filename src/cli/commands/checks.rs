//! `checks`: the catalogue of checks with their parameters.

use clap_complete::ArgValueCompleter;
use serde_json::json;

use crate::cli::commands::own_checks;
use crate::cli::door::Door;
use crate::cli::print::Tone;
use crate::cli::report::Report;
use crate::cli::session;
use crate::cli::table::table;
use crate::model::failure::Failure;
use crate::model::own_check::name_in;
use crate::rules::checks::catalogue::{CHECKS, find};
use crate::rules::checks::frame::manual::{Manual, manual};
use crate::rules::suggest::nearest;

/// List the checks that contracts may use, or explain one
///
/// Beside those of gatewright a repository may bring checks of its own: a directory `checks/<name>` with `check.json`
/// (`gatewright schema check`), a program, and samples. A contract asks for it with the type `checks/<name>`; its
/// parameters stand beside `target`. The program reads one JSON object on standard input (`params`, `targets` with path,
/// sha256 and size), prints each finding as a line of JSON (`message`, `path`, `line`, `expected`, `found`, `hint`) and
/// exits with 0 when it finds nothing, 1 with findings, 2 when it is not set up right, 77 when it cannot be made here.
/// It runs only after `gatewright trust`, and only as the run pinned it.
///
/// A sample is a directory `samples/pass/<sample>` or `samples/fail/<sample>` with `files` and perhaps `sample.json`
/// (`gatewright schema sample`). With --test each is judged by itself: exit 0 when those that must pass do and those that
/// must fail do, 1 when not, 2 when something is wrong with them.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Explain this check
    #[arg(value_name = "CHECK", add = ArgValueCompleter::new(crate::cli::complete::checks))]
    check: Option<String>,
    /// Try the samples of the repository's own checks, or of this one
    #[arg(long)]
    test: bool,
}

/// Runs the command.
pub fn run(args: &Args, door: &Door) -> Result<Report, Failure> {
    match &args.check {
        name if args.test => own_checks::tested(name.as_deref(), door),
        None => list(door),
        Some(name) if name_in(name).is_some() => own_checks::explained(&session::site(door)?, name),
        Some(name) => explain(name),
    }
}

fn list(door: &Door) -> Result<Report, Failure> {
    let (own, members) = own_checks::listed(own_checks::site(door)?.as_ref())?;
    let mut lines: Vec<Vec<String>> =
        CHECKS.iter().map(|kind| vec![Tone::Strong.paint(kind.name), kind.summary.to_owned()]).collect();
    lines.extend(own);
    let checks: Vec<Manual> = CHECKS.iter().copied().map(manual).collect();
    let report = Report::new("checks", json!({ "checks": checks, "own": members })).text(table(&lines));
    let report = report.next(format!("gatewright checks {}", CHECKS[0].name));
    Ok(if lines.len() == CHECKS.len() { report } else { report.next(own_checks::TEST) })
}

fn explain(name: &str) -> Result<Report, Failure> {
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
