//! `links`: what a text points to in the repository is there.

use globset::GlobMatcher;

use crate::model::evidence::Evidence;
use crate::model::verdict::Finding;
use crate::rules::checks::contents::pointing::{Leads, Local, leads};
use crate::rules::checks::frame::ask::Ask;
use crate::rules::checks::frame::globs::globs;
use crate::rules::checks::frame::kind::{
    CheckKind, Cost, Further, INSTEAD_OF, ParamKind, Reads, TargetRule, figure, optional,
};
use crate::rules::checks::frame::look::{Text, each_text, texts};
use crate::rules::checks::frame::outcome::{Judged, Outcome, judged_by};
use crate::rules::checks::parts::broken::{Known, Link, Wrong};
use crate::rules::markdown::pointers::pointers;
use crate::rules::quote::{counted, quoted};

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
            "The text has at least so many links to the repository. 0 where nothing is said.",
        ),
        optional(
            "online",
            ParamKind::Flag,
            "Links to the web are judged as well; where nobody goes online that is `not_enforced`. False where nothing is said: they are only counted.",
        ),
    ],
    figures: &[
        figure("links", "How many lead to the repository, those that are ignored not counted."),
        figure("web", "How many lead to the web."),
        figure("ignored", "How many were ignored."),
        figure("broken", "The links that lead nowhere, as written, at most 100."),
        INSTEAD_OF,
    ],
    reads: Reads::Content,
    cost: Cost::Further(further),
    example: r#"{ "type": "links", "target": "docs/**/*.md", "ignore": ["docs/generated/"] }"#,
    words: |ask| {
        let least = ask.count("min_links").filter(|least| *least > 0);
        let least = least.map_or(String::new(), |least| {
            format!("; there are at least {} to the repository", counted(least, "link"))
        });
        let web = if ask.flag("online") { ", and its links to the web lead somewhere" } else { "" };
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
        let all = pointers(text.text).unwrap_or_default().all;
        for to in all.into_iter().filter_map(|pointer| pointer.to.ok()) {
            let Leads::Here(local) = leads(text.path, &to) else { continue };
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
    let there = pointers(text.text).map_err(|why| format!("{name} cannot be read as Markdown: {why}"))?;
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
    if ask.flag("online") && tally.web > 0 {
        tally.unsure.push(nobody_online(text, tally.web));
    }
    let least = ask.count("min_links").unwrap_or(0);
    if tally.links < least {
        tally.wrong.push(too_few(text, tally.links, least));
    }
    Ok(tally.outcome())
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

fn nobody_online(text: &Text, web: u64) -> Finding {
    let (links, name) = (counted(web, "link"), quoted(text.path.as_str()));
    let message = format!("{links} of {name} to the web cannot be followed: nobody goes online here");
    let hint = Some("leave `online` out, or look at them by a `command`".to_owned());
    Finding { hint, ..text.finding(None, message) }
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
