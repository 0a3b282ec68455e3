//! Every field of every record changed: naively, and with every digest computed anew; with the head known from elsewhere and without.

use std::collections::BTreeSet;

use gatewright::model::audit::{Found, Weight};
use gatewright::rules::audit::rule::Rule;
use serde_json::Value;

use crate::edits::{Edit, edits};
use crate::rehashed::{Files, rehashed};
use crate::scene::{FINISH, Scene};
use crate::support::definitions::write_parts;
use crate::tampered::Auditor;

/// A run with a failed attempt, a passed one, a recorded call, and an attempt with so many outputs.
fn scene(outputs: u32) -> Scene {
    let scene = Scene::new();
    write_parts(&scene.place, outputs);
    scene.accepted(0, &["invocation", "record", "--gate", "G2", "--agent", "writer"]);
    scene.accepted(0, FINISH);
    scene
}

/// The record of the scene, its files, and what an audit says of it as it is.
struct Corpus {
    auditor: Auditor,
    files: Files,
    honest: BTreeSet<String>,
}

impl Corpus {
    fn new(outputs: u32) -> Corpus {
        let auditor = Auditor::of(scene(outputs));
        let files = auditor.files();
        let all = auditor.findings(false);
        let accusing = all.iter().filter(|(rule, found)| weighty(rule) && !ours(rule.id, found));
        assert_eq!(accusing.count(), 0, "an honest record is accused: {all:#?}");
        let honest = all.iter().map(|(rule, found)| format!("{} {found:?}", rule.id)).collect();
        Corpus { auditor, files, honest }
    }

    /// Every file that is JSON, with all its edits.
    fn edits(&self) -> Vec<(String, Edit)> {
        let json = self.files.iter().filter(|(path, _)| path.ends_with(".json"));
        let each = |(path, bytes): (&String, &Vec<u8>)| {
            let value: Value = serde_json::from_slice(bytes).unwrap();
            edits(&value).into_iter().map(|edit| (path.clone(), edit)).collect::<Vec<_>>()
        };
        json.flat_map(each).collect()
    }

    /// The findings of weight error about a record of these files that the honest one does not have.
    fn accusations(&self, files: &Files, anchored: bool) -> Vec<(&'static str, Found)> {
        for (path, bytes) in files.iter().filter(|(path, bytes)| self.files.get(*path) != Some(bytes)) {
            self.auditor.scene.write(&format!("record/{path}"), bytes);
        }
        let all = self.auditor.findings(anchored);
        for (path, bytes) in self.files.iter().filter(|(path, bytes)| files.get(*path) != Some(bytes)) {
            self.auditor.scene.write(&format!("record/{path}"), bytes);
        }
        let new = all.into_iter().filter(|(rule, found)| {
            weighty(rule) && !self.honest.contains(&format!("{} {found:?}", rule.id))
        });
        new.map(|(rule, found)| (rule.id, found)).collect()
    }
}

/// A version that is not known could be one that is honest and newer.
fn weighty(rule: &Rule) -> bool {
    rule.weight == Weight::Error || rule.id == "form.unknown_version"
}

/// The clock of tests is seeded, and says so.
fn ours(id: &str, _: &Found) -> bool {
    id == "chain.seeded"
}

/// Whether the finding says everything that a reader needs.
fn whole(found: &Found) -> bool {
    [&found.file, &found.field, &found.expected, &found.found]
        .iter()
        .all(|member| member.as_ref().is_some_and(|text| !text.is_empty()))
}

/// `events[3].actor` as `events[].actor`.
fn shape(path: &str) -> String {
    let mut shape = String::new();
    let mut inside = false;
    for c in path.chars() {
        inside = match c {
            '[' => true,
            ']' => false,
            _ => inside,
        };
        if !inside || c == '[' {
            shape.push(c);
        }
    }
    shape
}

fn told(accusations: &[(&str, Found)]) -> String {
    let one = |(rule, found): &(&str, Found)| format!("{rule}: {found:?}");
    accusations.iter().map(one).collect::<Vec<_>>().join("\n")
}

/// Fails with everything that went wrong, or as much of it as anybody reads.
fn nothing(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} edits:\n{}", wrong.len(), wrong[..wrong.len().min(25)].join("\n\n"));
}

#[test]
fn every_naive_edit_of_every_field_is_found_without_any_anchor_and_its_place_is_named() {
    let corpus = Corpus::new(3);
    let edits = corpus.edits();
    assert!(edits.len() > 1500, "{}", edits.len());
    let mut wrong = vec![];
    for (file, edit) in edits {
        let mut files = corpus.files.clone();
        if files[&file] == edit.text.as_bytes() {
            continue;
        }
        files.insert(file.clone(), edit.text.into_bytes());
        let accusations = corpus.accusations(&files, false);
        let named = corpus.auditor.scene.of_run(&format!("record/{file}"));
        let about = |found: &Found| found.file.as_deref() == Some(named.as_str());
        if !accusations.iter().all(|(_, found)| whole(found))
            || !accusations.iter().any(|(_, found)| about(found))
        {
            wrong.push(format!("{} of {} in {file}:\n{}", edit.what, edit.path, told(&accusations)));
        }
    }
    nothing(&wrong);
}

#[test]
fn every_edit_after_which_all_digests_were_computed_anew_is_found_by_a_head_that_was_kept_elsewhere() {
    let corpus = Corpus::new(3);
    let mut wrong = vec![];
    for (n, (file, edit)) in corpus.edits().into_iter().enumerate() {
        // One in three: what is found does not depend on the member.
        if n % 3 != 0 {
            continue;
        }
        let files = rehashed(&corpus.files, &file, &edit.text);
        let accusations = corpus.accusations(&files, true);
        if files != corpus.files
            && (accusations.is_empty() || !accusations.iter().all(|(_, found)| whole(found)))
        {
            wrong.push(format!("{} of {} in {file}:\n{}", edit.what, edit.path, told(&accusations)));
        }
    }
    nothing(&wrong);
}

#[test]
fn lists_beside_attempts_are_held_to_their_digests_and_their_length() {
    let corpus = Corpus::new(101);
    let lists: Vec<&String> = corpus.files.keys().filter(|path| path.ends_with(".sha256")).collect();
    assert!(!lists.is_empty());
    let mut wrong = vec![];
    for list in lists {
        let text = String::from_utf8(corpus.files[list].clone()).unwrap();
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        for at in (0..lines.len()).step_by(9) {
            let without = [&lines[..at], &lines[at + 1..]].concat().concat();
            let mut naive = corpus.files.clone();
            naive.insert(list.clone(), without.clone().into_bytes());
            for files in [naive, rehashed(&corpus.files, list, &without)] {
                let accusations = corpus.accusations(&files, false);
                if accusations.is_empty() || !accusations.iter().all(|(_, found)| whole(found)) {
                    wrong.push(format!("line {} of {list}:\n{}", at + 1, told(&accusations)));
                }
            }
        }
    }
    nothing(&wrong);
}

/// What somebody can change unnoticed who computes every digest anew, while nothing is anchored: what stands in one place only.
const LIMIT: &[&str] = &[
    // Who says that he started the run or recorded a call: a claim.
    "RUN.json events[].actor (another value)",
    // What a call says of itself: a claim.
    "RUN.json events[].invocation.agent (another value)",
    "RUN.json events[].invocation.model (another value)",
    "RUN.json events[].invocation.status (another value)",
    // No order of pins means anything.
    "RUN.json events[].pins (another order)",
    // One seeded event is enough to be found.
    "RUN.json events[].seeded (no such member)",
    // Which program wrote it, and how it kept others from writing: a claim.
    "RUN.json events[].tool (another value)",
    "attempt read_guard (another value)",
    "attempt start.tool (another value)",
    "attempt tool (another value)",
    // By what the machine knew its user: what it said of itself then.
    "attempt start.account (no such member)",
    "attempt start.account.id (another value)",
    "attempt start.account.id (no such member)",
    "attempt start.account.names[] (another value)",
    "attempt start.account.names[] (no such element)",
    "attempt start.account.names[] (the element twice)",
    // Of the index of then, which no file holds any more.
    "attempt index_sha256 (another value)",
];

#[test]
fn without_an_anchor_only_what_stands_in_one_place_can_be_changed_by_computing_all_digests_anew() {
    let corpus = Corpus::new(3);
    let mut unnoticed = BTreeSet::new();
    for (file, edit) in corpus.edits() {
        let files = rehashed(&corpus.files, &file, &edit.text);
        if files != corpus.files && corpus.accusations(&files, false).is_empty() {
            let file = file.split('/').next_back().unwrap().split('-').next().unwrap();
            unnoticed.insert(format!("{file} {} ({})", shape(&edit.path), edit.what));
        }
    }
    let limit: BTreeSet<String> = LIMIT.iter().map(|&line| line.to_owned()).collect();
    assert_eq!(unnoticed, limit, "{unnoticed:#?}");
}
