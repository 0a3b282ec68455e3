//! `differs_from_template`: a text is more than the template it began from.

use std::collections::HashSet;

use crate::model::evidence::Evidence;
use crate::model::verdict::Finding;
use crate::rules::checks::frame::ask::Ask;
use crate::rules::checks::frame::kind::{
    CheckKind, Cost, INSTEAD_OF, ParamKind, Reads, TargetRule, figure, needed, optional,
};
use crate::rules::checks::frame::look::{self, each_text};
use crate::rules::checks::frame::outcome::{Judged, Outcome};
use crate::rules::checks::frame::text::Text;
use crate::rules::checks::parts::pasted::Old;
use crate::rules::markdown::scopes::Scope;
use crate::rules::quote::{counted, exactly, quoted};

/// `differs_from_template`.
pub static DIFFERS_FROM_TEMPLATE: CheckKind = CheckKind {
    name: "differs_from_template",
    version: 1,
    summary: "A text is not the template it began from: enough of its words are new.",
    target: TargetRule::Any,
    params: &[
        needed("template", ParamKind::File, "The file that it began from."),
        optional(
            "min_changed",
            ParamKind::Percent,
            "How many of a hundred words of the text must be new. 20 where nothing is said.",
        ),
        optional(
            "min_new_words",
            ParamKind::Thresholds,
            "How many words must be new, beside `min_changed`. Any number where nothing is said.",
        ),
    ],
    figures: &[
        figure("template", "The file that it is compared with."),
        figure(
            "words",
            "How many words the text has, without those of comments and front matter, and without a new one that is only said over and over.",
        ),
        figure(
            "new",
            "How many of them the template has not, or not as often; what is pasted from it once more is not new.",
        ),
        figure("percent", "The same of a hundred, rounded down."),
        INSTEAD_OF,
    ],
    reads: Reads::Content,
    cost: Cost::Cheap,
    example: r#"{ "type": "differs_from_template", "target": "{artifact_path}/SPEC.md", "template": "templates/SPEC.md", "min_changed": 40 }"#,
    words,
    judge,
};

/// Where nothing is said: a template of headings and hints is no more than that of a text that says something.
const LEAST: u64 = 20;

fn words(ask: &Ask) -> Result<String, String> {
    let new = ask.threshold_if_given("min_new_words")?;
    let new = new.map(|least| format!(", and at least {}", counted(least, "word"))).unwrap_or_default();
    Ok(format!(
        "{} is more than its template {}: at least {} of a hundred words are new{new}",
        ask.subject(),
        exactly(template_name(ask)?),
        least(ask)
    ))
}

fn least(ask: &Ask) -> u64 {
    ask.count("min_changed").unwrap_or(LEAST)
}

fn template_name<'a>(ask: &Ask<'a>) -> Result<&'a str, String> {
    let spot = ask.beside("template").ok_or("its parameter `template` is missing")?;
    Ok(spot.place.as_str())
}

fn judge(ask: &Ask, evidence: &Evidence) -> Vec<Judged> {
    let spot = ask.beside("template").ok_or_else(|| "its parameter `template` is missing".to_owned());
    let template = spot.and_then(|spot| look::beside(spot, evidence));
    let unknown =
        |why: &String| Outcome::unknown(why).hint("bring the template that the check compares with");
    let judge =
        |text: &Text| template.as_ref().map_or_else(|why| Ok(unknown(why)), |old| compare(ask, text, old));
    each_text(ask, evidence, &judge, &|path| {
        Outcome::no(Finding::new(format!("{} is missing, so nothing in it is new", quoted(path))))
    })
}

fn compare(ask: &Ask, text: &Text, template: &Text) -> Result<Outcome, String> {
    let old = Old::of(template.text);
    if old.is_empty() {
        let why = format!("the template {} holds no word to compare with", quoted(template.path.as_str()));
        return Ok(Outcome::unknown(why).hint("let `template` name the text that the work began with"));
    }
    text.take_apart();
    let scopes = text.scopes()?;
    let shown = text.shown()?;
    let lines = shown.split_inclusive('\n').zip(scopes.iter());
    let own = lines.filter(|(_, scope)| !matches!(scope, Scope::Comment | Scope::FrontMatter));
    let (all, new) = old.against(own.map(|(line, _)| line));
    let percent = (new * 100).checked_div(all).unwrap_or_default();
    let findings = too_little(ask, text, template, (all, new, percent))?;
    Ok(Outcome::of(findings)
        .figure("template", template.path.as_str())
        .figure("words", all)
        .figure("new", new)
        .figure("percent", percent))
}

fn too_little(
    ask: &Ask,
    text: &Text,
    template: &Text,
    (all, new, percent): (u64, u64, u64),
) -> Result<Vec<Finding>, String> {
    let (name, from) = (quoted(text.path.as_str()), quoted(template.path.as_str()));
    let hint = match first_kept(text, template) {
        Some(line) => format!("line {line} is still as in the template: write what it asks for"),
        None => "write what the template asks for".to_owned(),
    };
    let short = |wanted: String, found: String, message: String| Finding {
        expected: Some(wanted),
        found: Some(found),
        hint: Some(hint.clone()),
        ..text.finding(first_kept(text, template), message)
    };
    let mut findings = vec![];
    let least_percent = least(ask);
    if percent < least_percent {
        findings.push(short(
            format!("at least {least_percent} % new words"),
            format!("{percent} %"),
            format!(
                "{name} is hardly more than its template {from}: {new} of {} are new",
                counted(all, "word")
            ),
        ));
    }
    if let Some(least) = ask.threshold_if_given("min_new_words")?.filter(|least| new < *least) {
        findings.push(short(
            format!("at least {}", counted(least, "new word")),
            counted(new, "new word"),
            format!("Too few new words in {name} against {from}: {new}/{least} (depth: {})", ask.depth),
        ));
    }
    Ok(findings)
}

/// The first line that says something and stands in the template as well; headings are meant to stay.
fn first_kept(text: &Text, template: &Text) -> Option<u64> {
    let says = |line: &&str| line.chars().any(char::is_alphanumeric);
    let old: HashSet<&str> = template.text.lines().map(str::trim).filter(says).collect();
    let scopes = text.scopes().ok()?;
    let mut lines = (1..).zip(text.text.split_inclusive('\n').zip(scopes.iter()));
    lines
        .find(|(_, (line, scope))| **scope == Scope::Text && old.contains(line.trim()))
        .map(|(number, _)| number)
}
