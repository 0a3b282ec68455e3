//! `url_reachable`: servers of the web answer to the addresses in a text.

use std::collections::BTreeSet;

use crate::model::digest::Digest;
use crate::model::verdict::Finding;
use crate::rules::checks::contents::addresses::{Found, addresses};
use crate::rules::checks::frame::ask::Ask;
use crate::rules::checks::frame::kind::{
    AsksWeb, CheckKind, Cost, Further, INSTEAD_OF, ParamKind, Reads, TargetRule, figure, optional,
};
use crate::rules::checks::frame::look::{each_text, texts};
use crate::rules::checks::frame::outcome::{Outcome, judged_by};
use crate::rules::checks::frame::pattern;
use crate::rules::checks::frame::text::Text;
use crate::rules::checks::parts::answered::{Answered, CHECKED, CHECKED_FIGURE};
use crate::rules::quote::{exactly, quoted};

/// `url_reachable`.
pub static URL_REACHABLE: CheckKind = CheckKind {
    name: "url_reachable",
    version: 1,
    summary: "Servers of the web answer to the addresses in a text with a status from 200 to 299, redirects followed; where the web cannot be asked it is `not_enforced`.",
    target: TargetRule::Any,
    params: &[
        optional(
            "url_pattern",
            ParamKind::Regex,
            "Only the addresses that a match of it touches, within a line. All `http` and `https` addresses where nothing is said; in Markdown none in blocks of code and comments.",
        ),
        optional(
            "max_failures",
            ParamKind::Count,
            "So many of those that are asked for may lead nowhere. 0 where nothing is said.",
        ),
        optional(
            "sample_size",
            ParamKind::Count,
            "So many different addresses are asked for, 1 to 200, chosen by the digest of the text. All where nothing is said; more than 200 need it.",
        ),
    ],
    figures: &[
        figure("total_urls", "How many different addresses there are."),
        CHECKED_FIGURE,
        figure("failures", "How many of them lead nowhere."),
        figure("threshold", "How many may."),
        INSTEAD_OF,
    ],
    reads: Reads::Content,
    cost: Cost::Web(&AsksWeb {
        when: "after servers of the web were asked, and only when no cheaper check failed the gate",
        wants: |_| true,
        addresses: |ask, evidence| {
            let of = |text: &Text| sampled(ask, text).map(|(sample, _)| sample).unwrap_or_default();
            texts(ask, evidence).iter().flat_map(of).map(|found| found.address).collect()
        },
        further: |_, _| Further::new(),
    }),
    example: r#"{ "type": "url_reachable", "target": "{artifact_path}/images.ts", "url_pattern": "https://images\\.example\\.org/", "max_failures": 0, "sample_size": 10 }"#,
    words: |ask| {
        let which = ask
            .text_if_given("url_pattern")
            .map_or(String::new(), |pattern| format!(" that {} matches", exactly(pattern)));
        let sample = match ask.count("sample_size") {
            Some(size) => format!("{} of them, chosen by the digest of the text,", size.clamp(1, MOST)),
            None => "all of them".to_owned(),
        };
        let but = match most(ask) {
            0 => String::new(),
            most => format!("; at most {most} may lead nowhere"),
        };
        Ok(format!(
            "{} has addresses of the web{which}, and servers answer to {sample} with a status from 200 to 299{but}",
            ask.subject()
        ))
    },
    judge: |ask, evidence| {
        each_text(ask, evidence, &|text| of_text(ask, text), &|path| {
            Outcome::no(Finding::new(format!("{} is missing, and with it its addresses", quoted(path))))
        })
    },
};

/// The most addresses of one text that are asked for.
const MOST: u64 = 200;
/// The most findings about one text.
const TOLD: usize = 20;

fn most(ask: &Ask) -> u64 {
    ask.count("max_failures").unwrap_or(0)
}

/// The addresses to ask for, and how many different ones there are.
fn sampled(ask: &Ask, text: &Text) -> Result<(Vec<Found>, u64), String> {
    let pattern = ask.text_if_given("url_pattern").map(pattern::regex_for_lines).transpose()?;
    let mut known = BTreeSet::new();
    let mut all: Vec<Found> = addresses(text, pattern.as_ref())?
        .into_iter()
        .map(|found| Found { address: without_fragment(found.address), ..found })
        .filter(|found| known.insert(found.address.clone()))
        .collect();
    let total = all.len() as u64;
    let size = ask.count("sample_size").map(|size| size.clamp(1, MOST));
    if size.is_none() && total > MOST {
        return Err(format!(
            "{} has {total} addresses, and at most {MOST} are asked for; say `sample_size`",
            quoted(text.path.as_str())
        ));
    }
    if let Some(size) = size.and_then(|size| usize::try_from(size).ok())
        && size < all.len()
    {
        // Which ones are asked for is known to nobody before the text is done, and to everybody afterwards.
        let whole = Digest::of(text.text.as_bytes());
        all.sort_by_cached_key(|found| Digest::of(format!("{whole}\n{}", found.address).as_bytes()));
        all.truncate(size);
        all.sort_by_key(|found| found.line);
    }
    Ok((all, total))
}

fn without_fragment(mut address: String) -> String {
    address.truncate(address.find('#').unwrap_or(address.len()));
    address
}

fn of_text(ask: &Ask, text: &Text) -> Result<Outcome, String> {
    let (sample, total) = sampled(ask, text)?;
    let name = quoted(text.path.as_str());
    if sample.is_empty() {
        let which = ask
            .text_if_given("url_pattern")
            .map_or(String::new(), |pattern| format!(" that {} matches", quoted(pattern)));
        let finding = text.finding(None, format!("{name} has no address of the web{which}"));
        let hint = Some("name what the text rests on, or mend the pattern".to_owned());
        return Ok(Outcome::no(Finding { hint, ..finding }).figure("total_urls", total));
    }
    let answered = Answered::of(text, &sample, ask.web());
    let (failures, most) = (answered.wrong.len() as u64, most(ask));
    let mut wrong = answered.wrong;
    if failures <= most {
        wrong.clear();
    } else if most > 0 {
        let message =
            format!("In {name}, {failures} of {} addresses lead nowhere: at most {most} may", sample.len());
        wrong.insert(0, text.finding(None, message).hint("mend or take out those that are listed below"));
    }
    Ok(judged_by(wrong, answered.unsure, TOLD)
        .figure("total_urls", total)
        .figure(CHECKED, answered.checked)
        .figure("failures", failures)
        .figure("threshold", most))
}
