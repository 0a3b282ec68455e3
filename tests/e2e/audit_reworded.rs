//! What an audit makes of demands that were put back in other words: what was asked before and is asked today is held against what was asked in between, as
//! far as the two can be compared.

use serde_json::{Value, json};

use crate::audit::{found, rules};
use crate::audit_put_back::{all_of, between, first, standing};

const FIRST: &str = "contracts/G1.json";

fn asks(checks: &[Value]) -> String {
    first(json!({"required_outputs": all_of("a.md"), "validations": checks}))
}

/// How G1 stands where it was asked the first of these, was judged by the second, and is asked the third today.
fn after(asked: [&[Value]; 3]) -> (String, bool) {
    let [before, then, now] = asked.map(asks);
    let world = between(&[(FIRST, &before)], &[(FIRST, &then)], &[(FIRST, &now)]);
    assert_eq!(world.run_json()["gates"][0]["status"], "PASS", "{then}");
    (standing(&world, "G1").remove(0), rules(&world, "").contains(&"pins.put_back".to_owned()))
}

fn on(kind: &str, name: &str, value: Value) -> Value {
    let mut check = json!({"type": kind, "target": "a.md"});
    check[name] = value;
    check
}

/// So many letters, of which there are five.
fn letters(least: u64) -> Value {
    let mut check = on("min_regex_count", "min_count", least.into());
    check["regex"] = "[a-z]".into();
    check
}

fn text(patterns: &[&str]) -> Value {
    on("contains_text", "patterns", json!(patterns))
}

fn regex(regex: &str) -> Value {
    on("regex_match", "regex", regex.into())
}

#[test]
fn a_threshold_that_was_lower_only_for_the_run_does_not_let_its_gate_stand() {
    let fallen = ("fallen".to_owned(), true);
    assert_eq!(after([&[letters(9)], &[letters(1)], &[letters(8)]]), fallen);
    assert_eq!(after([&[letters(9)], &[], &[letters(12)]]), fallen, "nor one that was not there");
}

#[test]
fn a_threshold_that_was_developed_lets_its_gate_stand() {
    let stands = ("stands".to_owned(), false);
    assert_eq!(after([&[letters(1)], &[letters(2)], &[letters(8)]]), stands, "it only ever rose");
    assert_eq!(after([&[letters(9)], &[letters(2)], &[letters(1)]]), stands, "it only ever fell");
    assert_eq!(after([&[letters(1)], &[letters(2)], &[letters(1)]]), stands, "the run was asked most");
}

#[test]
fn texts_that_are_asked_for_again_in_other_words_were_put_back() {
    let fallen = ("fallen".to_owned(), true);
    let (strict, easy) = ([text(&["Earned"])], [text(&["No"])]);
    for today in [["Earned", "Earned"], ["Earned", "more"], ["well Earned", "more"]] {
        assert_eq!(after([&strict, &easy, &[text(&today)]]), fallen, "{today:?}");
    }
    let apart = [text(&["Earned"]), text(&["No"])];
    assert_eq!(after([&[text(&["Earned", "No"])], &easy, &apart]), fallen, "two checks for one");
    let stands = ("stands".to_owned(), false);
    assert_eq!(after([&strict, &easy, &[text(&["Another"])]]), stands);
}

#[test]
fn one_alternative_that_was_there_only_for_the_run_was_not_put_back_with_others_beside() {
    let asks = |paths: &[&str]| {
        let paths: Vec<Value> = paths.iter().map(|path| json!({"path": path})).collect();
        first(json!({"required_outputs": {"any_of": paths}}))
    };
    let [before, then, now] = [&["c.md"][..], &["a.md", "c.md"], &["c.md", "d.md"]].map(asks);
    let world = between(&[(FIRST, &before)], &[(FIRST, &then)], &[(FIRST, &now)]);
    assert_eq!(standing(&world, "G1"), ["fallen"]);
}

#[test]
fn what_cannot_be_compared_is_said_and_lets_no_required_gate_stand() {
    let unknown = ("unknown".to_owned(), false);
    assert_eq!(after([&[regex("Earned")], &[regex("No")], &[regex("Ear(n|ned)ed")]]), unknown);
    assert_eq!(after([&[regex("Earned")], &[], &[regex("Ear(n|ned)ed")]]), unknown);
    let [before, then, now] = [regex("Earned"), regex("No"), regex("Ear(n|ned)ed")].map(|one| asks(&[one]));
    let world = between(&[(FIRST, &before)], &[(FIRST, &then)], &[(FIRST, &now)]);
    let said = found(&world, "pins.not_compared");
    assert_eq!(said["weight"], "not_enforced");
    let message = said["message"].as_str().unwrap();
    assert!(message.contains("Ear(n|ned)ed") && message.contains("Earned"), "{message}");
    // What was asked first, and what is only asked since, can be compared with nothing.
    let stands = ("stands".to_owned(), false);
    assert_eq!(after([&[regex("No")], &[regex("No")], &[regex("Earned")]]), stands);
    assert_eq!(after([&[], &[regex("No")], &[regex("Earned")]]), stands);
    assert_eq!(after([&[regex("Earned")], &[regex("No")], &[regex("No")]]), stands);
}

#[test]
fn what_the_run_was_asked_more_of_was_not_put_back() {
    let asks = |paths: &[&str]| {
        let paths: Vec<Value> = paths.iter().map(|path| json!({"path": path})).collect();
        first(json!({"required_outputs": {"any_of": paths}}))
    };
    let [usual, stricter] = [&["a.md", "c.md"][..], &["a.md"]].map(asks);
    let world = between(&[(FIRST, &usual)], &[(FIRST, &stricter)], &[(FIRST, &usual)]);
    assert_eq!(standing(&world, "G1"), ["stands"]);
}
