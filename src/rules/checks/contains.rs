//! `contains_text` and `not_contains`: literal text.

use crate::model::evidence::{Evidence, Place};
use crate::model::verdict::Finding;
use crate::rules::checks::ask::{Ask, Spot, Target};
use crate::rules::checks::kind::{
    CheckKind, Cost, INSTEAD_OF, ParamKind, Reads, TargetRule, figure, needed, optional,
};
use crate::rules::checks::look::{Text, each_text};
use crate::rules::checks::outcome::{Judged, Outcome};
use crate::rules::checks::quote::{exactly, listed, quoted};

/// `contains_text`.
pub static CONTAINS_TEXT: CheckKind = CheckKind {
    name: "contains_text",
    version: 1,
    summary: "A text contains every pattern, literally.",
    target: TargetRule::Any,
    params: &[needed(
        "patterns",
        ParamKind::Texts,
        "The texts that must occur; upper and lower case differ.",
    )],
    figures: &[
        figure("patterns", "The texts that must occur."),
        figure("missing", "Those that do not."),
        INSTEAD_OF,
    ],
    reads: Reads::Content,
    cost: Cost::Cheap,
    example: r#"{ "type": "contains_text", "target": "{artifact_path}/images.ts", "patterns": ["as const"] }"#,
    words: |ask| {
        let patterns = ask.texts("patterns")?.iter().map(String::as_str);
        Ok(format!("{} contains every one of these texts: {}", ask.subject(), listed(patterns)))
    },
    judge: judge_contains,
};

/// `not_contains`.
pub static NOT_CONTAINS: CheckKind = CheckKind {
    name: "not_contains",
    version: 1,
    summary: "A text does not contain a pattern; a missing file does not pass.",
    target: TargetRule::Any,
    params: &[
        needed("pattern", ParamKind::Text, "The text that must not occur; upper and lower case differ."),
        optional(
            "missing_ok",
            ParamKind::Flag,
            "Pass when the file does not exist. False where nothing is said.",
        ),
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
        let pattern = exactly(ask.text("pattern")?);
        Ok(match ask.target {
            Target::At(Spot { place: Place::Glob(glob), .. }) if ask.flag("missing_ok") => {
                format!("No file that matches {} contains {pattern}", exactly(glob))
            }
            Target::At(_) | Target::AllRequired if ask.flag("missing_ok") => {
                format!("{} does not contain {pattern}, or does not exist", ask.subject())
            }
            _ => format!("{} does not contain {pattern}", ask.subject()),
        })
    },
    judge: judge_not_contains,
};

fn judge_contains(ask: &Ask, evidence: &Evidence) -> Vec<Judged> {
    let patterns = ask.texts("patterns");
    each_text(ask, evidence, &|text| Ok(contains(text, patterns.clone()?)), &|path| {
        let patterns = patterns.clone().unwrap_or_default();
        Outcome::no(Finding::new(format!(
            "{} is missing, so it contains none of the texts asked for",
            quoted(path)
        )))
        .figure("patterns", patterns)
        .figure("missing", patterns)
    })
}

fn contains(text: &Text, patterns: &[String]) -> Outcome {
    let missing: Vec<&str> =
        patterns.iter().map(String::as_str).filter(|pattern| !text.text.contains(pattern)).collect();
    let findings = missing
        .iter()
        .map(|pattern| {
            text.finding(None, format!("{} does not contain {}", quoted(text.path.as_str()), quoted(pattern)))
        })
        .collect();
    Outcome::of(findings).figure("patterns", patterns).figure("missing", missing)
}

fn judge_not_contains(ask: &Ask, evidence: &Evidence) -> Vec<Judged> {
    each_text(
        ask,
        evidence,
        &|text| {
            let pattern = ask.text("pattern")?;
            let line = line_of(text.text, pattern);
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

/// The line, from 1, in which `pattern` begins first.
fn line_of(text: &str, pattern: &str) -> Option<u64> {
    let at = text.find(pattern)?;
    Some(1 + text[..at].bytes().filter(|&byte| byte == b'\n').count() as u64)
}
