//! `file_exists` and `dir_exists`: whether something is there.

use serde_json::json;

use crate::model::evidence::{Evidence, Observed, Place};
use crate::model::verdict::Finding;
use crate::rules::checks::ask::{Ask, Declared, Spot, Target};
use crate::rules::checks::kind::{CheckKind, Cost, INSTEAD_OF, Reads, TargetRule, figure};
use crate::rules::checks::look::{self, Presence, instead, presence, spots};
use crate::rules::checks::outcome::{Judged, Outcome, finding_at};
use crate::rules::checks::quote::{escaped, exactly, listed};

/// The type of the one row that stands for all alternatives of `any_of`.
pub const ANY_OF: &str = "file_exists_any_of";

/// `file_exists`.
pub static FILE_EXISTS: CheckKind = CheckKind {
    name: "file_exists",
    version: 1,
    summary: "The target is a regular file, a directory with at least one file below it, or a glob with at least one match.",
    target: TargetRule::Any,
    params: &[],
    figures: &[
        figure("size", "The size of the file in bytes."),
        figure("count", "How many files are below the directory, or match the glob."),
        figure(
            "checked",
            "For `any_of`, in a row of type `file_exists_any_of`: each alternative's path and whether it exists.",
        ),
        INSTEAD_OF,
    ],
    reads: Reads::Existence,
    cost: Cost::Cheap,
    example: r#"{ "type": "file_exists", "target": "all_required", "description": "Every required output is there" }"#,
    words: |ask| Ok(words(ask)),
    judge,
};

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

fn words(ask: &Ask) -> String {
    match ask.target {
        Target::AllRequired => words_required(ask.all_of),
        Target::AnyOf => words_any_of(ask.any_of),
        Target::At(Spot { place: Place::Glob(pattern), .. }) => {
            format!("At least one file matches {}", exactly(pattern))
        }
        Target::At(spot) if spot.is_directory() => {
            format!("{} is a directory with at least one file below it", ask.subject())
        }
        _ => format!("{} exists: a file, or a directory with at least one file below it", ask.subject()),
    }
}

/// The existence of the required outputs among `all_of`, in words.
pub fn words_required(all_of: &[Declared]) -> String {
    let required: Vec<&str> =
        all_of.iter().filter(|output| output.required).map(|output| output.spot.place.as_str()).collect();
    match required.as_slice() {
        [] => "No output of `all_of` is required at this depth".to_owned(),
        [one] => format!("The required output {} exists", exactly(one)),
        many => format!("Every required output exists: {}", listed(many.iter().copied())),
    }
}

/// The existence of one of `any_of`, in words.
pub fn words_any_of(any_of: &[Declared]) -> String {
    format!(
        "At least one of these exists: {}",
        listed(any_of.iter().map(|output| output.spot.place.as_str()))
    )
}

fn judge(ask: &Ask, evidence: &Evidence) -> Vec<Judged> {
    match ask.target {
        Target::AnyOf => vec![judge_any_of(ask.any_of, evidence)],
        Target::AllRequired => ask.required().map(|output| judge_required(output, evidence)).collect(),
        _ => match spots(ask, evidence) {
            Ok(spots) => spots
                .iter()
                .map(|looked| Judged::at(looked.spot, instead(looked, existing(looked.spot, evidence))))
                .collect(),
            Err(outcome) => vec![Judged::nowhere(outcome)],
        },
    }
}

/// Whether a required output is there: one row, with the output's own description.
pub fn judge_required(output: &Declared, evidence: &Evidence) -> Judged {
    let description = (!output.description.is_empty()).then(|| output.description.clone());
    Judged { description, ..Judged::at(&output.spot, existing(&output.spot, evidence)) }
}

/// Whether one of the alternatives is there: one row for all of them.
pub fn judge_any_of(any_of: &[Declared], evidence: &Evidence) -> Judged {
    let found: Vec<(&str, Presence)> = any_of
        .iter()
        .map(|output| (output.spot.place.as_str(), presence(&output.spot.place, evidence)))
        .collect();
    let checked: Vec<_> = found
        .iter()
        .map(|(path, presence)| json!({ "path": path, "exists": *presence == Presence::Here }))
        .collect();
    let unsure = found.iter().find_map(|(_, presence)| match presence {
        Presence::Unsure(why) => Some(why.clone()),
        _ => None,
    });
    let outcome = match unsure {
        _ if found.iter().any(|(_, presence)| *presence == Presence::Here) => Outcome::yes(),
        Some(why) => Outcome::unknown(why),
        None => Outcome::no(none_exists(found.iter().map(|(path, _)| *path))),
    };
    Judged { check: Some(ANY_OF), ..Judged::nowhere(outcome.figure("checked", checked)) }
}

fn none_exists<'a>(paths: impl Iterator<Item = &'a str>) -> Finding {
    let names: Vec<String> = paths.map(|path| escaped(path.chars())).collect();
    Finding {
        hint: Some("write one of them".to_owned()),
        ..Finding::new(format!("None of required files exist: {}", names.join(", ")))
    }
}

fn existing(spot: &Spot, evidence: &Evidence) -> Outcome {
    match presence(&spot.place, evidence) {
        Presence::Here => sized(&spot.place, evidence),
        Presence::Empty => {
            let message = format!("Empty: {} is a directory without a file", exactly(spot.place.as_str()));
            let hint = Some("write at least one file below it".to_owned());
            Outcome::no(Finding { hint, ..finding_at(&spot.place, None, message) })
        }
        Presence::Nothing => Outcome::no(absent(&spot.place)),
        Presence::Unsure(why) => Outcome::unknown(why),
    }
}

fn absent(place: &Place) -> Finding {
    match place {
        Place::Path(_) => missing(place, "", "write it"),
        Place::Glob(_) => missing(place, " (no file matches)", "write at least one file that matches"),
    }
}

fn missing(place: &Place, instead: &str, hint: &str) -> Finding {
    let message = format!("Missing: {}{instead}", escaped(place.as_str().chars()));
    Finding { hint: Some(hint.to_owned()), ..finding_at(place, None, message) }
}

fn sized(place: &Place, evidence: &Evidence) -> Outcome {
    match place {
        Place::Glob(pattern) => {
            Outcome::yes().figure("count", evidence.matched.get(pattern).map_or(0, Vec::len))
        }
        Place::Path(path) => match evidence.at(path) {
            Some(Observed::File(file)) => Outcome::yes().figure("size", file.size),
            Some(Observed::Dir(dir)) => Outcome::yes().figure("count", dir.entries.len()),
            _ => Outcome::yes(),
        },
    }
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
