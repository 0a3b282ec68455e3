//! `dir_exists` and `min_file_count`: whether there is a directory, and how many files it holds.

use globset::GlobMatcher;

use crate::model::evidence::{DirSeen, Evidence, Place};
use crate::model::verdict::Finding;
use crate::rules::checks::frame::ask::Ask;
use crate::rules::checks::frame::kind::{
    CheckKind, Cost, INSTEAD_OF, ParamKind, Reads, TargetRule, figure, needed, optional,
};
use crate::rules::checks::frame::look::{self, Looked, SIMPLIFY, instead, spots};
use crate::rules::checks::frame::outcome::{Judged, Outcome, finding_at};
use crate::rules::checks::frame::pattern;
use crate::rules::quote::{counted, exactly, quoted};

/// `dir_exists`.
pub static DIR_EXISTS: CheckKind = CheckKind {
    name: "dir_exists",
    version: 1,
    summary: "The target is a directory; it may be empty.",
    target: TargetRule::Path,
    params: &[],
    figures: &[figure("count", "How many files are below the directory."), INSTEAD_OF],
    reads: Reads::Existence,
    cost: Cost::Cheap,
    example: r#"{ "type": "dir_exists", "target": "{artifact_path}/research" }"#,
    words: |ask| Ok(format!("{} is a directory", ask.subject())),
    judge: judge_directory,
};

/// `min_file_count`.
pub static MIN_FILE_COUNT: CheckKind = CheckKind {
    name: "min_file_count",
    version: 1,
    summary: "A directory holds at least so many files whose names match a glob.",
    target: TargetRule::Path,
    params: &[
        optional(
            "pattern",
            ParamKind::Glob,
            "Which files count, by their path below the directory; a pattern without `/` looks at the directory itself. `*` where nothing is said.",
        ),
        needed("thresholds", ParamKind::Thresholds, "How many there must be at each depth."),
    ],
    figures: &[
        figure("pattern", "Which files count."),
        figure("count", "How many there are."),
        figure("threshold", "How many there must be."),
        figure("depth", "The depth that decided the threshold."),
        INSTEAD_OF,
    ],
    reads: Reads::Existence,
    cost: Cost::Cheap,
    example: r#"{ "type": "min_file_count", "target": "{artifact_path}/research", "pattern": "*.md", "thresholds": { "quick": 3, "standard": 4, "deep": 6 } }"#,
    words,
    judge,
};

fn pattern_of<'a>(ask: &Ask<'a>) -> &'a str {
    ask.text_if_given("pattern").unwrap_or("*")
}

fn words(ask: &Ask) -> Result<String, String> {
    let files = counted(ask.threshold()?, "file");
    let pattern = pattern_of(ask);
    let below = if pattern.contains('/') { "below it" } else { "directly in it" };
    Ok(format!(
        "{} is a directory with at least {files} {below} matching {}",
        ask.subject(),
        exactly(pattern)
    ))
}

fn judge(ask: &Ask, evidence: &Evidence) -> Vec<Judged> {
    match spots(ask, evidence) {
        Ok(spots) => spots
            .iter()
            .map(|looked| {
                let outcome =
                    at(ask, looked, evidence).unwrap_or_else(|why| Outcome::unknown(why).hint(SIMPLIFY));
                Judged::at(looked.spot, instead(looked, outcome))
            })
            .collect(),
        Err(outcome) => vec![Judged::nowhere(outcome)],
    }
}

fn at(ask: &Ask, looked: &Looked, evidence: &Evidence) -> Result<Outcome, String> {
    let pattern = pattern_of(ask);
    let threshold = ask.threshold()?;
    let matcher = pattern::glob(pattern)?;
    let place = &looked.spot.place;
    let (count, outcome) = match look::directory(place, evidence) {
        Ok(dir) => {
            let count = count(dir, &matcher);
            let short = (count < threshold).then(|| Finding {
                expected: Some(format!("at least {}", counted(threshold, "file"))),
                found: Some(counted(count, "file")),
                hint: Some(format!(
                    "write {} there whose name matches {}",
                    counted(threshold - count, "more file"),
                    quoted(pattern)
                )),
                ..finding_at(
                    place,
                    None,
                    format!(
                        "Too few files in {}: {count}/{threshold} matching {} (depth: {})",
                        quoted(place.as_str()),
                        quoted(pattern),
                        ask.depth
                    ),
                )
            });
            (count, Outcome::of(short.into_iter().collect()))
        }
        Err(outcome) => (0, outcome),
    };
    Ok(outcome
        .figure("pattern", pattern)
        .figure("count", count)
        .figure("threshold", threshold)
        .figure("depth", ask.depth.as_str()))
}

fn judge_directory(ask: &Ask, evidence: &Evidence) -> Vec<Judged> {
    match spots(ask, evidence) {
        Ok(spots) => spots
            .iter()
            .map(|looked| Judged::at(looked.spot, instead(looked, directory(&looked.spot.place, evidence))))
            .collect(),
        Err(outcome) => vec![Judged::nowhere(outcome)],
    }
}

fn directory(place: &Place, evidence: &Evidence) -> Outcome {
    match look::directory(place, evidence) {
        Ok(dir) => Outcome::yes().figure("count", dir.entries.len()),
        Err(outcome) => outcome,
    }
}

fn count(dir: &DirSeen, matcher: &GlobMatcher) -> u64 {
    dir.entries.iter().filter(|entry| matcher.is_match(&entry.path)).count() as u64
}
