//! The figures of a report held against what a contract allows.

use serde_json::{Value, json};

use crate::model::verdict::Finding;
use crate::rules::checks::frame::ask::Ask;
use crate::rules::checks::frame::outcome::Outcome;
use crate::rules::checks::frame::text::Text;
use crate::rules::checks::reports::figures::{Items, Measure, Share, Tally};
use crate::rules::quote::{counted, quoted};

/// How many tests must have run at this depth.
///
/// # Errors
/// The parameter that is not there.
pub fn least(ask: &Ask) -> Result<u64, String> {
    Ok(ask.threshold_if_given("min_tests")?.unwrap_or(1))
}

/// How much must be covered, in a hundred.
///
/// # Errors
/// The parameter that is not there.
pub fn percent(ask: &Ask) -> Result<u64, String> {
    ask.count("min_percent").ok_or_else(|| "its parameter `min_percent` is missing".to_owned())
}

/// What of the code must be covered.
pub fn measure(ask: &Ask) -> Measure {
    if ask.text_if_given("measure") == Some("branches") { Measure::Branches } else { Measure::Lines }
}

/// The same in words.
pub fn named(measure: Measure) -> &'static str {
    match measure {
        Measure::Lines => "lines",
        Measure::Branches => "branches",
    }
}

/// A limit that was overstepped, and the first of what oversteps it; `is` says it of one and of many.
fn too_many(text: &Text, items: &Items, most: u64, noun: &str, is: [&str; 2], hint: &str) -> Vec<Finding> {
    if items.count <= most {
        return vec![];
    }
    let found = counted(items.count, noun);
    let done = if items.count == 1 { is[0] } else { is[1] };
    let name = quoted(text.path.as_str());
    let mut findings = vec![Finding {
        expected: Some(format!("at most {}", counted(most, noun))),
        found: Some(found.clone()),
        hint: Some(hint.to_owned()),
        ..text.finding(None, format!("In {name}, {found} {done}: at most {most} may be so"))
    }];
    findings.extend(items.first.iter().map(|item| {
        let why = match item.why.trim() {
            "" => String::new(),
            why => format!(": {}", quoted(why)),
        };
        text.finding(item.line, format!("{} {}{why}", quoted(&item.name), is[0])).hint(hint)
    }));
    findings
}

/// What the figures of tests come to.
///
/// # Errors
/// The parameter that is not there.
pub fn tests(ask: &Ask, text: &Text, tally: &Tally) -> Result<Outcome, String> {
    let least = least(ask)?;
    let ran = tally.total - tally.skipped.count;
    let mut findings = vec![];
    if ran < least {
        findings.push(Finding {
            expected: Some(format!("at least {}", counted(least, "test"))),
            found: Some(counted(ran, "test")),
            hint: Some("let the tool run them all; skipped tests did not run".to_owned()),
            ..text.finding(
                None,
                format!(
                    "Too few tests ran in {}: {ran}/{least} (depth: {}){}",
                    quoted(text.path.as_str()),
                    ask.depth,
                    match tally.repeated {
                        0 => String::new(),
                        repeated => format!(", {repeated} of those listed only repeat another"),
                    }
                ),
            )
        });
    }
    findings.extend(limits(
        ask,
        text,
        tally,
        "test",
        [["failed", "failed"], ["was skipped", "were skipped"]],
    ));
    Ok(told(Outcome::of(findings), ask, tally).figure("depth", ask.depth.as_str()))
}

/// What the figures of findings come to.
pub fn results(ask: &Ask, text: &Text, tally: &Tally) -> Outcome {
    told(
        Outcome::of(limits(
            ask,
            text,
            tally,
            "finding",
            [["is open", "are open"], ["is suppressed", "are suppressed"]],
        )),
        ask,
        tally,
    )
}

fn limits(ask: &Ask, text: &Text, tally: &Tally, noun: &str, is: [[&str; 2]; 2]) -> Vec<Finding> {
    let most = |name: &str| ask.count(name).unwrap_or(0);
    let (failures, skipped) = (&tally.failures, &tally.skipped);
    let mut findings = too_many(
        text,
        failures,
        most("max_failures"),
        noun,
        is[0],
        "mend what it is about, then run the tool again",
    );
    findings.extend(too_many(
        text,
        skipped,
        most("max_skipped"),
        noun,
        is[1],
        "do not leave it out: mend it, then run the tool again",
    ));
    findings
}

fn told(outcome: Outcome, ask: &Ask, tally: &Tally) -> Outcome {
    let outcome = outcome
        .figure("format", ask.text("format").unwrap_or_default())
        .figure("total", tally.total)
        .figure("failures", tally.failures.count)
        .figure("skipped", tally.skipped.count);
    if tally.repeated > 0 { outcome.figure("repeated", tally.repeated) } else { outcome }
}

/// What the figures of coverage come to.
///
/// # Errors
/// The parameter that is not there.
pub fn covered(ask: &Ask, text: &Text, share: Share) -> Result<Outcome, String> {
    let (least, what) = (percent(ask)?, named(measure(ask)));
    let hundredths = u128::from(share.covered) * 10_000 / u128::from(share.total.max(1));
    let reached = format!("{}.{:02} %", hundredths / 100, hundredths % 100);
    let short =
        (u128::from(share.covered) * 100 < u128::from(least) * u128::from(share.total)).then(|| Finding {
            expected: Some(format!("at least {least} %")),
            found: Some(reached.clone()),
            hint: Some("test what is not reached, then measure again".to_owned()),
            ..text.finding(
                None,
                format!(
                    "Too little is covered in {}: {} of {} {what}, {reached} and not {least} %",
                    quoted(text.path.as_str()),
                    share.covered,
                    share.total
                ),
            )
        });
    let percent: Value = json!(hundredths as f64 / 100.0);
    Ok(Outcome::of(short.into_iter().collect())
        .figure("format", "coverage")
        .figure("total", share.total)
        .figure("covered", share.covered)
        .figure("percent", percent))
}
