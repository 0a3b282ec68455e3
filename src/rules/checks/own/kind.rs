//! `checks/<name>`: what a program of the repository says about the targets, in the terms of checks.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::model::answers::Probe;
use crate::model::digest::Digest;
use crate::model::evidence::Evidence;
use crate::model::own_check::{OwnAsked, OwnCheck};
use crate::model::path::RepoPath;
use crate::model::verdict::Finding;
use crate::rules::checks::frame::ask::{Ask, Target};
use crate::rules::checks::frame::kind::{
    CheckKind, Cost, INSTEAD_OF, ProbeRequest, Reads, TargetRule, figure,
};
use crate::rules::checks::frame::outcome::{Judged, MEND_THE_LISTED, Outcome};
use crate::rules::checks::own::input::seen;
use crate::rules::checks::own::printed::{Printed, printed};
use crate::rules::quote::{counted, exactly, quoted, tail};

/// Every check of a repository's own.
pub static OWN: CheckKind = CheckKind {
    name: "checks/<name>",
    version: 1,
    summary: "A check that the repository brings itself, in `checks/<name>`; it runs only after `gatewright trust`.",
    target: TargetRule::Any,
    params: &[],
    figures: &[
        figure("params", "Its parameters as the contract gives them, when it has any."),
        figure("files", "Its files with the digests of the bytes that ran."),
        figure("sha256", "The digest of that list in `SHA256SUMS` form: what ran, in one word."),
        figure("exit_code", "How it exited. Not there when it did not run to its end."),
        figure("stderr", "The end of what it complained, at most 2 KiB, control characters escaped."),
        INSTEAD_OF,
    ],
    reads: Reads::Existence,
    cost: Cost::Probe(request),
    example: r#"{ "type": "checks/no-shouting", "target": "all_required", "most": 3 }"#,
    words,
    judge,
};

/// The most bytes of what it complained that enter a row.
const EXCERPT: usize = 2_048;

fn asked<'a>(ask: &Ask<'a>) -> Result<&'a OwnAsked, String> {
    ask.own.ok_or_else(|| "what it is was not read".to_owned())
}

fn request(ask: &Ask) -> Result<ProbeRequest, String> {
    let check = &asked(ask)?.check;
    Ok(ProbeRequest { index: ask.index, argv: check.argv.clone(), timeout: check.timeout })
}

fn words(ask: &Ask) -> Result<String, String> {
    let own = asked(ask)?;
    let check = &own.check;
    let with: Vec<String> =
        own.params.iter().map(|(name, value)| format!("`{name}` {}", exactly(&value.to_string()))).collect();
    let with = if with.is_empty() { String::new() } else { format!(", with {}", with.join(", ")) };
    Ok(format!(
        "{} passes the repository's own check `{}` (version {}: {}){with}, within {}",
        ask.subject(),
        check.kind(),
        check.version,
        check.description.trim_end_matches('.'),
        counted(check.timeout.as_secs(), "second"),
    ))
}

fn judge(ask: &Ask, evidence: &Evidence) -> Vec<Judged> {
    let outcome = match (asked(ask), seen(ask, evidence)) {
        (Err(why), _) => Outcome::unknown(why).hint(LET_IT_RUN),
        (Ok(_), Err(outcome)) => *outcome,
        (Ok(own), Ok(seen)) => {
            let outcome = on_probe(&own.check, ask.probe());
            let outcome = with_figures(own, ask.program(), outcome);
            match seen.instead_of {
                Some(declared) => outcome.figure(INSTEAD_OF.name, declared),
                None => outcome,
            }
        }
    };
    vec![match ask.target {
        Target::At(spot) => Judged::at(spot, outcome),
        _ => Judged::nowhere(outcome),
    }]
}

fn with_figures(own: &OwnAsked, files: Option<&BTreeMap<RepoPath, Digest>>, outcome: Outcome) -> Outcome {
    let outcome = match own.params.is_empty() {
        true => outcome,
        false => outcome.figure("params", Value::Object(own.params.clone())),
    };
    let Some(files) = files else { return outcome };
    let list: Vec<Value> =
        files.iter().map(|(path, sha256)| json!({ "path": path, "sha256": sha256 })).collect();
    outcome.figure("files", list).figure("sha256", OwnCheck::digest_of(files).to_string())
}

fn on_probe(check: &OwnCheck, probe: Option<&Probe>) -> Outcome {
    let name = quoted(&check.kind());
    match probe {
        None => Outcome::unknown(format!("The check {name} was not run")).hint(LET_IT_RUN),
        Some(Probe::NotRun(why)) => {
            Outcome::unknown(format!("The check {name} was not run: {why}")).hint(LET_IT_RUN)
        }
        Some(Probe::TimedOut(seconds)) => {
            Outcome::unknown(format!("The check {name} was ended after {}", counted(*seconds, "second")))
                .hint("make it faster, or give it more time in its `check.json`")
        }
        Some(Probe::Exited { code, stdout, stderr }) => answered(&name, *code, stdout, stderr)
            .figure("exit_code", *code)
            .figure("stderr", tail(stderr, EXCERPT)),
    }
}

/// What the exit code and the output say together; where they contradict each other nothing was found out.
fn answered(name: &str, code: i32, stdout: &str, stderr: &str) -> Outcome {
    let Printed { findings, unlike, more } = printed(stdout);
    let said = |text: &str| last_line(text).map(|line| format!(": {line}")).unwrap_or_default();
    match code {
        0 if stdout.trim().is_empty() => Outcome::yes(),
        0 => undecided(
            format!("The check {name} exited with 0, which says that all is well, and printed something"),
            last_line(stdout),
            "a check prints findings and exits with 1, or prints nothing and exits with 0",
        ),
        1 => {
            let mut all = findings;
            all.extend(unlike.map(|line| {
                Finding {
                    found: Some(line),
                    ..Finding::new(format!("The check {name} printed a line that is no finding"))
                        .hint("let it print findings as JSON lines, and talk to standard error")
                }
            }));
            if more > 0 {
                all.push(Finding::new(format!("And {more} more that are not listed")).hint(MEND_THE_LISTED));
            }
            if all.is_empty() {
                let found = last_line(stderr);
                all.push(Finding {
                    found,
                    ..Finding::new(format!("The check {name} failed and does not say why"))
                        .hint("let it print what it found as JSON lines; `gatewright checks --test` runs it on its samples")
                });
            }
            Outcome::of(all).hint(&format!("mend what {name} found there; its program says what it asks"))
        }
        2 => undecided(
            format!("The check {name} says that it is not set up right{}", said(stderr)),
            None,
            "mend the check or its parameters, then `gatewright checks --test`",
        ),
        77 => undecided(
            format!("The check {name} cannot be made here{}", said(stderr)),
            None,
            "make it where what it needs is there",
        ),
        code => undecided(
            format!("The check {name} exited with {code}, which is none of 0, 1, 2 and 77"),
            last_line(stderr),
            "mend the check, then `gatewright checks --test`",
        ),
    }
}

/// What to do about a check that was not run.
const LET_IT_RUN: &str =
    "look at the check, then run `gatewright trust`; `gatewright checks --test` says whether it works";

fn undecided(message: String, found: Option<String>, hint: &str) -> Outcome {
    let finding = Finding { found, hint: Some(hint.to_owned()), ..Finding::new(message) };
    Outcome { findings: vec![finding], ..Outcome::unknown(String::new()) }
}

/// The last line that says something.
fn last_line(output: &str) -> Option<String> {
    output.lines().rev().find(|line| !line.trim().is_empty()).map(|line| quoted(line.trim()))
}
