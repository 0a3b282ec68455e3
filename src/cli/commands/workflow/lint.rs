//! `workflow lint`: errors in definitions with their places, and what is legal and still worth a word.

use clap_complete::ArgValueCompleter;
use serde_json::{Value, json};

use crate::cli::door::Door;
use crate::cli::exit::Exit;
use crate::cli::print::Tone;
use crate::cli::report::{Report, failure_members, failure_text};
use crate::cli::session;
use crate::flow::contract::lint::remarks;
use crate::flow::definitions::{names, survey};
use crate::flow::fit::note_misfits;
use crate::flow::measures::unfit;
use crate::flow::refusals::refuse_tokens_in;
use crate::flow::setup::defaults::refuse_unknown;
use crate::flow::site::Site;
use crate::flow::trial::try_packets;
use crate::model::contract::Severity;
use crate::model::depth::Depth;
use crate::model::failure::{Failure, Kind};
use crate::rules::lint::{Remark, Weight};
use crate::rules::packet::sample;

/// Check definitions: every error with its place, and remarks on what is legal and dubious
///
/// Exit 0 when there is no error (and, with --strict, no warning), 2 otherwise.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only this workflow; all of them where nothing is said
    #[arg(value_name = "WORKFLOW", add = ArgValueCompleter::new(crate::cli::complete::workflows))]
    workflow: Option<String>,
    /// Count warnings as errors
    #[arg(long)]
    strict: bool,
}

/// Runs the command.
pub fn run(args: &Args, door: &Door) -> Result<Report, Failure> {
    let site = session::site(door)?;
    let names = match &args.workflow {
        Some(name) => vec![name.clone()],
        None => names(&site)?,
    };
    let (mut text, mut talk, mut workflows, mut bad) = (String::new(), String::new(), vec![], false);
    for name in &names {
        let Linted { remarks, error } = lint_workflow(&site, name)?;
        let least = if args.strict { Weight::Warning } else { Weight::Error };
        let dubious = remarks.iter().any(|remark| remark.weight >= least);
        bad |= error.is_some() || dubious;
        let verdict = match &error {
            None if remarks.iter().any(|remark| remark.weight == Weight::Error) => {
                Tone::Bad.paint("wrong, see the remarks")
            }
            None => Tone::Good.paint("no errors"),
            Some(_) => Tone::Bad.paint("wrong, see the errors"),
        };
        text.push_str(&format!("{} {verdict}\n", Tone::Strong.paint(name)));
        text.extend(remarks.iter().map(remark_text));
        talk.extend(error.iter().map(failure_text));
        workflows.push(json!({
            "workflow": name,
            "error": error.as_ref().map(failure_members),
            "remarks": remarks.iter().map(remark_json).collect::<Vec<_>>(),
        }));
    }
    let report = Report::new("workflow_lint", json!({ "workflows": workflows })).text(text).talk(talk);
    Ok(match names.first() {
        None => report.talk(format!("no workflows in `{}`\n", site.config.workflows)).next("gatewright init"),
        Some(_) if bad => report.exit(Exit::Usage).next("gatewright help workflow lint"),
        Some(first) => report.next(format!("gatewright workflow show {first}")),
    })
}

/// What there is to say of one workflow.
struct Linted {
    remarks: Vec<Remark>,
    error: Option<Failure>,
}

/// Everything at once: what cannot be loaded, what a run or a gate would refuse to start with, and remarks on the rest.
fn lint_workflow(site: &Site, name: &str) -> Result<Linted, Failure> {
    let (found, mut wrong) = match survey(site, name) {
        Ok(surveyed) => surveyed,
        Err(failure) if failure.kind == Kind::Usage => {
            return Ok(Linted { remarks: vec![], error: Some(failure) });
        }
        Err(failure) => return Err(failure),
    };
    for refused in refuse_tokens_in(&found.files) {
        wrong.note::<()>(Err(refused))?;
    }
    wrong.note(refuse_unknown(site, &found.workflow))?;
    let params = sample::params(&found.workflow.params);
    note_misfits(site, &found, &sample::fitting(&found.workflow.params), &mut wrong)?;
    for unfit in unfit(site, &found, None).into_iter().filter(|it| it.severity == Severity::Error) {
        wrong.note::<()>(Err(unfit.failure.hint(unfit.hint)))?;
    }
    try_packets(&found, &params, &Depth::ALL, &mut wrong)?;
    Ok(Linted { remarks: remarks(&found), error: wrong.into_result().err() })
}

fn remark_text(remark: &Remark) -> String {
    let weight = match remark.weight {
        Weight::Note => Tone::Faint.paint("note"),
        Weight::Warning => Tone::Warn.paint("warning"),
        Weight::Error => Tone::Bad.paint("error"),
    };
    let hint =
        remark.hint.map(|hint| format!("\n    {} {hint}", Tone::Faint.paint("hint:"))).unwrap_or_default();
    format!("  {} {weight}: {} [{}]{hint}\n", remark.gate, remark.message, remark.code)
}

fn remark_json(remark: &Remark) -> Value {
    json!({
        "gate": remark.gate,
        "weight": remark.weight.as_str(),
        "code": remark.code,
        "message": remark.message,
        "hint": remark.hint,
    })
}
