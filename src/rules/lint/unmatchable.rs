//! Expressions that no text matches: something stands before the beginning, behind the end, or nowhere at all.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind, Look};

use crate::model::contract::{Arg, Contract, Validation};
use crate::rules::checks::catalogue::{self, ParamKind};
use crate::rules::lint::remark::{At, Remarks, Weight};

/// Looks at each expression of `contract`.
pub fn each(contract: &Contract, remarks: &mut Remarks) {
    for (index, validation) in contract.validations.iter().enumerate() {
        for (key, expression) in expressions(validation) {
            let counted = validation.check == "min_regex_count";
            let why = unmatchable(expression).or_else(|| (counted && is_empty(expression)).then_some(EMPTY));
            let Some(why) = why else { continue };
            let message = format!("`{key}` matches no text: {why}");
            remarks.say(Weight::Error, "never_matches", At::check(index, key), message).because(
                "what is asked for is never found, and what is forbidden always passes",
                "mend the expression; a sign that is meant itself stands behind a backslash: `\\^`, `\\$`",
            );
        }
    }
}

/// The expressions of a check, each with the parameter that holds it.
fn expressions(validation: &Validation) -> impl Iterator<Item = (&str, &str)> {
    let is_regex = validation.args.get("is_regex") == Some(&Arg::Flag(true));
    let params = catalogue::find(&validation.check).map_or(&[][..], |kind| kind.params);
    let of_kind =
        move |name: &str| params.iter().any(|param| param.name == name && param.kind == ParamKind::Regex);
    let all = validation.args.iter().map(|(name, arg)| (name.as_str(), arg));
    let asked =
        all.filter(move |(name, _)| of_kind(name) || (is_regex && matches!(*name, "pattern" | "patterns")));
    asked.flat_map(|(name, arg)| {
        let texts = match arg {
            Arg::Text(text) => std::slice::from_ref(text),
            Arg::Texts(texts) => texts.as_slice(),
            _ => &[],
        };
        texts.iter().map(move |text| (name, text.as_str()))
    })
}

/// Why no text matches `expression`; `None` where one may, or where it is none.
fn unmatchable(expression: &str) -> Option<&'static str> {
    // Where lines are told apart, a line end may stand before a beginning.
    let over_lines = ["\\n", "\\r", "\\s", "\\W", "\\D", "[^", "\\x", "\\u", "\\p", "\\P"];
    let hir = ParserBuilder::new().crlf(true).nest_limit(100).build().parse(expression).ok()?;
    let sets = |group: &str| group.split([')', ':']).next().is_some_and(|flags| flags.contains(['m', 's']));
    let lines =
        over_lines.iter().any(|mark| expression.contains(mark)) || expression.split("(?").skip(1).any(sets);
    why(&hir).filter(|why| *why == NOTHING || !lines)
}

/// Whether all its matches are empty.
fn is_empty(expression: &str) -> bool {
    let hir = ParserBuilder::new().crlf(true).nest_limit(100).build().parse(expression);
    hir.is_ok_and(|hir| hir.properties().maximum_len() == Some(0))
}

const EMPTY: &str = "each of its matches is empty, and such a one is not counted";
const NOTHING: &str = "there is no character that it allows";
const BEFORE: &str = "something stands before the beginning (`^`)";
const BEHIND: &str = "something stands behind the end (`$`)";
const TORN: &str = "a place cannot be the edge of a word and none";

fn why(hir: &Hir) -> Option<&'static str> {
    match hir.kind() {
        HirKind::Class(Class::Unicode(class)) => class.ranges().is_empty().then_some(NOTHING),
        HirKind::Class(Class::Bytes(class)) => class.ranges().is_empty().then_some(NOTHING),
        HirKind::Repetition(it) => why(&it.sub).filter(|_| it.min > 0),
        HirKind::Capture(it) => why(&it.sub),
        HirKind::Alternation(all) => {
            let mut each = all.iter().map(why);
            let first = each.next().flatten()?;
            each.all(|it| it.is_some()).then_some(first)
        }
        HirKind::Concat(all) => all.iter().find_map(why).or_else(|| in_a_row(all)),
        _ => None,
    }
}

/// Why these cannot stand one after the other.
fn in_a_row(all: &[Hir]) -> Option<&'static str> {
    let takes = |hir: &Hir| hir.properties().minimum_len().unwrap_or(0) > 0;
    for (at, hir) in all.iter().enumerate() {
        if wants(hir, &|look| look == Look::Start) && all[..at].iter().any(takes) {
            return Some(BEFORE);
        }
        if wants(hir, &|look| look == Look::End) && all[at + 1..].iter().any(takes) {
            return Some(BEHIND);
        }
    }
    let torn = |pair: &[Hir]| {
        let looks = (pair[0].kind(), pair[1].kind());
        let (HirKind::Look(one), HirKind::Look(other)) = looks else { return false };
        let both = [*one, *other];
        [[Look::WordUnicode, Look::WordUnicodeNegate], [Look::WordAscii, Look::WordAsciiNegate]]
            .iter()
            .any(|torn| both == *torn || both == [torn[1], torn[0]])
    };
    all.windows(2).any(torn).then_some(TORN)
}

/// Whether every match has a place that `is_it`.
fn wants(hir: &Hir, is_it: &dyn Fn(Look) -> bool) -> bool {
    match hir.kind() {
        HirKind::Look(look) => is_it(*look),
        HirKind::Repetition(it) => it.min > 0 && wants(&it.sub, is_it),
        HirKind::Capture(it) => wants(&it.sub, is_it),
        HirKind::Alternation(all) => all.iter().all(|hir| wants(hir, is_it)),
        HirKind::Concat(all) => all.iter().any(|hir| wants(hir, is_it)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_that_no_text_matches_is_told_from_those_that_some_does() {
        for expression in [
            "a^", "$a", "(a|b)^c", "x(^a|^b)", "a+^", "(?i)a^", "[a&&b]", "(a^|$b)", r"\b\B", "($)+x",
            r"[^\s\S]", "^a$b",
        ] {
            assert!(unmatchable(expression).is_some(), "{expression}");
        }
        for expression in [
            "^a$",
            "a*^b",
            "(^a|b)",
            "a|b^",
            r"a\^",
            "[$]a",
            "(a^)?b",
            "(a^){0}b",
            r"a\n^b",
            "(?m)a$\n^b",
            "^^a$$",
            r"\ba\b",
            "",
            "(",
            "a$|b",
        ] {
            assert_eq!(unmatchable(expression), None, "{expression}");
        }
    }
}
