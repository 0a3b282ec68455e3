//! Waivers: which check of a contract is meant, whether it may be waived, and what that does to its rows.

use serde_json::{Map, Value};

use crate::model::actor::{Actor, ActorClass};
use crate::model::contract::Severity;
use crate::model::time::Timestamp;
use crate::model::verdict::{Row, State};
use crate::model::waiver::Waiver;
use crate::rules::alike::looks_like;
use crate::rules::checks::exists;
use crate::rules::checks::frame::kind::Cost;
use crate::rules::outputs::{Check, Resolved, Target};

/// The check that `given` names, with the name that is recorded for it.
///
/// # Errors
/// The names of the checks that may be waived, when it names none or several.
pub fn meant<'a>(plan: &'a Resolved, given: &str) -> Result<(&'a Check, String), Vec<String>> {
    let found = meaning(plan, given);
    match found.as_slice() {
        [one] => Ok((one, name(plan, one).unwrap_or_else(|| given.to_owned()))),
        _ => Err(plan
            .checks
            .iter()
            .filter(|check| refusal(plan, check).is_none())
            .filter_map(|check| name(plan, check))
            .collect()),
    }
}

/// The shortest name by which a waiver can say the check: its id, else its type, else its type and target. `None` where
/// another check has all of them as well.
pub fn name(plan: &Resolved, check: &Check) -> Option<String> {
    names(check).into_iter().find(|name| means(plan, name, check))
}

/// Every check that a name may mean; an id means its own check alone.
fn meaning<'a>(plan: &'a Resolved, given: &str) -> Vec<&'a Check> {
    let id = |check: &Check| check.validation.common.id.as_deref() == Some(given);
    match plan.checks.iter().find(|check| id(check)) {
        Some(check) => vec![check],
        None => plan.checks.iter().filter(|check| names(check).iter().any(|name| name == given)).collect(),
    }
}

/// Whether a name means this check and no other.
fn means(plan: &Resolved, given: &str, check: &Check) -> bool {
    matches!(meaning(plan, given)[..], [one] if one.index == check.index)
}

fn names(check: &Check) -> Vec<String> {
    let place = match &check.target {
        Target::At(spot) => Some(spot.place.as_str()),
        Target::AnyOf => Some("any_of"),
        Target::AllRequired => Some("all_required"),
        Target::FirstOf(_) | Target::Nothing => None,
    };
    let kind = check.kind.name;
    let of_place = place.map(|place| format!("{kind} {place}"));
    check.validation.common.id.clone().into_iter().chain([kind.to_owned()]).chain(of_place).collect()
}

/// Why the check may not be waived, in words; `None` where it may.
pub fn refusal(plan: &Resolved, check: &Check) -> Option<&'static str> {
    if matches!(check.kind.cost, Cost::People | Cost::Review(_)) {
        return Some("somebody else decides about the outputs there, and skipping work never skips that");
    }
    if check.validation.severity == Severity::Warning {
        return Some("it is a warning, which never fails the gate");
    }
    asks_for_output(plan, check)
        .then_some("it asks for a declared output, and what a gate has to bring is not waived")
}

fn asks_for_output(plan: &Resolved, check: &Check) -> bool {
    let declared = |target: &Target| match target {
        Target::At(spot) => {
            plan.all_of.iter().chain(&plan.any_of).any(|output| output.spot.place == spot.place)
        }
        Target::AnyOf | Target::AllRequired => true,
        Target::FirstOf(_) | Target::Nothing => false,
    };
    check.kind.name == exists::FILE_EXISTS.name && declared(&check.target)
}

/// Why a waiver by `by` does not count for an attempt that `producer` opened, in words; `None` where it does.
pub fn against(producer: &Actor, by: &Actor) -> Option<&'static str> {
    if by.class == ActorClass::Agent {
        return Some("an agent does not waive a check: people do");
    }
    if by.name == Actor::UNKNOWN {
        return Some("whoever waives a check is known by name");
    }
    let by_an_agent = producer.class == ActorClass::Agent && by.class != ActorClass::Human;
    let alike = !producer.surely_differs(by) || looks_like(&producer.name, &by.name);
    (by_an_agent && alike).then_some(
        "an agent opened the attempt under that name, or under none: without a signature it may be the agent itself",
    )
}

/// The checks that did not hold in an attempt and were waived, by its rows as they are recorded, and until when: each once.
pub fn rests_on(rows: &[Map<String, Value>]) -> Vec<(String, Timestamp)> {
    let text = |row: &Map<String, Value>, name: &str| row.get(name)?.as_str().map(str::to_owned);
    let mut found: Vec<(String, Timestamp)> = vec![];
    for row in rows {
        let until = row.get("waived").and_then(Value::as_object).and_then(|waived| text(waived, "until"));
        let Some(until) = until.and_then(|until| until.parse::<Timestamp>().ok()) else { continue };
        let check = text(row, "id").or_else(|| text(row, "type")).unwrap_or_default();
        if !found.contains(&(check.clone(), until)) {
            found.push((check, until));
        }
    }
    found
}

/// The rows of one check, those that would keep the gate from passing waived by the last waiver of it.
pub fn applied(plan: &Resolved, check: &Check, waivers: &[Waiver], mut rows: Vec<Row>) -> Vec<Row> {
    // What a waiver says is held against the contract again: a record may have been written by anybody.
    if waivers.is_empty() || refusal(plan, check).is_some() {
        return rows;
    }
    let of_it = |waiver: &&Waiver| means(plan, &waiver.waived.check, check);
    if let Some(waiver) = waivers.iter().rev().find(of_it) {
        for row in rows.iter_mut().filter(|row| row.blocks()) {
            row.state = State::Waived;
            row.waiver = Some(waiver.clone());
        }
    }
    rows
}
