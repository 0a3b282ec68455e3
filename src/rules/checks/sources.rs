//! `min_sources` and `min_sources_any_of`: how many sources a text names.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::model::evidence::Evidence;
use crate::model::verdict::Finding;
use crate::rules::checks::contents::cited::{KINDS, is_source, seen_in, sources};
use crate::rules::checks::contents::entry;
use crate::rules::checks::contents::urls::distinct_urls;
use crate::rules::checks::frame::ask::{Ask, Target};
use crate::rules::checks::frame::kind::{
    CheckKind, Cost, Figure, INSTEAD_OF, Param, ParamKind, Reads, TargetRule, figure, needed, optional,
};
use crate::rules::checks::frame::look::each_text;
use crate::rules::checks::frame::outcome::{Judged, Outcome};
use crate::rules::checks::frame::text::Text;
use crate::rules::checks::parts::told_apart::{TOLD, told_apart};
use crate::rules::quote::{counted, exactly, quoted};

const THRESHOLDS: Param =
    needed("thresholds", ParamKind::Thresholds, "How many there must be at each depth.");
const KIND: Param = optional(
    "count",
    ParamKind::OneOf(KINDS),
    "What is a source: `headings` (`### Source …`), `urls` (wherever they stand), `links` (of Markdown, to the web), `bibliography` (definitions `[^name]: …`, `[@key]: …`, `[name]: …` that the text refers to; the entries of a BibTeX file), `numbered` (`3. …`, `[3] …`). What says nothing but its number is none. Headings where there are any, also those that say nothing, else distinct URLs, where nothing is said.",
);
const UNIQUE: Param = optional(
    "unique",
    ParamKind::OneOf(&["url", "host", "doi"]),
    "By what sources are told apart: those with the same count once, those without one do not count. `url`: the first address of each, without scheme, fragment, punctuation at its end and case of the host; a query is part of it. By `url` for `links`, not at all for the others, where nothing is said.",
);
const MIN_HOSTS: Param = optional(
    "min_hosts",
    ParamKind::Thresholds,
    "From how many hosts they must come, `www.` and ports aside. Any number where nothing is said.",
);
const SECTION: Param = optional(
    "section",
    ParamKind::Heading,
    "Count only below this heading, such as `## Sources`. The whole text where nothing is said.",
);
const COUNT: Figure = figure("count", "How many sources the text names.");
const COUNTED: Figure =
    figure("counted", "What was counted: `headings`, `urls`, `links`, `bibliography` or `numbered`.");
const THRESHOLD: Figure = figure("threshold", "How many there must be.");
const DEPTH: Figure = figure("depth", "The depth that decided the threshold.");
const REPEATS: Figure = figure(
    "repeats",
    "With `unique`: the lines that say a source again, each with the line that said it first; the first 20.",
);
const HOSTS: Figure = figure("hosts", "With `min_hosts`: from how many hosts they come.");

/// `min_sources`.
pub static MIN_SOURCES: CheckKind = CheckKind {
    name: "min_sources",
    version: 1,
    summary: "A text names at least so many sources: headings `### Source …` where there are any, else distinct URLs; or what `count` says, each once with `unique`.",
    target: TargetRule::Any,
    params: &[THRESHOLDS, KIND, UNIQUE, MIN_HOSTS, SECTION],
    figures: &[COUNT, COUNTED, THRESHOLD, DEPTH, REPEATS, HOSTS, INSTEAD_OF],
    reads: Reads::Content,
    cost: Cost::Cheap,
    example: r#"{ "type": "min_sources", "target": "{artifact_path}/CITATIONS.md", "thresholds": { "quick": 3, "standard": 8, "deep": 15 }, "unique": "url" }"#,
    words,
    judge,
};

/// `min_sources_any_of`.
pub static MIN_SOURCES_ANY_OF: CheckKind = CheckKind {
    name: "min_sources_any_of",
    version: 1,
    summary: "The first of several texts that exists names at least so many sources.",
    target: TargetRule::None,
    params: &[
        needed("targets", ParamKind::Paths, "The texts, first choice first."),
        THRESHOLDS,
        KIND,
        UNIQUE,
        MIN_HOSTS,
        SECTION,
    ],
    figures: &[
        figure("checked", "The paths of `targets`."),
        figure("matched", "The first of them that exists; null when none does."),
        COUNT,
        COUNTED,
        THRESHOLD,
        DEPTH,
        REPEATS,
        HOSTS,
    ],
    reads: Reads::Content,
    cost: Cost::Cheap,
    example: r#"{ "type": "min_sources_any_of", "targets": ["{artifact_path}/CITATIONS.md", "{artifact_path}/CLAIMS.md"], "thresholds": 8 }"#,
    words,
    judge: judge_any_of,
};

fn words(ask: &Ask) -> Result<String, String> {
    let what = match ask.text_if_given("count") {
        Some("headings") => "headings `### Source …`",
        Some("urls") => "distinct URLs",
        Some("links") => "Markdown links to the web",
        Some("bibliography") => {
            "definitions `[^name]: …`, `[@key]: …`, `[name]: …`, or entries of a BibTeX file"
        }
        Some("numbered") => "numbered entries `3. …` or `[3] …`",
        _ => "headings `### Source …`, else distinct URLs",
    };
    let unique = ask.text_if_given("unique").map(|by| match by {
        "doi" => ", each with a DOI of its own".to_owned(),
        by => format!(", each with {} of its own", if by == "url" { "a URL" } else { "a host" }),
    });
    let hosts = ask.threshold_if_given("min_hosts")?;
    let hosts = hosts.map(|least| format!(", from at least {}", counted(least, "host")));
    let section =
        ask.text_if_given("section").map(|section| format!(", below the heading {}", exactly(section)));
    Ok(format!(
        "{} names at least {} ({what}{}{}{})",
        ask.subject(),
        counted(ask.threshold()?, "source"),
        unique.unwrap_or_default(),
        hosts.unwrap_or_default(),
        section.unwrap_or_default()
    ))
}

fn judge(ask: &Ask, evidence: &Evidence) -> Vec<Judged> {
    each_text(ask, evidence, &|text| measure(ask, text), &|path| {
        let finding = insufficient(ask, 0, format!("{} is missing", quoted(path)));
        Outcome::no(finding)
            .figure("count", 0)
            .figure("threshold", ask.threshold().unwrap_or_default())
            .figure("depth", ask.depth.as_str())
    })
}

fn judge_any_of(ask: &Ask, evidence: &Evidence) -> Vec<Judged> {
    let checked: Vec<&str> = match ask.target {
        Target::FirstOf(spots) => spots.iter().map(|spot| spot.place.as_str()).collect(),
        _ => vec![],
    };
    let mut rows = judge(ask, evidence);
    for row in &mut rows {
        let mut figures = Map::new();
        figures.insert("checked".to_owned(), Value::from(checked.clone()));
        figures.insert("matched".to_owned(), Value::from(row.path.take()));
        figures.append(&mut row.outcome.figures);
        for (name, value) in [
            ("count", Value::from(0)),
            ("threshold", Value::from(ask.threshold().unwrap_or_default())),
            ("depth", Value::from(ask.depth.as_str())),
        ] {
            figures.entry(name).or_insert(value);
        }
        row.outcome.figures = figures;
        row.template = None;
    }
    rows
}

fn measure(ask: &Ask, text: &Text) -> Result<Outcome, String> {
    let lines = match ask.text_if_given("section") {
        None => 0..u64::MAX,
        Some(section) => match entry::section(section, &text.headings()?) {
            Some(lines) => lines,
            None => return Ok(told(ask, Outcome::no(no_section(ask, text, section)), 0)),
        },
    };
    let asked = ask.text_if_given("count");
    let headings = asked.is_none() && text.headings()?.iter().any(is_source);
    let kind = asked.unwrap_or(if headings { "headings" } else { "urls" });
    let mut all = sources(text, kind, &lines)?;
    // The ancestor counted every heading, and so does whoever asks for nothing else.
    all.retain(|source| source.says || (asked.is_none() && kind == "headings"));
    let unique = ask.text_if_given("unique").or((kind == "links").then_some("url"));
    let apart = unique.map(|by| told_apart(&all, by));
    let count = match &apart {
        Some(apart) => apart.counted,
        // All lines are those of the whole text, where nobody asks for a section.
        None if kind == "urls" && ask.text_if_given("section").is_none() => distinct_urls(&seen_in(text)?),
        None if kind == "urls" => told_apart(&all, "url").counted,
        None => all.len() as u64,
    };
    let threshold = ask.threshold()?;
    let mut findings = vec![];
    if count < threshold {
        findings.push(Finding {
            expected: Some(format!("at least {}", counted(threshold, "source"))),
            found: Some(found(kind, count)),
            hint: Some(hint(kind, unique)),
            ..text
                .finding(None, insufficient(ask, count, format!("in {}", quoted(text.path.as_str()))).message)
        });
        findings.extend(apart.iter().flat_map(|apart| apart.findings(text)));
    }
    let hosts: BTreeSet<&str> = all.iter().filter_map(|source| source.site.as_deref()).collect();
    let least = ask.threshold_if_given("min_hosts")?;
    findings.extend(
        least.filter(|least| (hosts.len() as u64) < *least).map(|least| too_few_hosts(text, &hosts, least)),
    );
    let mut outcome = told(ask, Outcome::of(findings).figure("count", count).figure("counted", kind), count);
    if ask.text_if_given("unique").is_some() {
        outcome = outcome.figure("repeats", apart.map_or(json!([]), |apart| apart.figure()));
    }
    Ok(match least {
        Some(_) => outcome.figure("hosts", hosts.len()),
        None => outcome,
    })
}

fn told(ask: &Ask, outcome: Outcome, count: u64) -> Outcome {
    let known = outcome.figures.contains_key("count");
    let outcome = if known { outcome } else { outcome.figure("count", count) };
    outcome.figure("threshold", ask.threshold().unwrap_or_default()).figure("depth", ask.depth.as_str())
}

fn found(kind: &str, count: u64) -> String {
    match kind {
        "headings" => format!("{} `### Source …`", counted(count, "heading")),
        "urls" => counted(count, "distinct URL"),
        "links" => counted(count, "distinct link"),
        "bibliography" => format!("{count} in the bibliography"),
        _ => format!("{count} numbered"),
    }
}

fn hint(kind: &str, unique: Option<&str>) -> String {
    let how = match (kind, unique) {
        ("links", _) => "link each source: `[title](https://…)`",
        ("bibliography", _) => {
            "give each source an entry `[^name]: …` that the text refers to (`[^name]`), or one in the BibTeX file"
        }
        ("numbered", _) => "give each source a number: `3. …`",
        ("headings" | "urls", None) => "give each source its own heading `### Source …`, or its URL",
        ("headings", Some(_)) => "give each source its own heading `### Source …`",
        _ => "name each source by its URL",
    };
    match unique.filter(|_| kind != "links") {
        Some("doi") => format!("{how}, with a DOI of its own"),
        Some("host") => format!("{how}, from a host of its own"),
        Some(_) => format!("{how}, with a URL of its own"),
        None => how.to_owned(),
    }
}

fn too_few_hosts(text: &Text, hosts: &BTreeSet<&str>, least: u64) -> Finding {
    let there: Vec<String> = hosts.iter().take(TOLD).map(|host| quoted(host)).collect();
    let message =
        format!("Sources from too few hosts in {}: {}/{least}", quoted(text.path.as_str()), hosts.len());
    Finding {
        expected: Some(format!("at least {}", counted(least, "host"))),
        found: Some(if there.is_empty() { "none".to_owned() } else { there.join(", ") }),
        hint: Some("look for sources elsewhere".to_owned()),
        ..text.finding(None, message)
    }
}

fn no_section(ask: &Ask, text: &Text, section: &str) -> Finding {
    let why = format!("{} has no heading {}", quoted(text.path.as_str()), quoted(section));
    let finding = insufficient(ask, 0, why);
    Finding {
        hint: Some("list the sources below that heading".to_owned()),
        ..text.finding(None, finding.message)
    }
}

fn insufficient(ask: &Ask, count: u64, whence: String) -> Finding {
    let threshold = ask.threshold().unwrap_or_default();
    Finding::new(format!("Insufficient sources: {count}/{threshold} (depth: {}), {whence}", ask.depth))
}
