//! What to do next where the command itself does not know: after a failure, after a dry run.

use std::ffi::OsString;

use clap::CommandFactory;
use serde_json::Value;

use crate::cli::args::Cli;
use crate::cli::report::Report;
use crate::flow::site::CONFIG;
use crate::model::failure::{Failure, Kind};
use crate::rules::secrets::find_token;

/// `failure` with a literal next command: the manual of the command that was used wrongly, the state that refused it, or
/// the same command once the machine allows it.
pub fn followed(failure: Failure, args: &[OsString]) -> Failure {
    if !failure.next.is_empty() {
        return failure;
    }
    match failure.kind {
        Kind::Usage => {
            let next = remedy(&failure, args);
            failure.next(next)
        }
        Kind::State if WORTH_AGAIN.contains(&failure.code) => try_again(failure, args),
        Kind::State | Kind::Waiting => failure.next(status(args)),
        Kind::Environment | Kind::Locked => try_again(failure, args),
        Kind::Bug => failure.next("gatewright --version"),
    }
}

/// What helps against wrong usage: the manual; what helps against a wrong definition: all that is wrong with it.
fn remedy(failure: &Failure, args: &[OsString]) -> String {
    match failure.problems.first() {
        Some(problem) if problem.file == CONFIG => "gatewright schema config".to_owned(),
        Some(problem) if problem.file.ends_with("/case.json") => "gatewright schema case".to_owned(),
        Some(_) if !args.iter().any(|arg| arg == "lint") => "gatewright workflow lint".to_owned(),
        _ => manual(args),
    }
}

/// The state of the run that was meant.
fn status(args: &[OsString]) -> String {
    let words: Vec<&str> = args.iter().filter_map(|arg| arg.to_str()).collect();
    let attached = words.iter().find_map(|word| word.strip_prefix("--run="));
    let run = words.windows(2).find(|pair| pair[0] == "--run").map(|pair| pair[1]).or(attached);
    match run.and_then(|run| shlex::try_quote(run).ok()).filter(|run| find_token(run).is_none()) {
        Some(run) => format!("gatewright run status --run {run}"),
        None => "gatewright run status".to_owned(),
    }
}

/// The report of a dry run leads to the same command for real.
pub fn for_real(mut report: Report, args: &[OsString]) -> Report {
    if report.members.get("dry_run") == Some(&Value::Bool(true)) {
        let args: Vec<OsString> = args.iter().filter(|arg| *arg != "--dry-run").cloned().collect();
        report.next = again(&args).into_iter().collect();
    }
    report
}

/// Refusals that are over when the files of the working tree are as they should be.
const WORTH_AGAIN: &[&str] = &[
    "live_writer",
    "changed_while_read",
    "changed_while_judged",
    "bad_name",
    "too_deep",
    "too_much_content",
];

fn try_again(failure: Failure, args: &[OsString]) -> Failure {
    match again(args) {
        Some(command) => failure.next(command),
        None => failure.next(manual(args)),
    }
}

/// `gatewright help` with the words of the command that `args` name.
pub fn manual(args: &[OsString]) -> String {
    let mut command = Cli::command();
    let mut words = vec!["gatewright", "help"];
    let mut args = args.iter().skip(1).filter_map(|arg| arg.to_str());
    while let Some(arg) = args.next() {
        if matches!(arg, "-C" | "--actor") {
            args.next();
        } else if let Some(below) = command.find_subcommand(arg).cloned() {
            words.push(arg);
            command = below;
        }
    }
    words.join(" ")
}

/// The same command line as a shell takes it, unless there is a secret in it.
fn again(args: &[OsString]) -> Option<String> {
    let words = args.iter().skip(1).map(|arg| arg.to_str()).collect::<Option<Vec<_>>>()?;
    let words = shlex::try_join(words).ok().filter(|words| find_token(words).is_none())?;
    Some(format!("gatewright {words}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(line: &str) -> Vec<OsString> {
        line.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn wrong_usage_leads_to_the_manual_of_the_command() {
        for (line, manual_of) in [
            ("gatewright gate finish --gate G9", "gatewright help gate finish"),
            ("gatewright -C gate run list", "gatewright help run list"),
            ("gatewright --json gate finsh", "gatewright help gate"),
            ("gatewright frobnicate", "gatewright help"),
        ] {
            assert_eq!(followed(Failure::usage("x", "x"), &args(line)).next, [manual_of], "{line}");
        }
    }

    #[test]
    fn what_the_machine_refused_is_tried_again() {
        let failure = Failure::new(Kind::Locked, "locked", "another process holds it");
        assert_eq!(followed(failure, &args("gatewright gate finish G1")).next, ["gatewright gate finish G1"]);
    }

    #[test]
    fn a_failure_that_knows_what_comes_next_is_left_alone() {
        let failure = Failure::state("x", "x").next("gatewright run list");
        assert_eq!(followed(failure, &args("gatewright run show")).next, ["gatewright run list"]);
    }
}
