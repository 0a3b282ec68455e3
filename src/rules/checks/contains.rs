//! `contains_text` and `not_contains`: literal text.

use crate::model::evidence::{Evidence, Place};
use crate::model::verdict::Finding;
use crate::rules::checks::frame::ask::{Ask, Spot, Target};
use crate::rules::checks::frame::kind::{
    CheckKind, Cost, INSTEAD_OF, ParamKind, Reads, TargetRule, figure, needed, optional,
};
use crate::rules::checks::frame::look::each_text;
use crate::rules::checks::frame::outcome::{Judged, Outcome};
use crate::rules::checks::frame::text::Text;
use crate::rules::checks::parts::searched::{REGEX, SCOPE, Searched, part, times};
use crate::rules::quote::{counted, exactly, listed, quoted};

/// `contains_text`.
pub static CONTAINS_TEXT: CheckKind = CheckKind {
    name: "contains_text",
    version: 1,
    summary: "A text contains every pattern, literally or as a regular expression, perhaps so often, perhaps in one part of it.",
    target: TargetRule::Any,
    params: &[
        needed("patterns", ParamKind::Texts, "The texts that must occur; upper and lower case differ."),
        REGEX,
        SCOPE,
        optional("min_count", ParamKind::Count, "How often each must occur. Once where nothing is said."),
        optional(
            "max_count",
            ParamKind::Count,
            "How often each may occur. Any number where nothing is said.",
        ),
    ],
    figures: &[
        figure("patterns", "The texts that must occur."),
        figure("missing", "Those that do not, or not often enough."),
        figure("counts", "How often each occurs, where a number of times is asked for."),
        INSTEAD_OF,
    ],
    reads: Reads::Content,
    cost: Cost::Cheap,
    example: r#"{ "type": "contains_text", "target": "{artifact_path}/images.ts", "patterns": ["as const"] }"#,
    words: |ask| {
        let patterns = ask.texts("patterns")?.iter().map(String::as_str);
        let what = if ask.flag("is_regex") {
            "has a match for every one of these regular expressions"
        } else {
            "contains every one of these texts"
        };
        let least = ask.count("min_count").map(|least| format!(", each at least {}", times(least)));
        let most = ask.count("max_count").map(|most| format!(", each at most {}", times(most)));
        Ok(format!(
            "{} {what}{}{}{}: {}",
            ask.subject(),
            part(ask),
            least.unwrap_or_default(),
            most.unwrap_or_default(),
            listed(patterns)
        ))
    },
    judge: judge_contains,
};

/// `not_contains`.
pub static NOT_CONTAINS: CheckKind = CheckKind {
    name: "not_contains",
    version: 1,
    summary: "A text does not contain a pattern, literally or as a regular expression, perhaps in one part of it; characters that nobody sees, markup and line ends within a paragraph hide none. A missing file does not pass, an empty one does.",
    target: TargetRule::Any,
    params: &[
        needed("pattern", ParamKind::Text, "The text that must not occur; upper and lower case differ."),
        optional(
            "missing_ok",
            ParamKind::Flag,
            "Pass when the file does not exist. False where nothing is said.",
        ),
        REGEX,
        SCOPE,
    ],
    figures: &[
        figure("pattern", "The text that must not occur."),
        figure("found", "Whether it does."),
        figure("missing_ok", "True when it passed because the file does not exist."),
        INSTEAD_OF,
    ],
    reads: Reads::Content,
    cost: Cost::Cheap,
    example: r#"{ "type": "not_contains", "target": "{artifact_path}/SPEC.md", "pattern": "[DRAFT]", "severity": "warning" }"#,
    words: |ask| {
        let regex = if ask.flag("is_regex") { "a match of the regular expression " } else { "" };
        let pattern = format!("{regex}{}", exactly(ask.text("pattern")?));
        Ok(match ask.target {
            Target::At(Spot { place: Place::Glob(glob), .. }) if ask.flag("missing_ok") => {
                format!("No file that matches {} contains {pattern}{}", exactly(glob), part(ask))
            }
            Target::At(_) | Target::AllRequired if ask.flag("missing_ok") => {
                format!("{} does not contain {pattern}{}, or does not exist", ask.subject(), part(ask))
            }
            _ => format!("{} does not contain {pattern}{}", ask.subject(), part(ask)),
        })
    },
    judge: judge_not_contains,
};

fn judge_contains(ask: &Ask, evidence: &Evidence) -> Vec<Judged> {
    let patterns = ask.texts("patterns");
    each_text(ask, evidence, &|text| contains(ask, text, patterns.clone()?), &|path| {
        let patterns = patterns.clone().unwrap_or_default();
        Outcome::no(Finding::new(format!(
            "{} is missing, so it contains none of the texts asked for",
            quoted(path)
        )))
        .figure("patterns", patterns)
        .figure("missing", patterns)
    })
}

fn contains(ask: &Ask, text: &Text, patterns: &[String]) -> Result<Outcome, String> {
    let (least, most) = (ask.count("min_count"), ask.count("max_count"));
    let lines = Searched::of(ask, text)?;
    let name = quoted(text.path.as_str());
    let (mut missing, mut counts, mut findings) = (vec![], vec![], vec![]);
    for pattern in patterns {
        let found = lines.hits(ask, pattern)?;
        let count = found.len() as u64;
        counts.push(count);
        if count < least.unwrap_or(1) {
            missing.push(pattern.as_str());
            let message = match least {
                Some(least) => {
                    format!("{name} contains {} {}, at least {least} wanted", quoted(pattern), times(count))
                }
                None => format!("{name} does not contain {}", quoted(pattern)),
            };
            let hint = match ask.flag("is_regex") {
                true => format!("write what matches {}{}", quoted(pattern), part(ask)),
                false => format!("write {}{}", quoted(pattern), part(ask)),
            };
            findings.push(text.finding(None, message).hint(hint));
        }
        if let Some(most) = most.filter(|most| count > *most) {
            let message =
                format!("{name} contains {} {}, at most {most} wanted", quoted(pattern), times(count));
            let over = counted(count - most, "occurrence");
            let finding = text.finding(found.get(most as usize).copied(), message);
            findings.push(finding.hint(format!("take out {over} of {}", quoted(pattern))));
        }
    }
    let outcome = Outcome::of(findings).figure("patterns", patterns).figure("missing", missing);
    let counted = least.is_some() || most.is_some();
    Ok(if counted { outcome.figure("counts", counts) } else { outcome })
}

fn judge_not_contains(ask: &Ask, evidence: &Evidence) -> Vec<Judged> {
    each_text(
        ask,
        evidence,
        &|text| {
            let pattern = ask.text("pattern")?;
            let searched = Searched::of(ask, text)?;
            let mut hits = searched.hits(ask, pattern)?;
            if hits.is_empty() {
                hits = searched.as_seen(ask, text, pattern)?.hits(ask, pattern)?;
            }
            let line = hits.first().copied();
            let found = line.map(|line| Finding {
                hint: Some("take it out".to_owned()),
                ..text.finding(Some(line), format!("Found forbidden pattern: {}", quoted(pattern)))
            });
            let hit = found.is_some();
            Ok(Outcome::of(found.into_iter().collect()).figure("pattern", pattern).figure("found", hit))
        },
        &|path| not_there(ask, path),
    )
}

fn not_there(ask: &Ask, path: &str) -> Outcome {
    let pattern = ask.text("pattern").unwrap_or_default();
    if ask.flag("missing_ok") {
        return Outcome::yes().figure("pattern", pattern).figure("found", false).figure("missing_ok", true);
    }
    let message =
        format!("{} is missing, so nothing shows that it does not contain {}", quoted(path), quoted(pattern));
    let hint = "write the file".to_owned();
    Outcome::no(Finding { hint: Some(hint), ..Finding::new(message) })
        .figure("pattern", pattern)
        .figure("found", false)
}
