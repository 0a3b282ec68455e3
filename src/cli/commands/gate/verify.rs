//! `gate verify`: whether gates of a run stand today, for CI and hooks.

use clap_complete::ArgValueCompleter;
use serde_json::json;

use crate::cli::commands::audit::answer::{Form, Total, gate_json, to_json};
use crate::cli::commands::audit::newest::or_committed;
use crate::cli::door::Door;
use crate::cli::progress::watched;
use crate::cli::report::Report;
use crate::cli::session;
use crate::flow::audit::required::Required;
use crate::flow::audit::{Ask, audit};
use crate::model::failure::Failure;
use crate::model::ids::GateId;
use crate::rules::audit::audited::Audited;
use crate::rules::audit::required::newer_gone;
use crate::store::runs::select::select_to_show;

/// Verify that gates stand today: passed, the record sound, and what was judged is what lies in the tree
///
/// Audits the run and exits 0 only when nothing is wrong with its record, every gate has passed and is not STALE: its outputs and inputs in the working tree are those that were judged. A
/// gate that is WAIVED counts, as it does for the gates that need it, and is named; not with `--no-waived`. Without `--gate` every gate is meant; one whose contract does not
/// block is then only named. Writes nothing, executes nothing that the repository brings.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The gates, such as G2; all where none is named
    #[arg(value_name = "GATE", add = ArgValueCompleter::new(crate::cli::complete::gates))]
    gates: Vec<GateId>,
    /// The same as GATE; may be given several times, or several with commas
    #[arg(long = "gate", value_name = "GATE", value_delimiter = ',', add = ArgValueCompleter::new(crate::cli::complete::gates))]
    gate: Vec<GateId>,
    /// The run: its id, the beginning of it, or `latest`; where it is left out the only open one, else the newest
    #[arg(long, value_name = "RUN", add = ArgValueCompleter::new(crate::cli::complete::runs))]
    run: Option<String>,
    /// A gate that is WAIVED does not count
    #[arg(long)]
    no_waived: bool,
    #[command(flatten)]
    form: Form,
}

/// Runs the command.
pub fn run(args: &Args, door: &Door) -> Result<Report, Failure> {
    args.form.refuse_two(door.json)?;
    let site = session::site(door)?;
    let given = args.run.as_deref().or_else(|| door.var("GATEWRIGHT_RUN"));
    let progress = watched(door);
    let machine = session::machine(door, &site, &*progress)?;
    let run = or_committed(&site, &machine, select_to_show(&site.root, &site.config.runs, given))?;
    let gates: Vec<GateId> = args.gates.iter().chain(&args.gate).cloned().collect();
    let required =
        Required { run: Some((run.clone(), gates)), no_waived: args.no_waived, ..Required::default() };
    let newest = session::names_none(door, args.run.as_deref()).then(|| run.clone());
    let ask = Ask { runs: vec![run.clone()], newest, required, ..Ask::default() };
    let mut found = vec![];
    audit(&site, &machine, &ask, door.moment()?.now, &mut |audited| found.push(audited))?;
    let total = Total::of(&found);
    let gates = found.iter().flat_map(|audited| &audited.required).map(gate_json);
    let members = json!({
        "run_id": run,
        "gates": gates.collect::<Vec<_>>(),
        "run": found.first().map(to_json),
        "fail_on": args.form.fail_on(),
        "pass": !args.form.fails(&total),
        "counts": total.to_json(),
    });
    Ok(Report::new("gate_verify", members)
        .text(args.form.printed(&found, &total))
        .exit(args.form.exit(&total))
        .next(next(&found, run.as_str(), args.form.fails(&total))))
}

/// What is wrong with the record is looked at with the audit; what is wrong with a gate says `run status`.
fn next(found: &[Audited], run: &str, fails: bool) -> String {
    if found.iter().flat_map(|audited| &audited.findings).any(|(rule, _)| rule.id == newer_gone::RULE.id) {
        return "gatewright audit".to_owned();
    }
    let of_record = found.iter().flat_map(|audited| &audited.findings).any(|(rule, _)| {
        rule.weight == crate::model::audit::Weight::Error
            && !["required.", "outputs."].iter().any(|family| rule.id.starts_with(family))
    });
    match (fails, of_record) {
        (false, _) => format!("gatewright run show --run {run}"),
        (true, true) => format!("gatewright audit {run} --notes"),
        (true, false) => format!("gatewright run status --run {run}"),
    }
}
