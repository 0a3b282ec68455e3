//! `changed_since_start` and `unchanged`: what is there against what was there when the attempt began.

use std::collections::BTreeMap;

use crate::model::digest::Digest;
use crate::model::evidence::{Evidence, Observed, Place};
use crate::model::path::RepoPath;
use crate::model::verdict::Finding;
use crate::rules::checks::frame::ask::{Ask, Spot, Target};
use crate::rules::checks::frame::kind::{
    CheckKind, Cost, Figure, INSTEAD_OF, ParamKind, Reads, TargetRule, figure, optional,
};
use crate::rules::checks::frame::look::{self, instead, spots};
use crate::rules::checks::frame::outcome::{Judged, OPEN_AN_ATTEMPT, Outcome, finding_at};
use crate::rules::checks::frame::pattern;
use crate::rules::quote::{exactly, quoted};

const CHANGE: Figure =
    figure("change", "For a file or a directory: `created`, `changed`, `unchanged`, `removed` or `missing`.");
const CREATED: Figure = figure("created", "For a glob: how many matches were not there.");
const CHANGED: Figure = figure("changed", "For a glob: how many matches had other bytes.");
const REMOVED: Figure = figure("removed", "For a glob: how many that were there match no more.");

/// The most findings about one place.
const TOLD: usize = 20;

/// `changed_since_start`.
pub static CHANGED_SINCE_START: CheckKind = CheckKind {
    name: "changed_since_start",
    version: 1,
    summary: "What is there is not what was there when the first attempt since the gate last passed began; of a glob, at least one match is new or has other bytes.",
    target: TargetRule::Any,
    params: &[],
    figures: &[CHANGE, CREATED, CHANGED, REMOVED, INSTEAD_OF],
    reads: Reads::Change,
    cost: Cost::Cheap,
    example: r#"{ "type": "changed_since_start", "target": "all_required" }"#,
    words: |ask| {
        Ok(format!(
            "{} is new or has other bytes than when the first attempt since the gate last passed began",
            ask.subject()
        ))
    },
    judge: |ask, evidence| each(ask, evidence, &changed),
};

/// `unchanged`.
pub static UNCHANGED: CheckKind = CheckKind {
    name: "unchanged",
    version: 1,
    summary: "Nothing at a path, or among the matches of a glob, was created, changed or removed since the first attempt since the gate last passed began.",
    target: TargetRule::Place,
    params: &[optional(
        "missing_ok",
        ParamKind::Flag,
        "Pass where nothing was there when the attempt began and nothing is now. False where nothing is said: what protects nothing is probably misspelt.",
    )],
    figures: &[CHANGE, CREATED, CHANGED, REMOVED],
    reads: Reads::Change,
    cost: Cost::Cheap,
    example: r#"{ "type": "unchanged", "target": "tests/**/*.rs" }"#,
    words: |ask| {
        let what = match ask.target {
            Target::At(spot) => match &spot.place {
                Place::Glob(pattern) => format!("What matches {}", exactly(pattern)),
                Place::Path(path) => exactly(path.as_str()),
            },
            _ => return Err("it has no target".to_owned()),
        };
        Ok(format!(
            "{what} is as it was when the first attempt since the gate last passed began: nothing created, changed or removed"
        ))
    },
    judge: |ask, evidence| match ask.target {
        // What was removed is just what is looked for: no sibling stands in for it.
        Target::At(spot) => {
            let missing_ok = ask.flag("missing_ok");
            let rule = |place: &Place, changes: &[(String, Change)]| unchanged(place, changes, missing_ok);
            vec![Judged::at(spot, against(spot, evidence, &rule))]
        }
        _ => vec![Judged::nowhere(look::no_target())],
    },
};

/// What became of one file, or of a directory as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    Created,
    Changed,
    Unchanged,
    Removed,
    Missing,
}

impl Change {
    fn of(before: Option<Digest>, now: Option<Digest>) -> Change {
        match (before, now) {
            (None, None) => Change::Missing,
            (None, Some(_)) => Change::Created,
            (Some(_), None) => Change::Removed,
            (Some(before), Some(now)) if before == now => Change::Unchanged,
            (Some(_), Some(_)) => Change::Changed,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Change::Created => "created",
            Change::Changed => "changed",
            Change::Unchanged => "unchanged",
            Change::Removed => "removed",
            Change::Missing => "missing",
        }
    }
}

/// What is wrong at a place, of everything there and what became of it.
type Rule<'a> = dyn Fn(&Place, &[(String, Change)]) -> Vec<Finding> + 'a;

fn each(ask: &Ask, evidence: &Evidence, rule: &Rule<'_>) -> Vec<Judged> {
    match spots(ask, evidence) {
        Ok(spots) => spots
            .iter()
            .map(|looked| Judged::at(looked.spot, instead(looked, against(looked.spot, evidence, rule))))
            .collect(),
        Err(outcome) => vec![Judged::nowhere(outcome)],
    }
}

fn against(spot: &Spot, evidence: &Evidence, rule: &Rule<'_>) -> Outcome {
    let Some(before) = &evidence.before else {
        return Outcome::unknown("no attempt is open, so nothing says what was there when it began")
            .hint(OPEN_AN_ATTEMPT);
    };
    if let Some(why) = refused(&spot.place, evidence) {
        return look::refused(&why);
    }
    let changes = changes(&spot.place, before, evidence);
    let outcome = Outcome::of(rule(&spot.place, &changes));
    match (&spot.place, changes.as_slice()) {
        (Place::Path(_), [(_, change)]) => outcome.figure("change", change.as_str()),
        _ => {
            let count = |wanted: Change| changes.iter().filter(|(_, change)| *change == wanted).count();
            outcome
                .figure("created", count(Change::Created))
                .figure("changed", count(Change::Changed))
                .figure("removed", count(Change::Removed))
        }
    }
}

/// Why something at the place cannot be compared.
fn refused(place: &Place, evidence: &Evidence) -> Option<String> {
    let why = |path: &RepoPath| match evidence.at(path) {
        Some(Observed::Refused(why)) => Some(why.clone()),
        _ => None,
    };
    match place {
        Place::Path(path) => why(path),
        Place::Glob(pattern) => evidence.matched.get(pattern).into_iter().flatten().find_map(why),
    }
}

fn changes(place: &Place, before: &BTreeMap<RepoPath, Digest>, evidence: &Evidence) -> Vec<(String, Change)> {
    let now = |path: &RepoPath| evidence.at(path).and_then(Observed::digest);
    match place {
        Place::Path(path) => {
            vec![(path.to_string(), Change::of(before.get(path).copied(), now(path)))]
        }
        Place::Glob(glob) => {
            let matches = evidence.matched.get(glob).map(Vec::as_slice).unwrap_or_default();
            // It compiled when the definition was read.
            let matcher = pattern::glob(glob).ok();
            let gone = before.keys().filter(|path| {
                matches.binary_search(path).is_err()
                    && matcher.as_ref().is_some_and(|glob| glob.is_match(path.as_str()))
            });
            let all = matches.iter().chain(gone);
            all.map(|path| (path.to_string(), Change::of(before.get(path).copied(), now(path)))).collect()
        }
    }
}

fn changed(place: &Place, changes: &[(String, Change)]) -> Vec<Finding> {
    if changes.iter().any(|(_, change)| matches!(change, Change::Created | Change::Changed)) {
        return vec![];
    }
    let name = quoted(place.as_str());
    let (message, hint) = match changes {
        [] | [(_, Change::Missing | Change::Removed)] => {
            (format!("{name} is missing, so nothing was done to it"), "write it")
        }
        _ => (
            format!("{name} has the same bytes as when the attempt began"),
            "do the work before it is judged",
        ),
    };
    vec![Finding { hint: Some(hint.to_owned()), ..finding_at(place, None, message) }]
}

fn unchanged(place: &Place, changes: &[(String, Change)], missing_ok: bool) -> Vec<Finding> {
    if !missing_ok && changes.iter().all(|(_, change)| *change == Change::Missing) {
        let message = format!("Nothing was there to protect at {}, and nothing is", quoted(place.as_str()));
        let hint = Some("mend the path, or say `missing_ok`".to_owned());
        return vec![Finding { hint, ..finding_at(place, None, message) }];
    }
    let touched = changes.iter().filter(|(_, change)| !matches!(change, Change::Unchanged | Change::Missing));
    touched
        .take(TOLD)
        .map(|(path, change)| {
            let message = format!("{} was {} since the attempt began", quoted(path), change.as_str());
            Finding {
                place: Some((path.clone(), None)),
                hint: Some("bring it back as it was; this work may not touch it".to_owned()),
                ..Finding::new(message)
            }
        })
        .collect()
}
