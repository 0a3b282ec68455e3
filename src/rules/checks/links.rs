//! `links`: what a text points to in the repository is there.

use std::collections::BTreeSet;

use globset::GlobMatcher;

use crate::model::evidence::Evidence;
use crate::model::path::RepoPath;
use crate::model::verdict::Finding;
use crate::rules::checks::contents::addresses::Found;
use crate::rules::checks::contents::pointing::{Leads, Local, leads};
use crate::rules::checks::frame::ask::Ask;
use crate::rules::checks::frame::globs::globs;
use crate::rules::checks::frame::kind::{
    AsksWeb, CheckKind, Cost, Further, INSTEAD_OF, ParamKind, Reads, TargetRule, figure, optional,
};
use crate::rules::checks::frame::look::{each_text, texts};
use crate::rules::checks::frame::outcome::{Judged, Outcome, judged_by};
use crate::rules::checks::frame::pattern;
use crate::rules::checks::frame::text::Text;
use crate::rules::checks::parts::answered::{Answered, CHECKED, CHECKED_FIGURE};
use crate::rules::checks::parts::broken::{Known, Link, Wrong};
use crate::rules::markdown::pointers::Pointer;
use crate::rules::quote::{counted, exactly, quoted};

/// `links`.
pub static LINKS: CheckKind = CheckKind {
    name: "links",
    version: 1,
    summary: "Every link, image and reference of a Markdown text that leads to a file leads to one of the repository that is there, and every fragment to a heading or a name in it.",
    target: TargetRule::Any,
    params: &[
        optional(
            "ignore",
            ParamKind::Globs,
            "Paths of the repository that links may lead to although nothing is there: a directory stands for all below it.",
        ),
        optional(
            "min_links",
            ParamKind::Count,
            "The text has links to at least so many different places of the repository; those of which nothing is seen do not count. 0 where nothing is said.",
        ),
        optional(
            "online",
            ParamKind::Flag,
            "Servers are asked for the links to the web as well: each has to answer with a status from 200 to 299, redirects followed; where the web cannot be asked that is `not_enforced`. False where nothing is said: they are only counted.",
        ),
        optional(
            "ignore_urls",
            ParamKind::Regex,
            "With `online`: links to the web that it matches are not asked for.",
        ),
    ],
    figures: &[
        figure("links", "How many lead to the repository, those that are ignored not counted."),
        figure("web", "How many lead to the web."),
        figure("ignored", "How many were ignored."),
        figure("broken", "The links that lead nowhere, as written, at most 100."),
        CHECKED_FIGURE,
        INSTEAD_OF,
    ],
    reads: Reads::Content,
    cost: Cost::Web(&AsksWeb {
        when: "first, on what was collected and on what that names; with `online` also after servers of the web were asked, and that only when no cheaper check failed the gate",
        wants: |ask| ask.flag("online"),
        addresses: |ask, evidence| {
            let of = |text: &Text| web_of(ask, text, &text.pointers().unwrap_or_default().all);
            texts(ask, evidence)
                .iter()
                .flat_map(|text| of(text).unwrap_or_default())
                .map(|it| it.address)
                .collect()
        },
        further,
    }),
    example: r#"{ "type": "links", "target": "docs/**/*.md", "ignore": ["docs/generated/"] }"#,
    words: |ask| {
        let least = ask.count("min_links").filter(|least| *least > 0);
        let least = least.map_or(String::new(), |least| {
            format!(
                "; there are links to at least {} of the repository",
                counted(least, if least == 1 { "place" } else { "different place" })
            )
        });
        let but = ask
            .text_if_given("ignore_urls")
            .map_or(String::new(), |but| format!(" (but for what {} matches)", exactly(but)));
        let web = match ask.flag("online") {
            true => format!(", and servers of the web answer to its links to them{but}"),
            false => String::new(),
        };
        Ok(format!(
            "{} links only to files of the repository that are there, and with `#` only to headings and names in them{web}{least}",
            ask.subject()
        ))
    },
    judge,
};

/// The most findings about one text.
const TOLD: usize = 20;
/// The most broken links among the figures.
const LISTED: usize = 100;

fn further(ask: &Ask, evidence: &Evidence) -> Further {
    let mut wanted = Further::new();
    let Ok(ignored) = globs(ask, "ignore") else { return wanted };
    for text in texts(ask, evidence) {
        let there = text.pointers().unwrap_or_default();
        for to in there.all.iter().filter_map(|pointer| pointer.to.as_ref().ok()) {
            let Leads::Here(local) = leads(text.path, to) else { continue };
            if let Some(path) = &local.path
                && path != text.path
                && !is_ignored(&ignored, &local)
            {
                *wanted.entry(path.clone()).or_default() |= local.fragment.is_some();
            }
        }
    }
    wanted
}

fn judge(ask: &Ask, evidence: &Evidence) -> Vec<Judged> {
    let known = Known::default();
    each_text(ask, evidence, &|text| of_text(ask, text, evidence, &known), &|path| {
        Outcome::no(Finding::new(format!("{} is missing, and with it its links", quoted(path))))
    })
}

fn of_text(ask: &Ask, text: &Text, evidence: &Evidence, known: &Known) -> Result<Outcome, String> {
    let ignored = globs(ask, "ignore")?;
    let name = quoted(text.path.as_str());
    let there = text.pointers().map_err(|why| format!("{name} cannot be read as Markdown: {why}"))?;
    let mut tally = Tally::default();
    for pointer in &there.all {
        let to = pointer.to.as_deref().unwrap_or_else(|label| label);
        let link = Link { text, line: pointer.line, to };
        if pointer.to.is_err() {
            tally.judged(format!("[{to}]"), Some(Wrong::Broken(link.undefined())));
            continue;
        }
        match leads(text.path, to) {
            Leads::Elsewhere => {}
            Leads::Web => tally.web += 1,
            Leads::Astray(why) => tally.judged(to.to_owned(), Some(Wrong::Broken(link.astray(&why)))),
            Leads::Here(local) if is_ignored(&ignored, &local) => tally.ignored += 1,
            Leads::Here(local) => tally.judged(to.to_owned(), link.wrong(&local, evidence, known)),
        }
    }
    let mut checked = None;
    if ask.flag("online") {
        let answered = Answered::of(text, &web_of(ask, text, &there.all)?, ask.web());
        tally.wrong.extend(answered.wrong);
        tally.unsure.extend(answered.unsure);
        tally.broken.extend(answered.broken);
        tally.broken.truncate(LISTED);
        checked = Some(answered.checked);
    }
    let least = ask.count("min_links").unwrap_or(0);
    if least > 0 {
        let links = different(text, &there.all, &ignored)?;
        tally.wrong.extend((links < least).then(|| too_few(text, links, least)));
    }
    let outcome = tally.outcome();
    Ok(match checked {
        Some(checked) => outcome.figure(CHECKED, checked),
        None => outcome,
    })
}

/// To how many different places of the repository links lead of which something is seen: a file counts once for each fragment.
fn different(text: &Text, all: &[Pointer], ignored: &[GlobMatcher]) -> Result<u64, String> {
    let page = text.markdown_page()?;
    let seen = all.iter().filter(|pointer| pointer.shows && !page.is_hidden(pointer.at));
    let places: BTreeSet<(Option<RepoPath>, Option<String>)> = seen
        .filter_map(|pointer| match leads(text.path, pointer.to.as_deref().ok()?) {
            Leads::Here(local) if !is_ignored(ignored, &local) => Some((local.path, local.fragment)),
            _ => None,
        })
        .collect();
    Ok(places.len() as u64)
}

/// The links to the web that are asked for, each address once.
fn web_of(ask: &Ask, text: &Text, all: &[Pointer]) -> Result<Vec<Found>, String> {
    let ignored = ask.text_if_given("ignore_urls").map(pattern::regex).transpose()?;
    let mut known = BTreeSet::new();
    let mut found = vec![];
    for pointer in all {
        let Ok(to) = &pointer.to else { continue };
        let address = match to.trim().split('#').next().unwrap_or_default() {
            to if to.starts_with("//") => format!("https:{to}"),
            to => to.to_owned(),
        };
        let is_ignored = ignored.as_ref().is_some_and(|pattern| pattern.is_match(&address));
        if leads(text.path, to) == Leads::Web && !is_ignored && known.insert(address.clone()) {
            found.push(Found { address, line: pointer.line });
        }
    }
    Ok(found)
}

fn is_ignored(ignored: &[GlobMatcher], local: &Local) -> bool {
    local.path.as_ref().is_some_and(|path| ignored.iter().any(|glob| glob.is_match(path.as_str())))
}

/// What the links of one text come to.
#[derive(Default)]
struct Tally {
    links: u64,
    web: u64,
    ignored: u64,
    broken: Vec<String>,
    wrong: Vec<Finding>,
    unsure: Vec<Finding>,
}

impl Tally {
    fn judged(&mut self, to: String, wrong: Option<Wrong>) {
        self.links += 1;
        match wrong {
            None => {}
            Some(Wrong::Unsure(finding)) => self.unsure.push(finding),
            Some(Wrong::Broken(finding)) => {
                if self.broken.len() < LISTED {
                    self.broken.push(to);
                }
                self.wrong.push(finding);
            }
        }
    }

    fn outcome(self) -> Outcome {
        judged_by(self.wrong, self.unsure, TOLD)
            .figure("links", self.links)
            .figure("web", self.web)
            .figure("ignored", self.ignored)
            .figure("broken", self.broken)
    }
}

fn too_few(text: &Text, links: u64, least: u64) -> Finding {
    let message =
        format!("Too few links to the repository in {}: {links}/{least}", quoted(text.path.as_str()));
    Finding {
        expected: Some(format!("at least {}", counted(least, "link"))),
        found: Some(counted(links, "link")),
        hint: Some("link what the text rests on".to_owned()),
        ..text.finding(None, message)
    }
}
