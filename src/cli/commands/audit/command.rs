//! `audit`: audits runs, or explains a rule.

use clap_complete::ArgValueCompleter;
use serde_json::{Value, json};

use crate::cli::commands::audit::rules::{explain, listed};
use crate::cli::commands::audit::text;
use crate::cli::door::Door;
use crate::cli::exit::Exit;
use crate::cli::progress::watched;
use crate::cli::report::Report;
use crate::cli::session;
use crate::flow::audit::{Ask, audit};
use crate::format::report::{finding, github, junit, markdown, sarif};
use crate::model::audit::Weight;
use crate::model::digest::Digest;
use crate::model::failure::Failure;
use crate::model::ids::RunId;
use crate::rules::audit::audited::Audited;
use crate::store::runs::select::select;

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
    /// Exit 1 from findings of this weight on
    #[arg(long, value_name = "WEIGHT", value_parser = ["error", "warning", "not_enforced", "note"], default_value = "error")]
    fail_on: String,
    /// Print what was found in a form that other programs read
    #[arg(long, value_name = "FORM", value_parser = ["text", "sarif", "junit", "github", "markdown"], default_value = "text")]
    format: String,
    /// Show notes as well; without it they are counted
    #[arg(long)]
    notes: bool,
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
    let site = session::site(door)?;
    let runs = args
        .runs
        .iter()
        .map(|given| select(&site.root, &site.config.runs, Some(given)))
        .collect::<Result<Vec<_>, Failure>>()?;
    let mut named = std::collections::BTreeSet::new();
    let runs: Vec<RunId> = runs.into_iter().filter(|run| named.insert(run.clone())).collect();
    if args.expect_head.is_some() && runs.len() != 1 {
        return Err(Failure::usage("one_run", "a head belongs to one run; name that run alone"));
    }
    let ask = Ask { runs, at: args.at.clone(), expect_head: args.expect_head };
    let progress = watched(door);
    let machine = session::machine(door, &site, &*progress)?;
    let mut found = vec![];
    audit(&site, &machine, &ask, door.moment()?.now, &mut |audited| found.push(audited))?;
    let mut total = Total::default();
    found.iter().for_each(|audited| total.add(audited));
    let fails = total.worst >= Some(weight(&args.fail_on));
    // Nobody sees the members unless they are asked for, and of many runs they are many.
    let runs: Vec<Value> = found.iter().filter(|_| door.json).map(to_json).collect();
    let report = Report::new(
        "audit",
        json!({ "runs": runs, "fail_on": args.fail_on, "pass": !fails, "counts": total.to_json() }),
    );
    let report =
        report.text(printed(args, &found, &total)).exit(if fails { Exit::Refuted } else { Exit::Done });
    Ok(match total.first_rule {
        Some(rule) => report.next(format!("gatewright audit --explain {rule}")),
        None => report.next("gatewright run list"),
    })
}

/// What was found, in the form that was asked for.
fn printed(args: &Args, found: &[Audited], total: &Total) -> String {
    match args.format.as_str() {
        "sarif" => sarif::of(found, env!("CARGO_PKG_VERSION")),
        "junit" => junit::of(found),
        "github" => github::of(found),
        "markdown" => markdown::of(found),
        _ => {
            let runs: String = found.iter().map(|audited| text::of(audited, args.notes)).collect();
            runs + &total.text(args.notes)
        }
    }
}

fn weight(name: &str) -> Weight {
    let all = [Weight::Note, Weight::NotEnforced, Weight::Warning];
    all.into_iter().find(|weight| weight.as_str() == name).unwrap_or(Weight::Error)
}

/// What was found over all runs.
#[derive(Default)]
struct Total {
    runs: usize,
    counts: [usize; 4],
    worst: Option<Weight>,
    /// The rule of the weightiest finding, the first of them.
    first_rule: Option<&'static str>,
}

impl Total {
    fn add(&mut self, audited: &Audited) {
        self.runs += 1;
        for (rule, _) in &audited.findings {
            self.counts[rule.weight as usize] += 1;
            if self.worst < Some(rule.weight) {
                self.worst = Some(rule.weight);
                self.first_rule = Some(rule.id);
            }
        }
    }

    fn to_json(&self) -> Value {
        let [notes, not_enforced, warnings, errors] = self.counts;
        json!({ "runs": self.runs, "errors": errors, "warnings": warnings, "not_enforced": not_enforced, "notes": notes })
    }

    fn text(&self, with_notes: bool) -> String {
        text::total(self.runs, self.counts, with_notes)
    }
}

fn to_json(audited: &Audited) -> Value {
    json!({
        "run_id": audited.run,
        "status": audited.status,
        "workflow": audited.workflow,
        "level": audited.level.as_str(),
        "sealed_by": audited.sealed_by,
        "compared_with": audited.compared_with,
        "outputs": audited.outputs,
        "worst": audited.worst().map(Weight::as_str),
        "findings": audited.findings.iter().map(|(rule, found)| finding::members(rule, found)).collect::<Vec<_>>(),
    })
}
