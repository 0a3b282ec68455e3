//! The parsers of what strangers write, each fed with arbitrary bytes: one file for the fuzz targets and for the properties that the
//! ordinary tests hold. What must hold whatever the bytes are is asserted here.

use gatewright::format::definition::pointing::{Complaint, Pointed, step};
use gatewright::format::definition::{read_case, read_contract};
use gatewright::format::signature::role::DECISION;
use gatewright::format::signature::{signers, verify};
use gatewright::model::duration;
use gatewright::model::failure::Failure;
use gatewright::model::path::{RepoPath, is_treacherous};
use gatewright::model::time::Timestamp;
use gatewright::rules::checks::contents::anchors::{anchors, is_lines};
use gatewright::rules::checks::contents::cited::{KINDS, sources};
use gatewright::rules::checks::contents::data::{self, Format};
use gatewright::rules::checks::contents::entry::{Entry, check_entry, meant_entry, sections};
use gatewright::rules::checks::contents::located::line_of;
use gatewright::rules::checks::contents::pointing::{Leads, leads};
use gatewright::rules::checks::contents::sums;
use gatewright::rules::checks::contents::urls::{distinct_urls, urls, without_comments};
use gatewright::rules::checks::frame::look::Text;
use gatewright::rules::checks::frame::pattern;
use gatewright::rules::known::KnownVariables;
use gatewright::rules::markdown::boxes::malformed;
use gatewright::rules::markdown::pointers::{pointers, slug};
use gatewright::rules::markdown::scopes::{scopes, without_inline_code};
use gatewright::rules::markdown::tasks::tasks;
use gatewright::rules::markdown::weblinks::weblinks;
use gatewright::rules::markdown::{headings, html};
use gatewright::rules::templates;

/// Feeds a parser.
pub type EntryPoint = fn(&[u8]);

/// Every entry point with its name, that of its fuzz target.
pub const ALL: &[(&str, EntryPoint)] = &[
    ("cases", cases),
    ("extends", extends),
    ("markdown", markdown),
    ("places", places),
    ("signatures", signatures),
];

fn file(path: &str) -> RepoPath {
    RepoPath::new(path).expect("a plain path")
}

/// What every failure of a reader of definitions is like.
fn well_said(failure: &Failure, lines: usize) {
    assert!(!failure.message.is_empty() && !failure.problems.is_empty(), "{failure:?}");
    for problem in &failure.problems {
        assert!(problem.line >= 1 && problem.line <= lines && problem.column >= 1, "{problem:?}");
        assert!(!problem.message.is_empty() && !problem.message.chars().any(is_treacherous), "{problem:?}");
    }
}

fn lines(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte == b'\n').count() + 1
}

/// `case.json`.
pub fn cases(bytes: &[u8]) {
    if let Err(failure) = read_case(&file("contracts/w/tests/a/case.json"), bytes) {
        well_said(&failure, lines(bytes));
    }
}

/// A contract that extends others: the parts of `bytes` between NUL bytes are the contract, and the files `0.json`, `1.json` …
pub fn extends(bytes: &[u8]) {
    let parts: Vec<&[u8]> = bytes.split(|byte| *byte == 0).collect();
    let fetch = |path: &RepoPath| -> Result<Option<Vec<u8>>, Failure> {
        let at = path.as_str().strip_suffix(".json").and_then(|name| name.parse::<usize>().ok());
        Ok(at.and_then(|at| parts.get(at + 1)).map(|part| part.to_vec()))
    };
    if let Err(failure) = read_contract(&file("c.json"), parts[0], &KnownVariables::always(), &fetch) {
        well_said(&failure, parts.iter().map(|part| lines(part)).max().unwrap_or(1));
    }
}

/// Task lists, links, sources, citations, scopes and headings of Markdown.
pub fn markdown(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let most =
        text.split('\n').count().max(text.split('\r').count()) as u64 + text.matches('\r').count() as u64;
    let found = headings(&text).unwrap_or_default();
    assert!(found.iter().all(|heading| (1..=6).contains(&heading.level) && heading.line <= most));
    let first = text.lines().next().unwrap_or_default();
    let _ = (sections(first, &found), check_entry(first), Entry::new(first), meant_entry(first), slug(first));
    if let Ok(tasks) = tasks(&text) {
        let _ = malformed(&text, &tasks);
    }
    let _ = (pointers(&text), weblinks(&text), html::read(&text), without_inline_code(first));
    if let Ok(scopes) = scopes(&text) {
        assert!(scopes.len() <= text.len() + 1, "no line comes out of nothing");
    }
    assert!(distinct_urls(&text) <= urls(&text).len() as u64);
    assert_eq!(
        without_comments(&text).matches('\n').count(),
        text.matches('\n').count(),
        "lines keep their numbers"
    );
    for name in ["a.md", "a.bib", "a.rs", "a.html"] {
        let path = file(name);
        let looked = Text { path: &path, text: &text, document: None };
        for kind in KINDS {
            let _ = sources(&looked, kind, &(1..u64::MAX));
        }
        let _ = (looked.scopes(), looked.headings(), anchors(&path, &text));
    }
}

/// Paths, links, globs, expressions, spans of time, JSON pointers.
pub fn places(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (one, other) = text.split_once('\n').unwrap_or((&text, ""));
    let inside = |path: &RepoPath| {
        assert!(
            !path.as_str().starts_with('/') && path.components().all(|part| !matches!(part, "" | "." | ".."))
        );
    };
    if let Ok(path) = RepoPath::new(one) {
        inside(&path);
        if let Leads::Here(local) = leads(&path, other) {
            local.path.iter().for_each(inside);
        }
    }
    if let Leads::Here(local) = leads(&file("docs/a.md"), one) {
        local.path.iter().for_each(inside);
    }
    let known = KnownVariables::always();
    let _ = (templates::check_path(one, &known), templates::check_argument(one, &known), is_lines(one));
    templates::whole_path(one).iter().for_each(inside);
    let _ = (pattern::glob(one), duration::parse(one));
    if let Ok(regex) = pattern::regex(one) {
        let _ = regex.is_match(&other[..other.floor_char_boundary(1_000)]);
    }
    for entry in sums::read(&text).iter().flatten() {
        sums::path(entry, &file("data/SUMS")).iter().for_each(inside);
    }
    let pointed = Pointed::new("a.json", other.as_bytes());
    let (line, column) = pointed.position(one);
    assert!(line >= 1 && column >= 1);
    let complaint = Complaint::new("wrong", format!("/{}", step(one)), "it is wrong");
    assert_eq!(pointed.refuse([complaint]).problems.len(), 1);
    for format in [Format::Json, Format::Yaml, Format::Toml] {
        let _ = line_of(other, format, one);
        if let Ok(value) = data::read(other, format) {
            let _ = value.pointer(one);
        }
    }
}

/// Allowed signers, signatures in armour, private keys.
pub fn signatures(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (first, rest) = text.split_once("\n\n").unwrap_or((&text, &text));
    let allowed = signers::read(first).unwrap_or_default();
    if let Err((line, why)) = signers::read(&text) {
        assert!(line >= 1 && !why.is_empty());
    }
    let now = Timestamp::from_millis(1_800_000_000_000).expect("a time");
    let verified = verify::signer_of(rest, "a decision", &allowed, now);
    assert!(verified.is_err(), "nobody has signed this");
    let _ = verify::sign(rest, &DECISION, b"a decision");
}
