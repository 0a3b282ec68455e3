//! `audit`: audits runs, or explains a rule.

use clap_complete::ArgValueCompleter;
use serde_json::json;

use crate::cli::commands::audit::answer::{Form, Total, to_json};
use crate::cli::commands::audit::newest::or_committed;
use crate::cli::commands::audit::rules::{explain, listed};
use crate::cli::door::Door;
use crate::cli::progress::watched;
use crate::cli::report::Report;
use crate::cli::session;
use crate::flow::audit::required::Required;
use crate::flow::audit::{Ask, audit};
use crate::model::digest::Digest;
use crate::model::failure::Failure;
use crate::model::ids::RunId;
use crate::model::require::Require;
use crate::store::runs::select::{LATEST, select};

/// Audit records: what they prove, and what was edited, dropped or swapped since
///
/// Reads the records, the files and the history of git; writes nothing, executes nothing that the repository brings, needs no network. Exits 1 when
/// anything was found that weighs as much as `--fail-on` says.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The runs: ids, beginnings of ids, or `latest`; all runs where none is named
    #[arg(value_name = "RUN", add = ArgValueCompleter::new(crate::cli::complete::runs))]
    runs: Vec<String>,
    /// All runs, also those that only the history knows; what is done where no run is named
    #[arg(long, conflicts_with = "runs")]
    all: bool,
    /// Compare outputs with this commit, not with that of each record
    #[arg(long, value_name = "COMMIT")]
    at: Option<String>,
    /// The head of the run's chain, as it is known from elsewhere; only with one run
    #[arg(long, value_name = "DIGEST", requires = "runs")]
    expect_head: Option<Digest>,
    /// A workflow that needs to have a run that stands today: `essay`, or `essay/G1,G3` for some of its gates; the newest run that was not canceled counts
    #[arg(long, value_name = "WORKFLOW[/GATE,…]", value_delimiter = ';')]
    require: Vec<Require>,
    /// With `--require`: a gate that is WAIVED does not count
    #[arg(long, requires = "require")]
    no_waived: bool,
    #[command(flatten)]
    form: Form,
    /// Explain a rule
    #[arg(long, value_name = "RULE", conflicts_with_all = ["runs", "all", "at", "rules"], add = ArgValueCompleter::new(crate::cli::complete::audit_rules))]
    explain: Option<String>,
    /// List the rules
    #[arg(long, conflicts_with_all = ["runs", "all", "at"])]
    rules: bool,
}

/// Runs the command.
pub fn run(args: &Args, door: &Door) -> Result<Report, Failure> {
    if let Some(id) = &args.explain {
        return explain(id);
    }
    if args.rules {
        return Ok(listed());
    }
    args.form.refuse_two(door.json)?;
    let site = session::site(door)?;
    let progress = watched(door);
    let machine = session::machine(door, &site, &*progress)?;
    let meant =
        |given: &String| or_committed(&site, &machine, select(&site.root, &site.config.runs, Some(given)));
    let runs = args.runs.iter().map(meant).collect::<Result<Vec<_>, Failure>>()?;
    let newest = args.runs.iter().zip(&runs).find(|(given, _)| *given == LATEST).map(|(_, run)| run.clone());
    let mut named = std::collections::BTreeSet::new();
    let runs: Vec<RunId> = runs.into_iter().filter(|run| named.insert(run.clone())).collect();
    if args.expect_head.is_some() && runs.len() != 1 {
        return Err(Failure::usage("one_run", "a head belongs to one run; name that run alone"));
    }
    let required = Required { workflows: args.require.clone(), no_waived: args.no_waived, run: None };
    let ask = Ask { runs, at: args.at.clone(), expect_head: args.expect_head, newest, required };
    let mut found = vec![];
    audit(&site, &machine, &ask, door.moment()?.now, &mut |audited| found.push(audited))?;
    let (total, form) = (Total::of(&found), &args.form);
    // Nobody sees the members unless they are asked for, and of many runs they are many.
    let members = json!({
        "runs": found.iter().filter(|_| door.json).map(to_json).collect::<Vec<_>>(),
        "fail_on": form.fail_on(),
        "pass": !form.fails(&total),
        "counts": total.to_json(),
    });
    let report = Report::new("audit", members).text(form.printed(&found, &total)).exit(form.exit(&total));
    Ok(match total.first_rule {
        Some(rule) => report.next(format!("gatewright audit --explain {rule}")),
        None => report.next("gatewright run list"),
    })
}
