//! Which demand asks for another.

use std::collections::BTreeMap;

use crate::model::contract::{Common, PathTemplate};
use crate::rules::demands::*;

fn check(kind: &str, args: &[(&str, Arg)]) -> Validation {
    Validation {
        check: kind.to_owned(),
        target: TargetSpec::Path(PathTemplate("a.md".to_owned())),
        severity: Severity::Error,
        description: String::new(),
        common: Common::default(),
        args: args.iter().map(|(name, arg)| ((*name).to_owned(), arg.clone())).collect(),
        own: None,
    }
}

fn demands(checks: &[Validation]) -> Demands {
    let mut all = Demands::default();
    for one in checks {
        let (kind, atoms) = taken_apart(one, Depth::Standard);
        all.checks.entry(kind).or_default().extend(atoms);
    }
    all
}

/// What became of the first, where the second was asked in between and the third is asked today.
fn again(before: &[Validation], then: &[Validation], now: &[Validation]) -> Again {
    demands(before).again(&demands(then), &demands(now))
}

fn lacks(before: Validation, then: Validation, now: Validation) -> Vec<String> {
    again(&[before], &[then], &[now]).lacks.into_iter().collect()
}

#[test]
fn the_lesser_of_two_numbers_is_what_both_ask() {
    let least =
        |n| check("word_count", &[("thresholds", Arg::Thresholds(BTreeMap::from([(Depth::Standard, n)])))]);
    assert_eq!(lacks(least(9), least(1), least(8)), ["word_count of a.md, thresholds: at least 8"]);
    assert!(lacks(least(9), least(8), least(8)).is_empty());
    let most = |n| check("word_count", &[("max_words", Arg::Count(n))]);
    assert_eq!(lacks(most(10), most(99), most(20)), ["word_count of a.md, max_words: at most 20"]);
    assert!(lacks(most(10), most(20), most(99)).is_empty());
    let mostly = |share| {
        let mut one = check("links", &[]);
        one.common.mostly = share;
        one
    };
    assert_eq!(
        lacks(mostly(None), mostly(Some(10)), mostly(Some(90))),
        ["links of a.md, mostly: at least 90"]
    );
}

#[test]
fn a_longer_text_asks_for_what_it_holds_where_it_is_a_text() {
    let text = |text: &str, regex: bool| {
        let patterns = Arg::Texts(vec![text.to_owned()]);
        check("contains_text", &[("patterns", patterns), ("is_regex", Arg::Flag(regex))])
    };
    let (found, wanted) =
        (lacks(text("one", false), text("x", false), text("one two", false)), "patterns: \"one\"");
    assert!(found.len() == 1 && found[0].contains(wanted), "{found:?}");
    assert!(lacks(text("one", true), text("x", true), text("one two", true)).is_empty());
    let heading =
        |text: &str| check("contains_headings", &[("required_headings", Arg::Texts(vec![text.to_owned()]))]);
    assert!(lacks(heading("# A"), heading("# B"), heading("# A b")).is_empty());
}

#[test]
fn two_patterns_are_unlike_where_neither_was_asked_in_between() {
    let regex = |text: &str| check("regex_match", &[("regex", Arg::Text(text.to_owned()))]);
    let unlike = |before: &[Validation], then: &[Validation], now: &[Validation]| {
        again(before, then, now).unlike.len()
    };
    assert_eq!(unlike(&[regex("a")], &[regex("b")], &[regex("c")]), 1);
    assert_eq!(unlike(&[regex("a")], &[], &[regex("c")]), 1);
    for (before, then, now) in [("a", "a", "c"), ("a", "b", "b"), ("a", "b", "a")] {
        assert_eq!(unlike(&[regex(before)], &[regex(then)], &[regex(now)]), 0, "{before} {then} {now}");
    }
    let other = check("regex_match", &[("regex", Arg::Text("a".to_owned()))]);
    let other = Validation { target: TargetSpec::AnyOf, ..other };
    assert_eq!(unlike(&[other], &[], &[regex("c")]), 0, "another target");
}

#[test]
fn fewer_to_choose_from_and_fewer_times_are_the_stricter_demand() {
    let from = |names: &[&str]| Demands {
        choices: BTreeMap::from([("one of", names.iter().map(|name| (*name).to_owned()).collect())]),
        ..Demands::default()
    };
    let lacks =
        |before: &[&str], then: Demands, now: &[&str]| from(before).again(&then, &from(now)).lacks.len();
    assert_eq!(lacks(&["c"], from(&["a", "c"]), &["c", "d"]), 1);
    assert_eq!(lacks(&["c"], from(&["a", "c"]), &["a", "c", "d"]), 0);
    assert_eq!(lacks(&["c"], Demands::default(), &["d"]), 1);
    let most = |n| Demands { most: BTreeMap::from([("attempts", n)]), ..Demands::default() };
    assert_eq!(most(3000).again(&most(10_000), &most(4000)).lacks.len(), 1);
    assert_eq!(most(3000).again(&most(4000), &most(10_000)).lacks.len(), 0);
    assert_eq!(most(3000).again(&Demands::default(), &most(4000)).lacks.len(), 1);
}
