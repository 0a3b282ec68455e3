//! `json_report`: what a tool reported about tests, findings or coverage, whole and new.

use std::time::Duration;

use crate::model::duration::spell;
use crate::model::evidence::{Evidence, Observed};
use crate::model::path::RepoPath;
use crate::model::verdict::Finding;
use crate::rules::checks::frame::ask::Ask;
use crate::rules::checks::frame::kind::{
    CheckKind, Cost, INSTEAD_OF, ParamKind, Reads, TargetRule, figure, needed, optional,
};
use crate::rules::checks::frame::look::each_text_as;
use crate::rules::checks::frame::outcome::{Judged, OPEN_AN_ATTEMPT, Outcome};
use crate::rules::checks::frame::text::Text;
use crate::rules::checks::parts::aged::aged;
use crate::rules::checks::parts::reported::{covered, least, measure, named, percent, results, tests};
use crate::rules::checks::reports::encoding::decoded;
use crate::rules::checks::reports::figures::{Fault, Measure, Share};
use crate::rules::checks::reports::{cobertura, coverage_json, junit, lcov, sarif};
use crate::rules::quote::{counted, quoted};

/// `json_report`.
pub static JSON_REPORT: CheckKind = CheckKind {
    name: "json_report",
    version: 1,
    summary: "The report of a tool about tests, findings or coverage is whole, was written since the attempt began, and its figures hold.",
    target: TargetRule::Any,
    params: &[
        needed(
            "format",
            ParamKind::OneOf(&["junit", "sarif", "coverage"]),
            "`junit`: JUnit XML, also in UTF-16, ISO-8859-1, ISO-8859-15 or Windows-1252, a test that is listed several times once; `sarif`: SARIF 2.1.0; `coverage`: an LCOV tracefile, Cobertura XML, the JSON of coverage.py or Istanbul's `json-summary`, told apart by what they hold.",
        ),
        optional(
            "max_failures",
            ParamKind::Count,
            "So many tests may fail, or so many findings of level `error` or `warning` be there. 0 where nothing is said.",
        ),
        optional(
            "max_skipped",
            ParamKind::Count,
            "So many tests may be skipped, or so many findings be suppressed. 0 where nothing is said.",
        ),
        optional(
            "min_tests",
            ParamKind::Thresholds,
            "So many tests must have run, skipped ones not among them, at each depth. 1 where nothing is said.",
        ),
        optional("min_percent", ParamKind::Percent, "So much must be covered; coverage needs it."),
        optional(
            "measure",
            ParamKind::OneOf(&["lines", "branches"]),
            "What of the code must be covered: `lines` (of coverage.py statements) or `branches`. Lines where nothing is said.",
        ),
        optional(
            "max_age",
            ParamKind::Span,
            "The report says itself when it was made, and that is no longer ago than this; of several times the oldest counts. A time without a zone is taken for UTC. Its age is not asked where nothing is said.",
        ),
        optional(
            "stale_ok",
            ParamKind::Flag,
            "Judge the report also where it has the same bytes as when the first attempt since the gate last passed began. False where nothing is said: figures of then say nothing about now.",
        ),
    ],
    figures: &[
        figure("format", "What was read."),
        figure("total", "How many tests or findings are listed; of coverage, how many lines or branches."),
        figure("failures", "How many tests failed, or findings count."),
        figure("skipped", "How many tests were skipped, or findings are suppressed."),
        figure(
            "repeated",
            "How many tests only repeat one of the same suite, class and name, if any does; those count once.",
        ),
        figure("covered", "How many lines or branches were reached."),
        figure("percent", "The same in a hundred, rounded down."),
        figure("written", "When it was made, as it says itself."),
        figure("judged", "When that was compared."),
        figure("depth", "The depth that decided the threshold."),
        INSTEAD_OF,
    ],
    reads: Reads::ContentAndChange,
    cost: Cost::Cheap,
    example: r#"{ "type": "json_report", "target": "target/nextest/junit.xml", "format": "junit", "min_tests": 20, "max_skipped": 2 }"#,
    words,
    judge: |ask, evidence: &Evidence| -> Vec<Judged> {
        each_text_as(
            ask,
            evidence,
            (decoded, "let the tool write UTF-8"),
            &|text| figures(ask, text, evidence),
            &|path| {
                let hint = Some("let the tool write it".to_owned());
                let message = format!("{} is missing, so nothing was reported", quoted(path));
                Outcome::no(Finding { hint, ..Finding::new(message) })
            },
        )
    },
};

fn words(ask: &Ask) -> Result<String, String> {
    let fresh = match ask.flag("stale_ok") {
        true => "",
        false => {
            ", and is new or has other bytes than when the first attempt since the gate last passed began"
        }
    };
    let subject = ask.subject();
    let most = |name: &str| ask.count(name).unwrap_or(0);
    let said = match ask.text("format")? {
        "junit" => format!(
            "{subject} is a whole JUnit report with at least {} that ran, at most {} and at most {} skipped",
            counted(least(ask)?, "test"),
            counted(most("max_failures"), "failure"),
            most("max_skipped")
        ),
        "sarif" => format!(
            "{subject} is a whole SARIF report with at most {} of level `error` or `warning` and at most {} suppressed",
            counted(most("max_failures"), "finding"),
            most("max_skipped")
        ),
        _ => {
            format!(
                "{subject} is a whole coverage report: at least {} % of the {} are covered",
                percent(ask)?,
                named(measure(ask))
            )
        }
    };
    let young = ask.count("max_age").map_or(String::new(), |most| {
        format!(", and says itself that it was made no longer than {} ago", spell(Duration::from_secs(most)))
    });
    Ok(said + fresh + &young)
}

fn figures(ask: &Ask, text: &Text, evidence: &Evidence) -> Result<Outcome, String> {
    let old = match stale(text, evidence) {
        _ if ask.flag("stale_ok") => None,
        Ok(old) => old,
        Err(why) => return Ok(Outcome::unknown(why).hint(OPEN_AN_ATTEMPT)),
    };
    let judged = match ask.text("format")? {
        "junit" => junit::read(text.text).map(|tally| tests(ask, text, &tally)),
        "sarif" => sarif::read(text.text).map(|tally| Ok(results(ask, text, &tally))),
        _ => coverage(text.text, measure(ask)).map(|share| covered(ask, text, share)),
    };
    let mut outcome = match judged {
        Ok(outcome) => outcome?,
        Err(fault) => Outcome::no(unbelievable(text, &fault)),
    };
    if let Some(finding) = old {
        outcome.findings.insert(0, finding);
        outcome = Outcome { figures: outcome.figures, ..Outcome::of(outcome.findings) };
    }
    match ask.count("max_age") {
        Some(most) => Ok(aged(outcome, ask.text("format")?, text, evidence.now, most)),
        None => Ok(outcome),
    }
}

fn unbelievable(text: &Text, fault: &Fault) -> Finding {
    let message = format!("{} is no whole report: {}", quoted(text.path.as_str()), fault.why);
    let hint = Some("let the tool run to its end and write the report anew; a contract that means another one says so in `format`".to_owned());
    Finding { hint, ..text.finding(fault.line, message) }
}

/// What is wrong with a report that was there before; `Err` where nobody knows.
fn stale(text: &Text, evidence: &Evidence) -> Result<Option<Finding>, String> {
    let Some(before) = &evidence.before else {
        return Err("no attempt is open, so nothing says whether the report is new".to_owned());
    };
    let now = |path: &RepoPath| evidence.at(path).and_then(Observed::digest);
    let same = before.get(text.path).copied().filter(|before| Some(*before) == now(text.path));
    let message = format!(
        "{} has the same bytes as when the attempt began: its figures are old",
        quoted(text.path.as_str())
    );
    let hint = "run the tool again; a contract that takes old reports says `stale_ok`".to_owned();
    Ok(same.map(|_| Finding { hint: Some(hint), ..text.finding(None, message) }))
}

fn coverage(text: &str, measure: Measure) -> Result<Share, Fault> {
    let share = match text.trim_start().chars().next() {
        None => return Err(Fault::whole("it is empty")),
        Some('<') => cobertura::read(text, measure)?,
        Some('{' | '[') => coverage_json::read(text, measure)?,
        Some(_) => lcov::read(text, measure)?,
    };
    match share.total {
        0 => Err(Fault::whole(format!("it measures no {}", named(measure)))),
        _ => Ok(share),
    }
}
