//! `regex_match` and `min_regex_count`: regular expressions.

use std::borrow::Cow;

use regex::{Match, Regex};

use crate::model::evidence::Evidence;
use crate::model::verdict::Finding;
use crate::rules::checks::frame::ask::Ask;
use crate::rules::checks::frame::kind::{
    CheckKind, Cost, INSTEAD_OF, ParamKind, Reads, TargetRule, figure, needed, optional,
};
use crate::rules::checks::frame::look::each_text;
use crate::rules::checks::frame::outcome::{Judged, Outcome};
use crate::rules::checks::frame::pattern;
use crate::rules::checks::frame::text::Text;
use crate::rules::quote::{exactly, quoted};
use crate::rules::unseen::without_unseen;

/// `regex_match`.
pub static REGEX_MATCH: CheckKind = CheckKind {
    name: "regex_match",
    version: 1,
    summary: "A regular expression matches somewhere in a text, or nowhere.",
    target: TargetRule::Any,
    params: &[
        needed(
            "regex",
            ParamKind::Regex,
            "The expression, in the syntax of Rust's regex crate; linear time, no look-around. `^` and `$` are the ends of the text, with `(?m)` those of a line.",
        ),
        optional(
            "must_not_match",
            ParamKind::Flag,
            "Turn it round: no match is wanted. False where nothing is said.",
        ),
    ],
    figures: &[
        figure("regex", "The expression."),
        figure("must_not_match", "Whether no match is wanted."),
        figure("matched", "Whether it matches."),
        INSTEAD_OF,
    ],
    reads: Reads::Content,
    cost: Cost::Cheap,
    example: r#"{ "type": "regex_match", "target": "{artifact_path}/index.html", "regex": "loading=[\"']lazy[\"']" }"#,
    words: |ask| {
        let verb = if ask.flag("must_not_match") { "does not match" } else { "matches" };
        Ok(format!("{} {verb} the regular expression {}", ask.subject(), exactly(ask.text("regex")?)))
    },
    judge: judge_match,
};

/// `min_regex_count`.
pub static MIN_REGEX_COUNT: CheckKind = CheckKind {
    name: "min_regex_count",
    version: 1,
    summary: "A regular expression matches at least so often in a text; a match lies within one line and its line end, and is not empty.",
    target: TargetRule::Any,
    params: &[
        needed(
            "regex",
            ParamKind::Regex,
            "The expression, in the syntax of Rust's regex crate. `^` and `$` are the ends of a line.",
        ),
        needed("min_count", ParamKind::Count, "How often it must match."),
    ],
    figures: &[
        figure("regex", "The expression."),
        figure("min_count", "How often it must match."),
        figure("actual_count", "How often it matches."),
        figure("at_least", "True when counting stopped early, so that there may be more."),
        INSTEAD_OF,
    ],
    reads: Reads::Content,
    cost: Cost::Cheap,
    example: r#"{ "type": "min_regex_count", "target": "{artifact_path}/images.ts", "regex": "https://[a-z.]+/", "min_count": 5 }"#,
    words: |ask| {
        let (regex, wanted) = (exactly(ask.text("regex")?), ask.count("min_count").ok_or(NO_COUNT)?);
        let times = if wanted == 1 { "once".to_owned() } else { format!("{wanted} times") };
        Ok(format!("{} matches the regular expression {regex} at least {times}", ask.subject()))
    },
    judge: judge_count,
};

const NO_COUNT: &str = "its parameter `min_count` is missing";

fn judge_match(ask: &Ask, evidence: &Evidence) -> Vec<Judged> {
    let turned = ask.flag("must_not_match");
    let regex = ask.text("regex");
    let compiled = regex.clone().and_then(pattern::regex);
    let figures = |outcome: Outcome, matched: bool| {
        outcome
            .figure("regex", regex.clone().unwrap_or_default())
            .figure("must_not_match", turned)
            .figure("matched", matched)
    };
    each_text(
        ask,
        evidence,
        &|text| {
            let regex = compiled.as_ref().map_err(Clone::clone)?;
            // What nobody sees must not keep a forbidden word from being found.
            let seen = without_unseen(text.text);
            let place = regex.find(text.text).map(|place| (text.text, place));
            let hidden = turned && matches!(seen, Cow::Owned(_));
            let place = place.or_else(|| hidden.then(|| Some((&*seen, regex.find(&seen)?)))?);
            let matched = place.is_some();
            let wrong = (matched == turned).then(|| unwanted(text, regex, place));
            Ok(figures(Outcome::of(wrong.into_iter().collect()), matched))
        },
        &|path| {
            let message =
                format!("{} is missing, so the regular expression could not be tried", quoted(path));
            figures(Outcome::no(Finding::new(message)), false)
        },
    )
}

fn unwanted(text: &Text, regex: &Regex, place: Option<(&str, Match<'_>)>) -> Finding {
    let (name, pattern) = (quoted(text.path.as_str()), regex.as_str());
    let Some((searched, place)) = place else {
        return text
            .finding(None, format!("{name} does not match the regular expression {}", quoted(pattern)))
            .hint(format!("write a line that matches {}", quoted(pattern)));
    };
    let line = 1 + searched[..place.start()].bytes().filter(|&byte| byte == b'\n').count() as u64;
    Finding {
        found: Some(quoted(place.as_str())),
        hint: Some("take that out".to_owned()),
        ..text.finding(
            Some(line),
            format!("{name} matches the forbidden regular expression {}", quoted(pattern)),
        )
    }
}

fn judge_count(ask: &Ask, evidence: &Evidence) -> Vec<Judged> {
    let regex = ask.text("regex");
    let compiled = regex.clone().and_then(pattern::regex_for_lines);
    let figures = |outcome: Outcome, count: u64| {
        outcome
            .figure("regex", regex.clone().unwrap_or_default())
            .figure("min_count", ask.count("min_count").unwrap_or_default())
            .figure("actual_count", count)
    };
    each_text(
        ask,
        evidence,
        &|text| {
            let wanted = ask.count("min_count").ok_or(NO_COUNT)?;
            let tally = count(compiled.as_ref().map_err(Clone::clone)?, text.text, WORK);
            let outcome = figures(enough(text, ask.text("regex")?, &tally, wanted), tally.count);
            Ok(if tally.complete { outcome } else { outcome.figure("at_least", true) })
        },
        &|path| {
            let message = format!("{} is missing, so there is nothing to count", quoted(path));
            figures(Outcome::no(Finding::new(message)), 0)
        },
    )
}

fn enough(text: &Text, regex: &str, tally: &Tally, wanted: u64) -> Outcome {
    let name = quoted(text.path.as_str());
    if tally.count >= wanted {
        Outcome::yes()
    } else if tally.complete {
        Outcome::no(Finding {
            expected: Some(format!("at least {wanted}")),
            found: Some(tally.count.to_string()),
            hint: Some(match wanted - tally.count {
                1 => format!("write once more what matches {}", quoted(regex)),
                more => format!("write {more} times more what matches {}", quoted(regex)),
            }),
            ..text.finding(None, format!("Too few matches in {name}: {}/{wanted}", tally.count))
        })
    } else {
        Outcome::unknown(format!(
            "counting in {name} was stopped at {} of {wanted} matches, because its lines are too long to be searched so often",
            tally.count
        ))
        .hint("break its lines")
    }
}

/// How many bytes may be searched for one count. Each search is charged with the rest of its line, because an expression may look
/// that far before it settles for a short match.
const WORK: usize = 128 << 20;

/// What was counted.
#[derive(Debug, PartialEq, Eq)]
struct Tally {
    count: u64,
    /// Whether the whole text was searched.
    complete: bool,
}

/// How often `regex` matches within the lines of `text`, spending at most `work`.
fn count(regex: &Regex, text: &str, mut work: usize) -> Tally {
    let mut count = 0;
    for line in text.split_inclusive('\n') {
        let mut from = 0;
        while from <= line.len() {
            let Some(rest) = work.checked_sub(line.len() - from + 1) else {
                return Tally { count, complete: false };
            };
            work = rest;
            let Some(found) = regex.find_at(line, from) else { break };
            // Behind its line end begins the next line.
            if found.start() == line.len() && line.ends_with('\n') {
                break;
            }
            // An empty match is found in every text, so that it says nothing.
            count += u64::from(!found.is_empty());
            from = if found.is_empty() { next(line, found.end()) } else { found.end() };
        }
    }
    Tally { count, complete: true }
}

/// The place one character behind `at`; behind the end of the line there is none.
fn next(line: &str, at: usize) -> usize {
    line[at..].chars().next().map_or(line.len() + 1, |c| at + c.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_matches_count_nothing() {
        for (pattern, text, wanted) in [
            ("x*", "axxbx\na", 2),
            ("^", "a\nb\r\nc", 0),
            ("$", "a\nb\r\nc", 0),
            ("", "abc", 0),
            ("^bad$", "bad\r\nbad\nbad", 3),
        ] {
            let regex = pattern::regex_for_lines(pattern).unwrap();
            assert_eq!(count(&regex, text, WORK), Tally { count: wanted, complete: true }, "{pattern}");
        }
    }
}
