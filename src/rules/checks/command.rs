//! `command`: what a command of the repository says, as a probe reported it.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use crate::model::answers::Probe;
use crate::model::digest::Digest;
use crate::model::evidence::Evidence;
use crate::model::path::RepoPath;
use crate::model::verdict::Finding;
use crate::rules::checks::frame::ask::Ask;
use crate::rules::checks::frame::kind::{
    CheckKind, Cost, ParamKind, ProbeRequest, Reads, TargetRule, figure, needed, optional,
};
use crate::rules::checks::frame::outcome::{Judged, Outcome};
use crate::rules::checks::frame::pattern;
use crate::rules::quote::{counted, exactly, quoted, tail};

/// `command`.
pub static COMMAND: CheckKind = CheckKind {
    name: "command",
    version: 1,
    summary: "A command of the repository exits as expected; it runs only after `gatewright trust`.",
    target: TargetRule::None,
    params: &[
        needed(
            "argv",
            ParamKind::Argv,
            "Program and arguments, run in the repository's root without a shell; path variables are substituted.",
        ),
        optional("expect_exit", ParamKind::ExitCode, "The exit code that passes. 0 where nothing is said."),
        optional(
            "stdout_matches",
            ParamKind::Regex,
            "What standard output must match as well, searched as a whole without its last line end; `(?m)` makes `^` and `$` stand for each line.",
        ),
        optional(
            "timeout_seconds",
            ParamKind::Seconds,
            "It is ended after this many seconds. 300 where nothing is said.",
        ),
    ],
    figures: &[
        figure("argv", "Program and arguments as declared."),
        figure("files", "The repository's files that they name, and the digests of the bytes that ran."),
        figure(
            "exit_code",
            "How it exited; 128 + n when signal n ended it. Not there when it did not run to its end.",
        ),
        figure("expect_exit", "The exit code that passes."),
        figure("stdout_matches", "What standard output must match."),
        figure("stdout", "The end of what it printed, at most 2 KiB, control characters escaped."),
        figure("stderr", "The end of what it complained, likewise."),
    ],
    reads: Reads::Nothing,
    cost: Cost::Probe(request),
    example: r#"{ "type": "command", "argv": ["cargo", "test", "--quiet"], "timeout_seconds": 600 }"#,
    words,
    judge,
};

/// The most bytes of an output that enter a row.
const EXCERPT: usize = 2_048;
const LONGEST_TIMEOUT: u64 = 86_400;

fn request(ask: &Ask) -> Result<ProbeRequest, String> {
    let seconds = ask.count("timeout_seconds").unwrap_or(300).clamp(1, LONGEST_TIMEOUT);
    Ok(ProbeRequest {
        index: ask.index,
        argv: ask.texts("argv")?.to_vec(),
        timeout: Duration::from_secs(seconds),
    })
}

fn expected(ask: &Ask) -> u64 {
    ask.count("expect_exit").unwrap_or(0)
}

fn words(ask: &Ask) -> Result<String, String> {
    let request = request(ask)?;
    let line = exactly(&request.argv.join(" "));
    let output = match ask.text_if_given("stdout_matches") {
        Some(pattern) => format!(" and prints what matches the regular expression {}", exactly(pattern)),
        None => String::new(),
    };
    let limit = counted(request.timeout.as_secs(), "second");
    Ok(format!("The command {line} exits with {}{output} within {limit}", expected(ask)))
}

fn judge(ask: &Ask, _: &Evidence) -> Vec<Judged> {
    let outcome = on_probe(ask, ask.probe()).unwrap_or_else(|why| Outcome::unknown(why).hint(LET_IT_RUN));
    let files = ask.program().filter(|files| !files.is_empty());
    vec![Judged::nowhere(match files {
        Some(files) => outcome.figure("files", sums(files)),
        None => outcome,
    })]
}

/// The files that ran with their digests.
fn sums(files: &BTreeMap<RepoPath, Digest>) -> Vec<Value> {
    files.iter().map(|(path, sha256)| json!({ "path": path, "sha256": sha256 })).collect()
}

fn on_probe(ask: &Ask, probe: Option<&Probe>) -> Result<Outcome, String> {
    let argv = ask.texts("argv")?;
    let line = quoted(&argv.join(" "));
    Ok(match probe {
        None => {
            Outcome::unknown(format!("The command {line} was not run")).hint(LET_IT_RUN).figure("argv", argv)
        }
        Some(Probe::NotRun(why)) => {
            let unknown = Outcome::unknown(format!("The command {line} was not run: {why}"));
            unknown.hint(LET_IT_RUN).figure("argv", argv)
        }
        Some(Probe::TimedOut(seconds)) => {
            let message = format!("The command {line} was ended after {}", counted(*seconds, "second"));
            let hint = "make it faster, or let the contract give it more time in `timeout_seconds`";
            let outcome = Outcome::no(Finding::new(message).hint(hint));
            outcome.figure("argv", argv).figure("expect_exit", expected(ask))
        }
        Some(Probe::Exited { code, stdout, stderr }) => {
            let mut findings = Vec::new();
            if i64::from(*code) != i64::try_from(expected(ask)).unwrap_or(i64::MAX) {
                findings.push(wrong_exit(&line, *code, expected(ask), stdout, stderr));
            }
            let pattern = ask.text_if_given("stdout_matches");
            if let Some(pattern) = pattern
                && !pattern::regex(pattern)?.is_match(stdout.strip_suffix('\n').unwrap_or(stdout))
            {
                let message = format!("The output of {line} does not match {}", quoted(pattern));
                let hint = format!("mend what it reports, until it prints what matches {}", quoted(pattern));
                findings.push(Finding { found: excerpt(stdout), ..Finding::new(message).hint(hint) });
            }
            let outcome = Outcome::of(findings)
                .figure("argv", argv)
                .figure("exit_code", *code)
                .figure("expect_exit", expected(ask));
            pattern
                .map_or(outcome.clone(), |pattern| outcome.figure("stdout_matches", pattern))
                .figure("stdout", tail(stdout, EXCERPT))
                .figure("stderr", tail(stderr, EXCERPT))
        }
    })
}

/// What to do about a command that was not run.
const LET_IT_RUN: &str =
    "install the program and make it executable; one of the repository runs after `gatewright trust`";

fn wrong_exit(line: &str, code: i32, expected: u64, stdout: &str, stderr: &str) -> Finding {
    Finding {
        expected: Some(format!("exit code {expected}")),
        found: excerpt(if stderr.trim().is_empty() { stdout } else { stderr }),
        ..Finding::new(format!("The command {line} exited with {code}, not {expected}"))
            .hint(format!("run {line} yourself and mend what it reports, until it exits with {expected}"))
    }
}

/// The last line that says something.
fn excerpt(output: &str) -> Option<String> {
    output.lines().rev().find(|line| !line.trim().is_empty()).map(|line| quoted(line.trim()))
}
