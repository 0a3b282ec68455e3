//! `placeholder_free`: nothing in a text only says that something will be written.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Match, Regex};

use crate::model::evidence::Evidence;
use crate::model::verdict::Finding;
use crate::rules::checks::frame::ask::Ask;
use crate::rules::checks::frame::kind::{
    CheckKind, Cost, INSTEAD_OF, ParamKind, Reads, TargetRule, figure, optional,
};
use crate::rules::checks::frame::look::{Text, each_text};
use crate::rules::checks::frame::outcome::{Judged, Outcome};
use crate::rules::checks::frame::pattern;
use crate::rules::markdown::scopes::{Scope, without_inline_code};
use crate::rules::quote::{exactly, quoted};

/// `placeholder_free`.
pub static PLACEHOLDER_FREE: CheckKind = CheckKind {
    name: "placeholder_free",
    version: 1,
    summary: "A text says something and holds no placeholder: TODO, TBD, FIXME, XXX, `lorem ipsum`, `[insert …]`, `<your …>`, `{{…}}`, `coming soon`, `to be written`.",
    target: TargetRule::Any,
    params: &[
        optional(
            "also",
            ParamKind::Regex,
            "What else is a placeholder: a regular expression, searched line by line.",
        ),
        optional(
            "allow",
            ParamKind::Texts,
            "Texts in which a placeholder is none, such as `TODO list`; upper and lower case differ.",
        ),
        optional("in_code", ParamKind::Flag, "Look into code blocks as well. False where nothing is said."),
    ],
    figures: &[figure("count", "How many lines hold a placeholder."), INSTEAD_OF],
    reads: Reads::Content,
    cost: Cost::Cheap,
    example: r#"{ "type": "placeholder_free", "target": "all_required" }"#,
    words: |ask| {
        let also = ask.text_if_given("also").map(|regex| format!(", nor what matches {}", exactly(regex)));
        Ok(format!(
            "{} says something and holds no placeholder (TODO, TBD, FIXME, XXX, lorem ipsum, `[insert …]`, `<your …>`, `{{{{…}}}}`, coming soon, to be written{})",
            ask.subject(),
            also.unwrap_or_default()
        ))
    },
    judge,
};

/// Characters that nobody sees and that would cut a mark in two.
const INVISIBLE: [char; 6] = ['\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{feff}', '\u{ad}'];

/// The most findings about one text; the figure says how many lines there are.
const TOLD: usize = 20;

/// In capitals, because `todo` is a word of some languages and XXX a number.
static MARKERS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        \b(?:TODO|TBD|TBC|FIXME|XXX|WIP)\b
        | (?i:\btodo\s*:)
        | (?i:\((?:placeholder|tbd|todo|insert\ [^)\n]{1,80})\))
        | (?i:\blorem\ ipsum\b)
        | (?i:\bcoming\ soon\b)
        | (?i:\bto\ be\ (?:added|completed|decided|defined|determined|done|filled\ in|written)\b)
        | (?i:[\[<](?:placeholder|insert|fill\ in|your|add|describe|tbd|todo)(?:[\ :_-][^\]>\n]{0,80})?[\]>])
        | \{\{[^}\n]{0,80}\}\}
        ",
    )
    .ok()
});

fn judge(ask: &Ask, evidence: &Evidence) -> Vec<Judged> {
    each_text(ask, evidence, &|text| look(text, ask), &|path| {
        Outcome::no(Finding::new(format!("{} is missing, so it says nothing", quoted(path))))
    })
}

fn look(text: &Text, ask: &Ask) -> Result<Outcome, String> {
    let name = quoted(text.path.as_str());
    let scopes = text.scopes()?;
    let lines = || text.text.split_inclusive('\n').zip(scopes.iter());
    let says = |(line, scope): (&str, &Scope)| {
        matches!(scope, Scope::Text | Scope::Code) && line.chars().any(char::is_alphanumeric)
    };
    if !lines().any(says) {
        let empty = text.finding(None, format!("{name} says nothing: it holds no word"));
        return Ok(Outcome::no(Finding { hint: Some("write it".to_owned()), ..empty }).figure("count", 0));
    }
    let markers = MARKERS.as_ref().ok_or("its own pattern does not compile")?;
    let also = ask.text_if_given("also").map(pattern::regex).transpose()?;
    let allowed = ask.texts("allow").unwrap_or_default();
    let in_code = ask.flag("in_code");
    let mut hits = vec![];
    for (number, (line, scope)) in (1..).zip(lines()) {
        if *scope == Scope::Code && !in_code {
            continue;
        }
        let line = shown(line, text.is_markdown(), allowed);
        // So does the text of a link: `[your name](x)`.
        let is_link =
            |hit: &Match<'_>| hit.as_str().ends_with(']') && line[hit.end()..].starts_with(['(', '[']);
        let marker = markers.find_iter(&line).find(|hit| !is_link(hit));
        let hit = marker.or_else(|| also.as_ref().and_then(|also| also.find(&line)));
        hits.extend(hit.map(|hit| (number, hit.as_str().to_owned())));
    }
    let findings = hits.iter().take(TOLD).map(|(line, found)| Finding {
        found: Some(quoted(found)),
        hint: Some("put in its place what it stands for".to_owned()),
        ..text.finding(Some(*line), format!("A placeholder in {name}: {}", quoted(found)))
    });
    Ok(Outcome::of(findings.collect()).figure("count", hits.len()))
}

/// What stands in a line as text: inline code names something, and what is `allowed` does not count.
fn shown<'a>(line: &'a str, is_markdown: bool, allowed: &[String]) -> Cow<'a, str> {
    let mut shown = Cow::from(line);
    if !line.is_ascii() {
        shown = shown.replace(INVISIBLE, "").into();
    }
    if is_markdown && line.contains('`') {
        shown = without_inline_code(&shown).into();
    }
    for allowed in allowed {
        shown = shown.replace(allowed.as_str(), " ").into();
    }
    shown
}
