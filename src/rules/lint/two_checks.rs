//! Two checks that contradict or repeat each other, and outputs that a check wants absent.

use std::collections::BTreeMap;

use crate::model::contract::{Arg, Condition, Contract, Severity, TargetSpec, Validation};
use crate::model::depth::Depth;
use crate::rules::lint::overlap::{both_made, covers, same_place, wants_presence};
use crate::rules::lint::remark::{At, Remarks, Weight};
use crate::rules::lint::{one_check, texts, two_bounds};
use crate::rules::quote::quoted;
use crate::rules::templates::is_glob;

/// Looks at every pair of checks of `contract`, and at its outputs.
pub fn each(contract: &Contract, remarks: &mut Remarks) {
    for (index, validation) in contract.validations.iter().enumerate() {
        absent_output(index, validation, contract, remarks);
        let earlier = contract.validations[..index].iter().enumerate();
        for (other, before) in earlier.filter(|(_, before)| both_made(before, validation)) {
            let pair = Pair { one: (other, before), other: (index, validation) };
            if !twice(&pair, remarks) && same_place(&before.target, &validation.target) {
                contradictions(&pair, remarks);
                placeholder_wanted(&pair, remarks);
            }
        }
    }
}

/// A check and its place among the validations.
type Placed<'a> = (usize, &'a Validation);

/// Two checks, the earlier one first.
struct Pair<'a> {
    one: Placed<'a>,
    other: Placed<'a>,
}

impl<'a> Pair<'a> {
    /// Both orders.
    fn ways(&self) -> [(&'a Validation, &'a Validation); 2] {
        [(self.one.1, self.other.1), (self.other.1, self.one.1)]
    }

    /// The same with their places.
    fn places(&self) -> [(Placed<'a>, Placed<'a>); 2] {
        [(self.one, self.other), (self.other, self.one)]
    }

    /// Both check types, when they are these two in any order.
    fn are(&self, one: &str, other: &str) -> bool {
        self.ways().iter().any(|(a, b)| a.check == one && b.check == other)
    }

    /// A gate whose errors contradict each other never passes; with a warning among them it is only never clean.
    fn weight(&self) -> Weight {
        let both = [self.one.1, self.other.1].iter().all(|it| it.severity == Severity::Error);
        if both { Weight::Error } else { Weight::Warning }
    }

    fn name(&self) -> String {
        let (index, before) = self.one;
        match &before.common.id {
            Some(id) => format!("{} (check {}, called {})", quoted(&before.check), index + 1, quoted(id)),
            None => format!("{} (check {})", quoted(&before.check), index + 1),
        }
    }
}

fn twice(pair: &Pair<'_>, remarks: &mut Remarks) -> bool {
    let (one, other) = (pair.one.1, pair.other.1);
    let same = one.check == other.check
        && one.target == other.target
        && one.args == other.args
        && one.own == other.own
        && one.severity == other.severity
        && one.common.when == other.common.when;
    if same {
        let message = format!("it asks the same as {}", pair.name());
        remarks.say(Weight::Warning, "checked_twice", At::check(pair.other.0, ""), message).because(
            "whoever mends one of the two leaves the other as it is",
            "strike one of the two; a copy is often one whose target was forgotten",
        );
    }
    same
}

fn contradictions(pair: &Pair<'_>, remarks: &mut Remarks) {
    const NEVER: &str = "no work can hold both: the gate can never pass where both are made";
    let mut say = |code: &'static str, what: String, hint: &'static str| {
        let message = format!("it contradicts {}: {what}", pair.name());
        remarks.say(pair.weight(), code, At::check(pair.other.0, ""), message).because(NEVER, hint);
    };
    if let Some(what) = pair.ways().iter().find_map(|(wanting, refusing)| texts::clash(wanting, refusing)) {
        say(
            "wanted_and_forbidden",
            what,
            "let one of the two look for something else, or in another `scope`",
        );
    }
    if let Some(what) = two_bounds::crossing(pair.one.1, pair.other.1) {
        say("bounds_cross", what, one_check::UNCROSS);
    }
    let absent = pair.ways().iter().any(|(one, other)| one.check == "file_absent" && wants_presence(other));
    if absent {
        say(
            "wanted_and_absent",
            "a file is wanted and must not be there".to_owned(),
            "strike one of the two, or name other paths",
        );
    }
    if pair.are("changed_since_start", "unchanged") {
        say("changed_and_unchanged", "a change is wanted and forbidden".to_owned(), "strike one of the two");
    }
    if let [Some(Arg::Text(one)), Some(Arg::Text(other))] =
        [pair.one.1, pair.other.1].map(|it| it.args.get("kind"))
        && pair.are("file_exists", "file_exists")
        && one != other
    {
        say("two_kinds", format!("it must be a {other} and a {one}"), "strike one of the two");
    }
    if pair.one.1.check == pair.other.1.check
        && let Some(what) =
            fields(pair.one.1).zip(fields(pair.other.1)).and_then(|(one, other)| field_clash(one, other))
    {
        say("field_contradicts", what, "let both ask for the same value, or strike one");
    }
}

fn placeholder_wanted(pair: &Pair<'_>, remarks: &mut Remarks) {
    if let Some((index, what)) = pair
        .places()
        .iter()
        .find_map(|((index, wanting), (_, refusing))| Some((*index, texts::placeholder(wanting, refusing)?)))
    {
        remarks.say(Weight::Warning, "placeholder_wanted", At::check(index, ""), what).because(
            "`placeholder_free` of the same file refuses it wherever it is not written as code",
            "ask for another word, or name it in `allow` there",
        );
    }
}

fn fields(validation: &Validation) -> Option<&BTreeMap<String, Condition>> {
    match validation.args.get("checks") {
        Some(Arg::Conditions(fields)) => Some(fields),
        _ => None,
    }
}

fn field_clash(one: &BTreeMap<String, Condition>, other: &BTreeMap<String, Condition>) -> Option<String> {
    one.iter().find_map(|(field, condition)| {
        let against = other.get(field)?;
        let clash = conflict(condition, against) || conflict(against, condition);
        clash.then(|| format!("{} cannot be {condition} and {against}", quoted(field)))
    })
}

fn conflict(one: &Condition, other: &Condition) -> bool {
    match (one, other) {
        (Condition::Is(one), Condition::Is(other)) => one.to_string() != other.to_string(),
        (Condition::Is(one), Condition::Not(other)) => one.to_string() == other.to_string(),
        (Condition::Is(one), Condition::Min(least)) => {
            !one.to_string().parse::<f64>().is_ok_and(|number| number >= *least as f64)
        }
        _ => false,
    }
}

/// An output that a check wants not to be there.
fn absent_output(index: usize, validation: &Validation, contract: &Contract, remarks: &mut Remarks) {
    let TargetSpec::Path(target) = &validation.target else { return };
    if validation.check != "file_absent" {
        return;
    }
    let when = validation.common.when.as_ref();
    let made = |depth: &Depth| when.is_none_or(|when| when.depths.is_empty() || when.depths.contains(depth));
    let meets = |output: &str| output == target.0 || (is_glob(&target.0) && covers(&target.0, output));
    for output in contract.all_of.iter().filter(|output| meets(&output.path.0)) {
        let required = Depth::ALL.iter().any(|depth| made(depth) && output.is_required(*depth));
        let weight =
            if required && validation.severity == Severity::Error { Weight::Error } else { Weight::Warning };
        let message = format!("`{}` is an output of the gate and must not be there", output.path.0);
        remarks.say(weight, "output_absent", At::check(index, "target"), message).because(
            "whoever brings the output fails the check, and whoever does not misses the output",
            "strike the check, or the output",
        );
    }
}
