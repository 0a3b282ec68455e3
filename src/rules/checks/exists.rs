//! `file_exists`: whether something is there.

use serde_json::json;

use crate::model::evidence::{Evidence, Observed, Place};
use crate::model::verdict::Finding;
use crate::rules::checks::frame::ask::{Ask, Declared, Meant, Spot, Target};
use crate::rules::checks::frame::kind::{
    CheckKind, Cost, INSTEAD_OF, ParamKind, Reads, TargetRule, figure, optional,
};
use crate::rules::checks::frame::look::{self, Presence, instead, presence, spots};
use crate::rules::checks::frame::outcome::{Judged, Outcome, finding_at};
use crate::rules::checks::parts::bounds::Bounds;
use crate::rules::quote::{escaped, exactly, listed};

/// The type of the one row that stands for all alternatives of `any_of`.
pub const ANY_OF: &str = "file_exists_any_of";

/// `file_exists`.
pub static FILE_EXISTS: CheckKind = CheckKind {
    name: "file_exists",
    version: 1,
    summary: "The target is a regular file, a directory with at least one file below it, or a glob with at least one match.",
    target: TargetRule::Any,
    params: &[
        optional(
            "kind",
            ParamKind::OneOf(&["file", "directory"]),
            "What it has to be. Either where nothing is said.",
        ),
        optional(
            "min_size",
            ParamKind::Count,
            "The fewest bytes: of the file, of each match, of all files below the directory.",
        ),
        optional("max_size", ParamKind::Count, "The most bytes, likewise."),
    ],
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

fn words(ask: &Ask) -> String {
    let bounds = Bounds::of(ask).words();
    match ask.target {
        _ if !bounds.is_empty() => format!("{} exists and is {bounds}", ask.subject()),
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
        Target::AnyOf if Bounds::of(ask) == Bounds::default() => vec![judge_any_of(ask.any_of, evidence)],
        Target::AllRequired => {
            ask.required().map(|output| judge_within(output, evidence, Bounds::of(ask))).collect()
        }
        _ => match spots(ask, evidence) {
            Ok(spots) => spots
                .iter()
                .map(|looked| {
                    let outcome =
                        existing((looked.spot, declared(ask, looked.spot)), evidence, Bounds::of(ask));
                    Judged::at(looked.spot, instead(looked, outcome))
                })
                .collect(),
            Err(outcome) => vec![Judged::nowhere(outcome)],
        },
    }
}

/// Whether a required output is there: one row, with the output's own description.
pub fn judge_required(output: &Declared, evidence: &Evidence) -> Judged {
    judge_within(output, evidence, Bounds::default())
}

fn judge_within(output: &Declared, evidence: &Evidence, bounds: Bounds) -> Judged {
    let description = (!output.description.is_empty()).then(|| output.description.clone());
    let outcome = existing((&output.spot, output.meant), evidence, bounds);
    Judged { description, ..Judged::at(&output.spot, outcome) }
}

/// What the output that is declared at the place of `spot` is meant to be.
fn declared(ask: &Ask, spot: &Spot) -> Meant {
    let mut outputs = ask.all_of.iter().chain(ask.any_of);
    outputs.find(|output| output.spot.place == spot.place).map_or(Meant::Either, |output| output.meant)
}

/// Whether one of the alternatives is there: one row for all of them.
pub fn judge_any_of(any_of: &[Declared], evidence: &Evidence) -> Judged {
    let found: Vec<(&str, Presence)> = any_of
        .iter()
        .map(|output| {
            let here = match of_wrong_kind(&output.spot.place, output.meant, evidence) {
                Some(_) => Presence::Nothing,
                None => presence(&output.spot.place, evidence),
            };
            (output.spot.place.as_str(), here)
        })
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
        Some(why) => look::refused(&why),
        None => Outcome::no(none_exists(any_of, evidence)),
    };
    Judged { check: Some(ANY_OF), ..Judged::nowhere(outcome.figure("checked", checked)) }
}

fn none_exists(any_of: &[Declared], evidence: &Evidence) -> Finding {
    let names: Vec<String> =
        any_of.iter().map(|output| escaped(output.spot.place.as_str().chars())).collect();
    let in_the_way = any_of.iter().find_map(|output| {
        let wrong = of_wrong_kind(&output.spot.place, output.meant, evidence).map(|finding| finding.message);
        wrong.or_else(|| in_the_way(&output.spot.place, evidence))
    });
    Finding {
        hint: Some(in_the_way.unwrap_or("write one of them".to_owned())),
        ..Finding::new(format!("None of required files exist: {}", names.join(", ")))
    }
}

fn existing((spot, meant): (&Spot, Meant), evidence: &Evidence, bounds: Bounds) -> Outcome {
    let meant = if bounds.say_kind() { Meant::Either } else { meant };
    let here = presence(&spot.place, evidence);
    // Whoever meant a file is not told to fill the directory in its place.
    if matches!(here, Presence::Here | Presence::Empty)
        && let Some(finding) = of_wrong_kind(&spot.place, meant, evidence)
    {
        return Outcome::no(finding);
    }
    match here {
        Presence::Here => bounds.judge(&spot.place, evidence),
        Presence::Empty => {
            let message = format!("Empty: {} is a directory without a file", exactly(spot.place.as_str()));
            let hint = Some("write at least one file below it".to_owned());
            Outcome::no(Finding { hint, ..finding_at(&spot.place, None, message) })
        }
        Presence::Nothing => {
            let absent = absent(&spot.place);
            let hint = in_the_way(&spot.place, evidence).or(absent.hint);
            Outcome::no(Finding { hint, ..absent })
        }
        Presence::Unsure(why) => look::refused(&why),
    }
}

/// What is wrong with a file where the path means a directory, or a directory where it means a file.
fn of_wrong_kind(place: &Place, meant: Meant, evidence: &Evidence) -> Option<Finding> {
    let Place::Path(path) = place else { return None };
    let (is, wanted, hint) = match (evidence.at(path)?, meant) {
        (Observed::File(_), Meant::Directory) => (
            "a file",
            "a directory",
            "make it a directory, or declare the path without `/` at its end if a file is meant",
        ),
        (Observed::Dir(_), Meant::File) => (
            "a directory",
            "a file",
            "write a file of that name; if a directory is meant, declare the path with `/` at its end or check it with `dir_exists`",
        ),
        _ => return None,
    };
    let message = format!("{} is {is} where {wanted} is meant", exactly(place.as_str()));
    Some(Finding {
        expected: Some(wanted.to_owned()),
        found: Some(is.to_owned()),
        hint: Some(hint.to_owned()),
        ..finding_at(place, None, message)
    })
}

/// What keeps the path from being written, where something does.
fn in_the_way(place: &Place, evidence: &Evidence) -> Option<String> {
    let Place::Path(path) = place else { return None };
    let file = evidence.in_the_way.get(path)?;
    Some(format!("{} is a file, so nothing can lie below it: make it a directory", exactly(file)))
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
