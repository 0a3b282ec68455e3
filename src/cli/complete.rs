//! Completion of run ids and gates from the repository that the shell stands in. Failing quietly is right here: a
//! completion is an offer.
#![expect(clippy::disallowed_methods, reason = "the shell calls this before the door is opened")]

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};

use clap::CommandFactory;
use clap_complete::CompletionCandidate;

use crate::cli::args::Cli;
use crate::flow::definitions;
use crate::flow::own::checks as own_checks;
use crate::flow::site::Site;
use crate::format::record::read::Record;
use crate::model::ids::RunId;
use crate::model::own_check::PREFIX;
use crate::model::run::GateState;
use crate::rules::audit::catalogue::RULES;
use crate::rules::checks::catalogue::CHECKS;
use crate::store::git::at_hand;
use crate::store::runs::read::RunDir;
use crate::store::runs::{select, summary};

/// The words of the command line so far, as the shell hands them over after `--`.
fn words() -> Vec<OsString> {
    std::env::args_os().skip_while(|word| word != "--").skip(1).collect()
}

/// What was typed for one of these options, or in the `--option=value` form.
fn option(names: &[&str]) -> Option<String> {
    let words = words();
    let words: Vec<&str> = words.iter().filter_map(|word| word.to_str()).collect();
    let attached = words
        .iter()
        .find_map(|word| names.iter().find_map(|name| word.strip_prefix(name)?.strip_prefix('=')));
    let pair = words.windows(2).find(|pair| names.contains(&pair[0])).map(|pair| pair[1]);
    pair.or(attached).map(str::to_owned)
}

/// The repository that the command would work in: `-C` counts.
fn site() -> Option<Site> {
    let here = std::env::current_dir().ok()?;
    let here = option(&["-C"]).map_or(here.clone(), |dir| here.join(dir));
    Site::find(&here, || at_hand::top(&here)).ok()
}

/// The record that the command would be about: `--run` counts, else the only open run, else the newest.
fn record() -> Option<Record> {
    let site = site()?;
    let runs = &site.config.runs;
    let given = option(&["--run"]);
    let id = select::select_to_show(&site.root, runs, given.as_deref()).ok()?;
    RunDir::find(&site.root, runs, &id).ok()?.record().ok()
}

/// The names that begin with what was typed.
fn beginning<'a>(typed: &OsStr, names: impl Iterator<Item = &'a str>) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    names.filter(|name| name.starts_with(typed.as_ref())).map(CompletionCandidate::new).collect()
}

/// Ids of runs that begin with what was typed, newest first, and `latest`; of completed ones where only those can be meant.
pub fn runs(typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    let words = words();
    let reopens = words.windows(2).any(|pair| pair[0] == "run" && pair[1] == "reopen");
    let ids = site().map(|site| if reopens { completed(&site) } else { ids(&site) }).unwrap_or_default();
    let mut found: Vec<CompletionCandidate> = ids
        .iter()
        .rev()
        .filter(|id| id.as_str().starts_with(typed.as_ref()))
        .map(|id| CompletionCandidate::new(id.as_str()))
        .collect();
    if "latest".starts_with(typed.as_ref()) {
        found.push(CompletionCandidate::new("latest").help(Some("the newest run".into())));
    }
    found
}

fn ids(site: &Site) -> Vec<RunId> {
    summary::ids(&site.root, &site.config.runs).unwrap_or_default()
}

/// The runs that can be taken up again.
fn completed(site: &Site) -> Vec<RunId> {
    let found = summary::summaries(&site.root, &site.config.runs).unwrap_or_default();
    let over = |run: &summary::Summary| {
        run.content.as_ref().is_ok_and(|content| content.format != 0 && !content.is_open())
    };
    let mut ids: Vec<RunId> = found.into_iter().filter(over).map(|run| run.id).collect();
    ids.sort();
    ids
}

/// Runs, and attempts of the run as `gate/number`.
pub fn subjects(typed: &OsStr) -> Vec<CompletionCandidate> {
    let gates = record().map(|record| record.run.gates).unwrap_or_default();
    let names: Vec<String> = gates
        .iter()
        .flat_map(|gate| gate.attempts.iter().map(move |row| format!("{}/{}", gate.id, row.attempt)))
        .collect();
    let mut found = beginning(typed, names.iter().map(String::as_str));
    found.extend(runs(typed));
    found
}

/// Gates of the run, as far as the command may be used on them: those that could be started by what is stored, those with
/// an open attempt, else all.
pub fn gates(typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy().to_ascii_lowercase();
    let words = words();
    let verb = words.windows(2).find(|pair| pair[0] == "gate").and_then(|pair| pair[1].to_str());
    let fits = |gate: &GateState| match verb {
        Some("start") => gate.open_attempt().is_none() && !gate.status.is_met(),
        Some("finish" | "check" | "fail" | "abandon") => gate.open_attempt().is_some(),
        _ => true,
    };
    let gates = record().map(|record| record.run.gates).unwrap_or_default();
    gates
        .iter()
        .filter(|gate| fits(gate) && gate.id.as_str().to_ascii_lowercase().starts_with(&typed))
        .map(|gate| {
            CompletionCandidate::new(gate.id.as_str())
                .help(Some(format!("{} ({})", gate.name, gate.status.as_str()).into()))
        })
        .collect()
}

/// Gates of the workflow that `run` or `--workflow` names.
pub fn gates_of_workflow(typed: &OsStr) -> Vec<CompletionCandidate> {
    let words = words();
    let named = words.windows(2).find(|pair| pair[0] == "run").and_then(|pair| pair[1].to_str());
    let named = named.map(str::to_owned).or_else(|| option(&["--workflow"]));
    let found = site().zip(named).and_then(|(site, name)| definitions::load(&site, &name).ok());
    let gates = found.map(|found| found.workflow.gates).unwrap_or_default();
    beginning(typed, gates.iter().map(|gate| gate.id.as_str()))
}

/// What `help` explains and is no command.
const TOPICS: [&str; 2] = ["exit-codes", "templates"];

/// Names of checks, the repository's own among them.
pub fn checks(typed: &OsStr) -> Vec<CompletionCandidate> {
    let own = site().and_then(|site| own_checks::names(&site).ok()).unwrap_or_default();
    let own: Vec<String> = own.iter().map(|name| format!("{PREFIX}{name}")).collect();
    beginning(typed, CHECKS.iter().map(|kind| kind.name).chain(own.iter().map(String::as_str)))
}

/// Names of the audit's rules.
pub fn audit_rules(typed: &OsStr) -> Vec<CompletionCandidate> {
    beginning(typed, RULES.iter().map(|rule| rule.id))
}

/// Commands that have a manual, below the words that stand after `help`, and topics.
pub fn manuals(typed: &OsStr) -> Vec<CompletionCandidate> {
    let words = words();
    let after = words.iter().skip_while(|word| *word != "help").skip(1);
    // The last word is the one that is being typed.
    let above: Vec<&str> = after.filter_map(|word| word.to_str()).collect();
    let mut command = Cli::command();
    for word in &above[..above.len().saturating_sub(1)] {
        match command.find_subcommand(word).cloned() {
            Some(below) => command = below,
            None => return vec![],
        }
    }
    let topics = if above.len() < 2 { &TOPICS[..] } else { &[] };
    let names = command.get_subcommands().map(clap::Command::get_name);
    beginning(typed, names.chain(topics.iter().copied()))
}

/// How thorough a run can be.
pub fn depths(typed: &OsStr) -> Vec<CompletionCandidate> {
    beginning(typed, ["quick", "standard", "deep"].into_iter())
}

/// Slugs of the runs that there are, each once.
pub fn slugs(typed: &OsStr) -> Vec<CompletionCandidate> {
    let found = site().and_then(|site| summary::summaries(&site.root, &site.config.runs).ok());
    let contents = found.into_iter().flatten().filter_map(|run| run.content.ok());
    let slugs: BTreeSet<String> = contents.map(|content| content.workflow.slug.into_owned()).collect();
    beginning(typed, slugs.iter().map(String::as_str))
}

/// Names of workflows.
pub fn workflows(typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    let names = site().and_then(|site| definitions::names(&site).ok()).unwrap_or_default();
    names.iter().filter(|name| name.starts_with(typed.as_ref())).map(CompletionCandidate::new).collect()
}
