//! What a text must hold according to one check and must not according to another.

use crate::model::contract::{Arg, Validation};
use crate::rules::checks::contents::entry::Entry;
use crate::rules::checks::frame::pattern;
use crate::rules::checks::placeholders::{PLACEHOLDER_FREE, stands_for_something};
use crate::rules::quote::quoted;

/// Why no text holds both: `wanting` asks for something that `refusing` forbids.
pub fn clash(wanting: &Validation, refusing: &Validation) -> Option<String> {
    let forbidden = forbidden(refusing)?;
    let clash = wanted(wanting).into_iter().find(|wanted| forbidden.hits(wanted))?;
    Some(format!("{} is wanted, which {} forbids", quoted(clash.text()), forbidden.name()))
}

/// Why `wanting` asks for something that `refusing`, a `placeholder_free`, takes for a placeholder in text and headings.
pub fn placeholder(wanting: &Validation, refusing: &Validation) -> Option<String> {
    if refusing.check != PLACEHOLDER_FREE.name {
        return None;
    }
    let allowed = match refusing.args.get("allow") {
        Some(Arg::Texts(texts)) => texts.as_slice(),
        _ => &[],
    };
    let stands_in_code = |wanted: &Wanted<'_>| !matches!(wanted.scope(), Some("text" | "heading"));
    let is_placeholder = |wanted: &Wanted<'_>| {
        let Wanted::Text(wanted, _) = wanted else { return false };
        stands_for_something(wanted, allowed, text(refusing, "also"))
    };
    let wanted =
        wanted(wanting).into_iter().find(|wanted| !stands_in_code(wanted) && is_placeholder(wanted))?;
    Some(format!("{} is wanted, which is a placeholder", quoted(wanted.text())))
}

/// Something that must stand in a text, and in which part of it.
enum Wanted<'a> {
    Text(String, Option<&'a str>),
    Expression(&'a str, Option<&'a str>),
}

impl Wanted<'_> {
    fn text(&self) -> &str {
        match self {
            Wanted::Text(text, _) => text,
            Wanted::Expression(text, _) => text,
        }
    }

    fn scope(&self) -> Option<&str> {
        match self {
            Wanted::Text(_, scope) | Wanted::Expression(_, scope) => *scope,
        }
    }
}

fn wanted(validation: &Validation) -> Vec<Wanted<'_>> {
    let scope = text(validation, "scope");
    let many = |name: &str| match validation.args.get(name) {
        Some(Arg::Texts(texts)) => texts.as_slice(),
        _ => &[],
    };
    match validation.check.as_str() {
        "contains_text" if asks_for_none(validation) => vec![],
        "contains_text" if flag(validation, "is_regex") => {
            many("patterns").iter().map(|it| Wanted::Expression(it, scope)).collect()
        }
        "contains_text" => many("patterns").iter().map(|it| Wanted::Text(it.clone(), scope)).collect(),
        "contains_headings" => {
            let headings = many("required_headings").iter().map(|it| Entry::new(it).text);
            headings.map(|text| Wanted::Text(text, Some("heading"))).collect()
        }
        "regex_match" if !flag(validation, "must_not_match") => {
            text(validation, "regex").map(|it| Wanted::Expression(it, None)).into_iter().collect()
        }
        "min_regex_count" if !asks_for_none(validation) => {
            text(validation, "regex").map(|it| Wanted::Expression(it, None)).into_iter().collect()
        }
        _ => vec![],
    }
}

/// What must not stand in a text.
struct Forbidden<'a> {
    pattern: &'a str,
    is_regex: bool,
    scope: Option<&'a str>,
}

fn forbidden(validation: &Validation) -> Option<Forbidden<'_>> {
    match validation.check.as_str() {
        "not_contains" => Some(Forbidden {
            pattern: text(validation, "pattern")?,
            is_regex: flag(validation, "is_regex"),
            scope: text(validation, "scope"),
        }),
        "regex_match" if flag(validation, "must_not_match") => {
            Some(Forbidden { pattern: text(validation, "regex")?, is_regex: true, scope: None })
        }
        _ => None,
    }
}

impl Forbidden<'_> {
    /// Whether whatever holds `wanted` holds this as well.
    fn hits(&self, wanted: &Wanted<'_>) -> bool {
        if self.scope.is_some() && self.scope != wanted.scope() {
            return false;
        }
        match wanted {
            Wanted::Expression(expression, _) => self.is_regex && *expression == self.pattern,
            Wanted::Text(text, _) if self.is_regex => {
                self.stands_anywhere() && pattern::regex(self.pattern).is_ok_and(|it| it.is_match(text))
            }
            Wanted::Text(text, _) => text.contains(self.pattern),
        }
    }

    /// Whether a match does not depend on what stands around it.
    fn stands_anywhere(&self) -> bool {
        !["^", "$", r"\b", r"\B", r"\A", r"\z"].iter().any(|anchor| self.pattern.contains(anchor))
    }

    fn name(&self) -> String {
        let what = if self.is_regex { "the expression " } else { "" };
        format!("{what}{}", quoted(self.pattern))
    }
}

fn asks_for_none(validation: &Validation) -> bool {
    validation.args.get("min_count") == Some(&Arg::Count(0))
}

fn text<'a>(validation: &'a Validation, name: &str) -> Option<&'a str> {
    match validation.args.get(name) {
        Some(Arg::Text(text)) => Some(text),
        _ => None,
    }
}

fn flag(validation: &Validation, name: &str) -> bool {
    validation.args.get(name) == Some(&Arg::Flag(true))
}
