//! `word_count`: how much a text says.

use crate::model::evidence::Evidence;
use crate::model::verdict::Finding;
use crate::rules::checks::contents::prose;
use crate::rules::checks::frame::ask::Ask;
use crate::rules::checks::frame::kind::{
    CheckKind, Cost, INSTEAD_OF, ParamKind, Reads, TargetRule, figure, needed, optional,
};
use crate::rules::checks::frame::look::each_text;
use crate::rules::checks::frame::outcome::{Judged, Outcome};
use crate::rules::checks::frame::text::Text;
use crate::rules::quote::{counted, quoted};

/// `word_count`.
pub static WORD_COUNT: CheckKind = CheckKind {
    name: "word_count",
    version: 1,
    summary: "A text has at least so many words, and perhaps at most so many; code, comments, headings and front matter do not count, nor do tags, pictures and targets of links.",
    target: TargetRule::Any,
    params: &[
        needed("thresholds", ParamKind::Thresholds, "How many words there must be at each depth."),
        optional(
            "max_words",
            ParamKind::Count,
            "The most words there may be. Any number where nothing is said.",
        ),
    ],
    figures: &[
        figure(
            "count",
            "How many words the text has: what stands between white space and holds a letter or a digit. Each Chinese character and each sign of Hiragana is one, as a row of Katakana is; of Thai, Lao, Khmer and Burmese, five letters in a row are taken for one.",
        ),
        figure("threshold", "How many there must be."),
        figure("max_words", "The most there may be."),
        figure("depth", "The depth that decided the threshold."),
        INSTEAD_OF,
    ],
    reads: Reads::Content,
    cost: Cost::Cheap,
    example: r#"{ "type": "word_count", "target": "{artifact_path}/SPEC.md", "thresholds": { "quick": 150, "standard": 400, "deep": 900 } }"#,
    words,
    judge,
};

fn words(ask: &Ask) -> Result<String, String> {
    let least = counted(ask.threshold()?, "word");
    let most = ask.count("max_words").map(|most| format!(" and at most {most}")).unwrap_or_default();
    Ok(format!(
        "{} has at least {least}{most} outside of code, comments, headings and front matter",
        ask.subject()
    ))
}

fn judge(ask: &Ask, evidence: &Evidence) -> Vec<Judged> {
    each_text(ask, evidence, &|text| counted_in(text, ask), &|path| {
        Outcome::no(Finding::new(format!("{} is missing, so it has no words", quoted(path))))
    })
}

fn counted_in(text: &Text, ask: &Ask) -> Result<Outcome, String> {
    let (least, most) = (ask.threshold()?, ask.count("max_words"));
    let count = prose::count(text)?;
    let name = quoted(text.path.as_str());
    let mut findings = vec![];
    if count < least {
        findings.push(Finding {
            expected: Some(format!("at least {}", counted(least, "word"))),
            found: Some(counted(count, "word")),
            hint: Some("say more; code, comments, headings and front matter do not count".to_owned()),
            ..text.finding(None, format!("Too few words in {name}: {count}/{least} (depth: {})", ask.depth))
        });
    }
    if let Some(most) = most.filter(|most| count > *most) {
        findings.push(Finding {
            expected: Some(format!("at most {}", counted(most, "word"))),
            found: Some(counted(count, "word")),
            hint: Some("say it shorter".to_owned()),
            ..text.finding(None, format!("Too many words in {name}: {count}, at most {most}"))
        });
    }
    let outcome = Outcome::of(findings).figure("count", count).figure("threshold", least);
    let outcome = match most {
        Some(most) => outcome.figure("max_words", most),
        None => outcome,
    };
    Ok(outcome.figure("depth", ask.depth.as_str()))
}
