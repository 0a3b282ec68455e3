//! `hash_equals`: the bytes of a file are just those that somebody wrote down before.

use std::collections::BTreeMap;

use crate::model::digest::Digest;
use crate::model::evidence::{DirSeen, Evidence, Observed, Place};
use crate::model::path::RepoPath;
use crate::model::verdict::Finding;
use crate::rules::checks::contents::sums::{self, Entry};
use crate::rules::checks::frame::ask::{Ask, Spot};
use crate::rules::checks::frame::kind::{
    CheckKind, Cost, INSTEAD_OF, ParamKind, Reads, TargetRule, figure, optional,
};
use crate::rules::checks::frame::look::{self, Looked, instead, spots};
use crate::rules::checks::frame::outcome::{Judged, MEND_THE_LISTED, Outcome, finding_at};
use crate::rules::quote::{exactly, quoted};

/// `hash_equals`.
pub static HASH_EQUALS: CheckKind = CheckKind {
    name: "hash_equals",
    version: 1,
    summary: "The SHA-256 of a file is the one in the contract, or the one that a list such as `SHA256SUMS` has for it. Of a directory it is that of its manifest.",
    target: TargetRule::Any,
    params: &[
        optional("sha256", ParamKind::Sha256, "The digest. Either this or `sums` must be given."),
        optional(
            "sums",
            ParamKind::File,
            "A list of digests, a line each: `<digest>  <name>` or `SHA256 (<name>) = <digest>`, the names relative to its directory. Each file below a directory has its own entry.",
        ),
    ],
    figures: &[
        figure("sha256", "The digest of what is there."),
        figure("wanted", "The digest that it must have."),
        figure("sums", "The list that says so."),
        INSTEAD_OF,
    ],
    reads: Reads::Existence,
    cost: Cost::Cheap,
    example: r#"{ "type": "hash_equals", "target": "data/input.csv", "sums": "data/SHA256SUMS" }"#,
    words: |ask| match Wanted::of(ask)? {
        Wanted::Digest(digest) => Ok(format!("{} has the SHA-256 `{digest}`", ask.subject())),
        Wanted::List(spot) => {
            Ok(format!("{} has the SHA-256 that {} has for it", ask.subject(), exactly(spot.place.as_str())))
        }
    },
    judge,
};

enum Wanted<'a> {
    Digest(Digest),
    List(&'a Spot),
}

impl<'a> Wanted<'a> {
    fn of(ask: &Ask<'a>) -> Result<Wanted<'a>, String> {
        match (ask.text_if_given("sha256"), ask.beside("sums")) {
            (Some(digest), None) => digest
                .parse()
                .map(Wanted::Digest)
                .map_err(|_| "its parameter `sha256` is no digest".to_owned()),
            (None, Some(spot)) => Ok(Wanted::List(spot)),
            _ => Err("it needs one of its parameters `sha256` and `sums`".to_owned()),
        }
    }
}

/// What a file must have: the digest of the contract, or what a list says.
enum Source<'a> {
    Digest(Digest),
    List(&'a RepoPath, Vec<Entry>),
}

fn judge(ask: &Ask, evidence: &Evidence) -> Vec<Judged> {
    let places = match spots(ask, evidence) {
        Ok(places) => places,
        Err(outcome) => return vec![Judged::nowhere(outcome)],
    };
    let source = Wanted::of(ask).map_err(unknown).and_then(|wanted| source(wanted, evidence));
    places.iter().flat_map(|looked| at(looked, source.as_ref(), evidence)).collect()
}

fn unknown(why: String) -> Outcome {
    Outcome::unknown(why)
        .hint("let `sums` name a list such as `sha256sum` writes, or `sha256` say the digest")
}

fn source<'a>(wanted: Wanted<'a>, evidence: &'a Evidence) -> Result<Source<'a>, Outcome> {
    let spot = match wanted {
        Wanted::Digest(digest) => return Ok(Source::Digest(digest)),
        Wanted::List(spot) => spot,
    };
    let text = look::beside(spot, evidence).map_err(unknown)?;
    let entries = sums::read(text.text).map_err(|line| {
        let message =
            format!("{} holds a line that names no file with its SHA-256", quoted(text.path.as_str()));
        let hint = Some("write `<digest>  <name>`, as `sha256sum` does".to_owned());
        Outcome {
            findings: vec![Finding { hint, ..text.finding(Some(line), message) }],
            ..Outcome::unknown("")
        }
    })?;
    Ok(Source::List(text.path, entries))
}

fn at(looked: &Looked, source: Result<&Source, &Outcome>, evidence: &Evidence) -> Vec<Judged> {
    let spot = looked.spot;
    let one = |path: &RepoPath| {
        let outcome = match source {
            Ok(source) => compare(path, source, evidence),
            Err(outcome) => outcome.clone(),
        };
        Judged::file(spot, path.as_str(), instead(looked, outcome))
    };
    // A list has no entry for itself.
    let list = match source {
        Ok(Source::List(list, _)) => Some(*list),
        _ => None,
    };
    match &spot.place {
        Place::Path(path) => vec![one(path)],
        Place::Glob(pattern) => {
            let Some(files) = evidence.matched.get(pattern) else {
                return vec![Judged::at(spot, look::not_seen(pattern))];
            };
            let rows: Vec<Judged> = files.iter().filter(|file| Some(*file) != list).map(one).collect();
            if rows.is_empty() { vec![Judged::at(spot, missing(&spot.place))] } else { rows }
        }
    }
}

fn missing(place: &Place) -> Outcome {
    let message = format!("{} is missing, so it has no SHA-256", quoted(place.as_str()));
    Outcome::no(Finding { hint: Some("bring it".to_owned()), ..finding_at(place, None, message) })
}

fn compare(path: &RepoPath, source: &Source, evidence: &Evidence) -> Outcome {
    let place = Place::Path(path.clone());
    let found = match evidence.at(path) {
        None => return look::not_seen(path.as_str()),
        Some(Observed::Missing) => return missing(&place),
        Some(Observed::Refused(why)) => return look::refused(why),
        Some(Observed::Dir(dir)) => {
            if let Source::List(list, entries) = source {
                return below(path, dir, list, entries);
            }
            dir.sha256
        }
        Some(Observed::File(file)) => file.sha256,
    };
    match source {
        Source::Digest(wanted) => {
            let findings = differs(path, found, *wanted, "the contract");
            Outcome::of(findings.into_iter().collect())
                .figure("sha256", found.to_string())
                .figure("wanted", wanted.to_string())
        }
        Source::List(list, entries) => {
            listed(&[(path.clone(), found)], list, entries).figure("sha256", found.to_string())
        }
    }
}

/// Every file below a directory, without the list itself.
fn below(path: &RepoPath, dir: &DirSeen, list: &RepoPath, entries: &[Entry]) -> Outcome {
    let mut files = vec![];
    for entry in &dir.entries {
        match path.join(&entry.path) {
            Ok(file) if file == *list => {}
            Ok(file) => files.push((file, entry.sha256)),
            Err(_) => return look::not_seen(&entry.path),
        }
    }
    if files.is_empty() {
        let message = format!("{} holds no file", quoted(path.as_str()));
        return Outcome::no(
            finding_at(&Place::Path(path.clone()), None, message).hint("bring the files of the list"),
        );
    }
    listed(&files, list, entries)
}

/// Every file has an entry, and its digest is what each of its entries says.
fn listed(files: &[(RepoPath, Digest)], list: &RepoPath, entries: &[Entry]) -> Outcome {
    const TOLD: usize = 20;
    let mut named: BTreeMap<RepoPath, Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        if let Some(path) = sums::path(entry, list) {
            named.entry(path).or_default().push(entry);
        }
    }
    let mut findings = vec![];
    for (path, found) in files {
        match named.get(path) {
            None => {
                let message = format!("{} has no entry for {}", quoted(list.as_str()), quoted(path.as_str()));
                let hint = Some("add it; names are relative to the directory of the list".to_owned());
                findings.push(Finding { hint, ..finding_at(&Place::Path(list.clone()), None, message) });
            }
            Some(entries) => findings.extend(entries.iter().filter_map(|entry| {
                differs(path, *found, entry.sha256, &format!("`{list}:{}`", entry.line))
            })),
        }
    }
    let more = findings.len().saturating_sub(TOLD);
    findings.truncate(TOLD);
    if more > 0 {
        let message = format!("{} more files are not what {} says", more, quoted(list.as_str()));
        findings.push(finding_at(&Place::Path(list.clone()), None, message).hint(MEND_THE_LISTED));
    }
    Outcome::of(findings).figure("sums", list.as_str())
}

fn differs(path: &RepoPath, found: Digest, wanted: Digest, who: &str) -> Option<Finding> {
    let place = Place::Path(path.clone());
    let message = format!("{} has other bytes than {who} says", quoted(path.as_str()));
    (found != wanted).then(|| Finding {
        expected: Some(wanted.to_string()),
        found: Some(found.to_string()),
        hint: Some(
            "bring back the bytes that were meant, or mend the digest where it is written down".to_owned(),
        ),
        ..finding_at(&place, None, message)
    })
}
