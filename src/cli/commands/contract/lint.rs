//! `contract lint`: what is suspicious in contracts although it is legal.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::cli::commands::contract::which;
use crate::cli::door::Door;
use crate::cli::exit::Exit;
use crate::cli::print::Tone;
use crate::cli::report::Report;
use crate::cli::session;
use crate::flow::contract::lint::{Finding, findings, unmeasured, untested, unused, unused_checks};
use crate::flow::definitions::{Definitions, load};
use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::rules::lint::Weight;
use crate::rules::quote::counted;

/// Look for what is suspicious in contracts: dead rules, contradictions, gates that never pass or prove nothing
///
/// Each finding says where, what, why it matters and how to mend it. Exit 1 when one of them is an error (and, with
/// --strict, a warning), else 0; a definition that is wrong ends with 2.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only this workflow; all of them where nothing is said
    #[arg(long, value_name = "NAME", add = clap_complete::ArgValueCompleter::new(crate::cli::complete::workflows))]
    workflow: Option<String>,
    /// Only these contracts
    #[arg(value_name = "PATH", value_hint = clap::ValueHint::FilePath)]
    paths: Vec<PathBuf>,
    /// Count warnings as errors
    #[arg(long)]
    strict: bool,
}

/// Runs the command.
pub fn run(args: &Args, door: &Door) -> Result<Report, Failure> {
    let site = session::site(door)?;
    let paths = which::paths(&site, door, &args.paths)?;
    let names = which::workflows(&site, args.workflow.as_deref())?;
    let all: Vec<Definitions> = names.iter().map(|name| load(&site, name)).collect::<Result<_, _>>()?;
    let mut found: Vec<Finding> = vec![];
    for definitions in &all {
        found.extend(findings(definitions));
        found.extend(unmeasured(&site, definitions));
        found.extend(untested(&site, definitions)?);
    }
    if args.workflow.is_none() {
        found.extend(unused(&site, &all)?);
        found.extend(unused_checks(&site, &all)?);
    }
    if !paths.is_empty() {
        known(&paths, &all, &found)?;
        found.retain(|finding| paths.contains(&finding.file));
    }
    let count = |weight: Weight| found.iter().filter(|finding| finding.weight == weight).count() as u64;
    let (errors, warnings) = (count(Weight::Error), count(Weight::Warning));
    let bad = errors > 0 || args.strict && warnings > 0;
    let summary = match (errors, warnings) {
        (0, 0) => Tone::Good.paint("nothing suspicious"),
        (0, warnings) => Tone::Warn.paint(counted(warnings, "warning")),
        (errors, warnings) => {
            Tone::Bad.paint(format!("{}, {}", counted(errors, "error"), counted(warnings, "warning")))
        }
    };
    let text: String = found.iter().filter(|it| it.weight != Weight::Note).map(line).collect();
    let notes: String = found.iter().filter(|it| it.weight == Weight::Note).map(line).collect();
    let members = json!({
        "findings": found.iter().map(members).collect::<Vec<_>>(),
        "errors": errors,
        "warnings": warnings,
        "pass": !bad,
    });
    let tested = !found.iter().any(|finding| finding.code == "no_cases");
    let next = if bad || !tested { "gatewright contract explain" } else { "gatewright contract test" };
    Ok(Report::new("contract_lint", members)
        .text(format!("{text}{notes}{summary}\n"))
        .exit(if bad { Exit::Refuted } else { Exit::Done })
        .next(next))
}

/// Every path is a contract, one that a workflow names or one that none does.
fn known(paths: &[RepoPath], all: &[Definitions], found: &[Finding]) -> Result<(), Failure> {
    let named = |path: &RepoPath| {
        let gates = all.iter().flat_map(|definitions| &definitions.workflow.gates);
        gates.into_iter().any(|gate| gate.contract == *path) || found.iter().any(|it| it.file == *path)
    };
    match paths.iter().find(|path| !named(path)) {
        Some(strange) => Err(which::nothing_chosen(all, None, std::slice::from_ref(strange))),
        None => Ok(()),
    }
}

fn line(finding: &Finding) -> String {
    let weight = match finding.weight {
        Weight::Note => Tone::Faint.paint("note"),
        Weight::Warning => Tone::Warn.paint("warning"),
        Weight::Error => Tone::Bad.paint("error"),
    };
    let place = format!("{}:{}:{}", finding.file, finding.line, finding.column);
    let gate = finding.gate.as_ref().map(|gate| format!("{gate}: ")).unwrap_or_default();
    let mut text =
        format!("{}: {weight}: {gate}{} [{}]\n", Tone::Strong.paint(place), finding.message, finding.code);
    if !finding.why.is_empty() {
        text.push_str(&format!("    {} {}\n", Tone::Faint.paint("why it matters:"), finding.why));
    }
    if let Some(hint) = finding.hint {
        text.push_str(&format!("    {} {hint}\n", Tone::Faint.paint("to mend it:")));
    }
    text
}

fn members(finding: &Finding) -> Value {
    json!({
        "workflow": finding.workflow,
        "gate": finding.gate,
        "weight": finding.weight.as_str(),
        "code": finding.code,
        "file": finding.file,
        "line": finding.line,
        "column": finding.column,
        "message": finding.message,
        "why": finding.why,
        "hint": finding.hint,
    })
}
