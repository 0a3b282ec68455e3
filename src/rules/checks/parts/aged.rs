//! How old a report may be, by what it says itself and by when it is judged.

use std::time::Duration;

use crate::model::duration::spell;
use crate::model::time::Timestamp;
use crate::model::verdict::Finding;
use crate::rules::checks::frame::outcome::{Held, Outcome};
use crate::rules::checks::frame::text::Text;
use crate::rules::checks::reports::written::written;
use crate::rules::quote::quoted;

/// A report may say that it was made so much later than it is judged, in milliseconds: clocks differ.
const SKEW: i64 = 60_000;

/// `outcome` of a report of this `format`, and what its age adds: no longer than `most` seconds before `now`.
pub fn aged(outcome: Outcome, format: &str, text: &Text, now: Option<Timestamp>, most: u64) -> Outcome {
    let name = quoted(text.path.as_str());
    let told = |held: Held, finding: Finding| {
        let mut findings = vec![finding];
        findings.extend(outcome.findings.clone());
        // What is known to be wrong outweighs what is not known.
        let held = if outcome.held == Held::No { Held::No } else { held };
        Outcome { held, findings, figures: outcome.figures.clone() }
    };
    let Some(now) = now else {
        return told(
            Held::Unknown,
            Finding::new(format!("nobody says when {name} is judged, so its age is not known"))
                .hint("let the case say `now`"),
        );
    };
    let made = match written(format, text.text) {
        Ok(made) => made,
        Err(fault) => {
            let hint = Some(
                "let the tool write the time (JUnit `timestamp`, SARIF `endTimeUtc`), or leave `max_age` out"
                    .to_owned(),
            );
            let message = format!("{name} does not say when it was made: {}", fault.why);
            return told(Held::Unknown, Finding { hint, ..text.finding(fault.line, message) });
        }
    };
    let finding = wrong(made.0, now, most).map(|(message, expected)| Finding {
        expected: Some(expected),
        found: Some(made.0.to_string()),
        hint: Some("run the tool again".to_owned()),
        ..text.finding(made.1, format!("{name} {message}"))
    });
    match finding {
        Some(finding) => told(Held::No, finding),
        None => outcome.clone(),
    }
    .figure("written", made.0.to_string())
    .figure("judged", now.to_string())
}

/// What is wrong with a report made then, and what was wanted.
fn wrong(made: Timestamp, now: Timestamp, most: u64) -> Option<(String, String)> {
    let age = now.millis() - made.millis();
    let span = |millis: i64| spell(Duration::from_millis(millis.unsigned_abs()));
    if age < -SKEW {
        return Some((
            format!(
                "says that it was made {} later than it is judged; a time without a zone is taken for UTC",
                span(age)
            ),
            format!("a time up to {now}"),
        ));
    }
    let limit = Duration::from_secs(most);
    (u128::try_from(age).unwrap_or(0) > limit.as_millis())
        .then(|| (format!("is too old: it was made {} ago", span(age)), format!("at most {}", spell(limit))))
}
