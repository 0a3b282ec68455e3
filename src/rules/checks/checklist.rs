//! `checklist`: every item of a task list is done and, where it is asked for, says by what that is seen.

use crate::model::evidence::{Evidence, FileSeen};
use crate::model::path::RepoPath;
use crate::model::verdict::Finding;
use crate::rules::checks::contents::entry;
use crate::rules::checks::contents::pointing::{Found, Leads, found, leads, meant};
use crate::rules::checks::frame::ask::Ask;
use crate::rules::checks::frame::kind::{
    CheckKind, Cost, Further, INSTEAD_OF, ParamKind, Reads, TargetRule, figure, optional,
};
use crate::rules::checks::frame::look::{self, each_text, texts};
use crate::rules::checks::frame::outcome::{Outcome, judged_by};
use crate::rules::checks::frame::text::Text;
use crate::rules::markdown::boxes::malformed;
use crate::rules::markdown::tasks::Task;
use crate::rules::quote::{counted, exactly, quoted};
use crate::rules::unseen::says;
use std::ops::Range;
use std::sync::Arc;

/// `checklist`.
pub static CHECKLIST: CheckKind = CheckKind {
    name: "checklist",
    version: 1,
    summary: "Every item of the task lists in a Markdown text (`- [x] …`) is done, and there is at least one.",
    target: TargetRule::Any,
    params: &[
        optional(
            "section",
            ParamKind::Heading,
            "Only items below this heading count, such as `## Before the release`; without `#` at any level.",
        ),
        optional("min_items", ParamKind::Count, "There are at least so many items. 1 where nothing is said."),
        optional(
            "evidence",
            ParamKind::Flag,
            "Each item that is done cites a file or directory of the repository that is there and not empty, the directory of the runs apart: by a link, or by its path from the root between backticks. False where nothing is said.",
        ),
    ],
    figures: &[
        figure("items", "How many items there are."),
        figure("done", "How many of them are done."),
        figure("unproven", "With `evidence`: how many are done and cite nothing that is there."),
        INSTEAD_OF,
    ],
    reads: Reads::Content,
    cost: Cost::Further(further),
    example: r###"{ "type": "checklist", "target": "{artifact_path}/RELEASE.md", "section": "## Before the release", "evidence": true }"###,
    words: |ask| {
        let items = counted(min_items(ask), "item");
        let below =
            section(ask).map_or(String::new(), |heading| format!(" below the heading {}", exactly(heading)));
        let proof = if ask.flag("evidence") {
            ", and each of them cites, by a link or by a path between backticks, a file or directory of the repository that is there and not empty"
        } else {
            ""
        };
        Ok(format!(
            "{} has task lists with at least {items}{below}, every item is done (`- [x] …`){proof}",
            ask.subject()
        ))
    },
    judge: |ask, evidence| {
        each_text(ask, evidence, &|text| of_text(ask, text, evidence), &|path| {
            Outcome::no(Finding::new(format!("{} is missing, and with it its items", quoted(path))))
        })
    },
};

/// The most findings about one text.
const TOLD: usize = 20;

fn min_items(ask: &Ask) -> u64 {
    ask.count("min_items").unwrap_or(1)
}

fn section<'a>(ask: &Ask<'a>) -> Option<&'a str> {
    ask.text_if_given("section")
}

fn further(ask: &Ask, evidence: &Evidence) -> Further {
    if !ask.flag("evidence") {
        return Further::new();
    }
    let all = texts(ask, evidence);
    let items = all.iter().flat_map(|text| {
        let items = text.tasks().map(Arc::unwrap_or_clone).unwrap_or_default();
        items.into_iter().filter(|item| item.done && !item.hidden).flat_map(|item| cited(text, &item))
    });
    items.filter(|path| !is_own(path, evidence)).map(|path| (path, true)).collect()
}

/// Whether gatewright itself writes what is there.
fn is_own(path: &RepoPath, evidence: &Evidence) -> bool {
    let runs = evidence.runs.iter();
    runs.map(RepoPath::components).any(|mut runs| {
        let mut parts = path.components();
        runs.all(|name| parts.next() == Some(name))
    })
}

/// The paths that an item cites: the text itself proves nothing.
fn cited(text: &Text, item: &Task) -> Vec<RepoPath> {
    let linked = item.links.iter().filter_map(|to| match leads(text.path, to) {
        Leads::Here(local) => local.path,
        _ => None,
    });
    let named =
        item.code.iter().filter_map(|code| RepoPath::new(without_line(code).trim_end_matches('/')).ok());
    // What git keeps for itself is there in every repository.
    let gits_own = |path: &RepoPath| path.components().any(|part| part.eq_ignore_ascii_case(".git"));
    linked.chain(named).filter(|path| path != text.path && !gits_own(path)).collect()
}

/// `src/a.rs` for `src/a.rs:12`.
fn without_line(code: &str) -> &str {
    match code.rsplit_once(':') {
        Some((path, line)) if !line.is_empty() && line.bytes().all(|c| c.is_ascii_digit()) => path,
        _ => code,
    }
}

fn of_text(ask: &Ask, text: &Text, evidence: &Evidence) -> Result<Outcome, String> {
    let name = quoted(text.path.as_str());
    let unread = |why| format!("{name} cannot be read as Markdown: {why}");
    let all = text.tasks().map_err(unread)?;
    let lines = lines(ask, text)?;
    if lines.is_empty() {
        return Ok(Outcome::no(no_section(ask, text)));
    }
    let counts = |line: u64| lines.iter().any(|lines| lines.contains(&line));
    // What nobody sees is not done; what is open is not closed by hiding it.
    let items: Vec<&Task> =
        all.iter().filter(|item| counts(item.line) && !(item.hidden && item.done)).collect();
    let odd = malformed(text.text, || text.markdown_scopes(), &all).map_err(unread)?;
    let mut wrong: Vec<Finding> =
        odd.into_iter().filter(|line| counts(*line)).map(|line| odd_box(text, line)).collect();
    let (mut unsure, mut unproven) = (vec![], 0u64);
    for item in &items {
        if !item.done {
            wrong.push(open(text, item));
        } else if ask.flag("evidence") {
            match proof(text, item, evidence) {
                Proof::There => continue,
                Proof::Unsure(finding) => unsure.push(finding),
                Proof::None(finding) => wrong.push(finding),
            }
            unproven += 1;
        }
    }
    if (items.len() as u64) < min_items(ask) {
        wrong.insert(0, too_few(ask, text, items.len() as u64));
    }
    let done = items.iter().filter(|item| item.done).count();
    let outcome = judged_by(wrong, unsure, TOLD).figure("items", items.len()).figure("done", done);
    Ok(if ask.flag("evidence") { outcome.figure("unproven", unproven) } else { outcome })
}

/// The lines whose items count, below every heading that is meant; none where the section is not there.
fn lines(ask: &Ask, text: &Text) -> Result<Vec<Range<u64>>, String> {
    match section(ask) {
        Some(section) => Ok(entry::sections(section, &text.headings()?)),
        None => Ok(std::iter::once(0..u64::MAX).collect()),
    }
}

fn odd_box(text: &Text, line: u64) -> Finding {
    let hint = "write `- [ ] what is to be done`, and `- [x] what is to be done` once it is".to_owned();
    let message = "An item has a box that is none, or no text, so nobody knows whether it is done".to_owned();
    Finding { hint: Some(hint), ..text.finding(Some(line), message) }
}

fn no_section(ask: &Ask, text: &Text) -> Finding {
    let (name, heading) = (quoted(text.path.as_str()), quoted(section(ask).unwrap_or_default()));
    let hint = Some("write the list below that heading".to_owned());
    Finding { hint, ..text.finding(None, format!("{name} has no heading {heading}, and no items below it")) }
}

fn too_few(ask: &Ask, text: &Text, items: u64) -> Finding {
    let least = min_items(ask);
    let message = format!("Too few task list items in {}: {items}/{least}", quoted(text.path.as_str()));
    Finding {
        expected: Some(format!("at least {}", counted(least, "item"))),
        found: Some(counted(items, "item")),
        hint: Some("write each as `- [ ] what is to be done`, and `- [x]` once it is".to_owned()),
        ..text.finding(None, message)
    }
}

fn open(text: &Text, item: &Task) -> Finding {
    let message = format!("An item is not done: {}", quoted(&item.text));
    let hint = Some("do it, then write `[x]`".to_owned());
    Finding { hint, ..text.finding(Some(item.line), message) }
}

/// Whether an item that is done shows it.
enum Proof {
    There,
    None(Finding),
    Unsure(Finding),
}

/// Whether a file is a text of which nobody sees anything: line ends and the like.
fn is_blank(file: &FileSeen) -> bool {
    let bytes = file.content.as_deref();
    bytes.and_then(|bytes| std::str::from_utf8(bytes).ok()).is_some_and(|text| !says(text))
}

fn proof(text: &Text, item: &Task, evidence: &Evidence) -> Proof {
    let (mut lacking, mut hint, mut unsure) = (vec![], None, None);
    for path in cited(text, item) {
        let name = quoted(path.as_str());
        if is_own(&path, evidence) {
            lacking.push(format!("{name} is written by gatewright itself and shows nothing of the work"));
            continue;
        }
        match found(&path, evidence) {
            Found::File(file) if file.size > 0 && !is_blank(file) => return Proof::There,
            Found::Dir { empty: false } => return Proof::There,
            Found::File(_) | Found::Dir { .. } => lacking.push(format!("{name} is empty")),
            Found::Unsure(why) => unsure = Some(why),
            Found::Nothing => {
                hint = hint.or(meant(&path, evidence).map(|path| format!("did you mean {}?", quoted(&path))));
                lacking.push(format!("{name} is missing"));
            }
        }
    }
    let said = quoted(&item.text);
    if let Some(why) = unsure {
        let message = format!("What the item {said} cites could not be looked at: {why}");
        return Proof::Unsure(text.finding(Some(item.line), message).hint(look::MAKE_READABLE));
    }
    let found = if lacking.is_empty() { "nothing is cited".to_owned() } else { lacking.join(", ") };
    let hint = hint.unwrap_or_else(|| {
        "link what shows it, or name its path between backticks: `logs/test.txt`".to_owned()
    });
    Proof::None(Finding {
        expected: Some("a file or directory of the repository that is there and not empty".to_owned()),
        found: Some(found),
        hint: Some(hint),
        ..text
            .finding(Some(item.line), format!("An item is done and cites no evidence that is there: {said}"))
    })
}
