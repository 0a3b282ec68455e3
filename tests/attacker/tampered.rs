//! Tamper evidence, measured: whatever is changed in a record whose head is known from elsewhere is found, and the file is named.

use std::collections::{BTreeMap, BTreeSet};

use gatewright::exec::process::launch::Launcher;
use gatewright::exec::process::spec::Stop;
use gatewright::flow::audit::{Ask, audit};
use gatewright::flow::machine::{Machine, Seat, WebDoor};
use gatewright::flow::site::Site;
use gatewright::model::audit::{Found, Level, Weight};
use gatewright::model::digest::Digest;
use gatewright::model::ids::RunId;
use gatewright::rules::audit::rule::Rule;
use gatewright::rules::environment::Environment;
use gatewright::rules::places::Places;
use gatewright::store::progress::Silent;

use crate::rewritten::rewrite;
use crate::scene::{FINISH, Scene};

/// An auditor in this process, who knows the head of the scene's run.
pub struct Auditor {
    pub scene: Scene,
    site: Site,
    ask: Ask,
}

impl Auditor {
    pub fn of(scene: Scene) -> Auditor {
        let head: Digest = scene.head().parse().unwrap();
        let ask = Ask {
            runs: vec![RunId::new(&scene.run).unwrap()],
            at: None,
            expect_head: Some(head),
            ..Ask::default()
        };
        let site = Site::open(&scene.place.repo()).unwrap();
        Auditor { scene, site, ask }
    }

    /// What is found, with or without what the auditor knows of the head, and the level.
    fn audited(&self, anchored: bool) -> (Vec<(&'static Rule, Found)>, Level) {
        let machine = Machine {
            launcher: Launcher::at("nothing-is-run".into()),
            env: Environment::default(),
            git_env: Environment::default(),
            stop: Stop::default(),
            progress: &Silent,
            seat: Seat::default(),
            signers: None,
            places: Places { root: String::new(), home: String::new() },
            web: WebDoor::default(),
        };
        let (mut all, mut level) = (vec![], Level::L0);
        let mut ask = self.ask.clone();
        ask.expect_head = ask.expect_head.filter(|_| anchored);
        let now = "2099-01-01T00:00:00.000Z".parse().unwrap();
        audit(&self.site, &machine, &ask, now, &mut |run| {
            level = run.level;
            all.extend(run.findings);
        })
        .unwrap();
        (all, level)
    }

    /// What is found, with or without what the auditor knows of the head.
    pub fn findings(&self, anchored: bool) -> Vec<(&'static Rule, Found)> {
        self.audited(anchored).0
    }

    /// The files that findings of weight error name, and the level.
    fn accused(&self) -> (BTreeSet<String>, Level) {
        let (all, level) = self.audited(true);
        let weighty = all.into_iter().filter(|(rule, _)| {
            rule.weight == Weight::Error && rule.id != "chain.seeded" || rule.id == "form.stray_file"
        });
        (weighty.filter_map(|(_, found)| found.file).collect(), level)
    }

    /// Every file of the record with its bytes.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let dir = self.scene.place.repo().join(self.scene.of_run("record"));
        let entries = walkdir::WalkDir::new(&dir).into_iter().map(Result::unwrap);
        let files = entries.filter(|entry| entry.file_type().is_file());
        let below =
            |entry: &walkdir::DirEntry| entry.path().strip_prefix(&dir).unwrap().to_str().unwrap().to_owned();
        files.map(|entry| (below(&entry), std::fs::read(entry.path()).unwrap())).collect()
    }

    /// With these bytes in the place of a file of the record, that file (or the RUN.json that speaks of it) is accused.
    fn finds(&self, file: &str, bytes: Option<&[u8]>, what: &str) {
        let path = self.scene.place.repo().join(self.scene.of_run(&format!("record/{file}")));
        let before = std::fs::read(&path).unwrap();
        match bytes {
            Some(bytes) if bytes == before => return,
            Some(bytes) => std::fs::write(&path, bytes).unwrap(),
            None => std::fs::remove_file(&path).unwrap(),
        }
        let (accused, level) = self.accused();
        let named = self.scene.of_run(&format!("record/{file}"));
        assert!(accused.contains(&named), "{what} of {file}: {accused:?}");
        assert!(level < Level::L3 || file != "RUN.json", "{what} of {file}");
        std::fs::write(&path, before).unwrap();
    }
}

fn honest() -> Auditor {
    let scene = Scene::new();
    scene.accepted(0, FINISH);
    let auditor = Auditor::of(scene);
    let (accused, level) = auditor.accused();
    assert_eq!((accused, level), (BTreeSet::new(), Level::L3), "an honest record is accused of nothing");
    auditor
}

#[test]
fn every_flipped_bit_of_a_record_is_found_and_its_file_named() {
    let auditor = honest();
    for (file, bytes) in auditor.files() {
        // Long files are pinned definitions, where one byte is as good as another.
        let step = (bytes.len() / 250).max(1);
        for at in (0..bytes.len()).step_by(step) {
            let mut other = bytes.clone();
            other[at] ^= 1 << (at % 8);
            auditor.finds(&file, Some(&other), &format!("bit {} of byte {at}", at % 8));
        }
    }
}

#[test]
fn every_deleted_and_every_doubled_line_is_found() {
    let auditor = honest();
    for (file, bytes) in auditor.files() {
        let lines: Vec<&[u8]> = bytes.split_inclusive(|&byte| byte == b'\n').collect();
        for at in 0..lines.len() {
            let without: Vec<u8> = [&lines[..at], &lines[at + 1..]].concat().concat();
            auditor.finds(&file, Some(&without), &format!("the lack of line {}", at + 1));
            let doubled: Vec<u8> = [&lines[..=at], &lines[at..]].concat().concat();
            auditor.finds(&file, Some(&doubled), &format!("the doubled line {}", at + 1));
        }
    }
}

#[test]
fn every_removed_and_every_swapped_file_is_found() {
    let auditor = honest();
    let files = auditor.files();
    for (file, bytes) in &files {
        auditor.finds(file, None, "the removal");
        for (other, others) in &files {
            if file < other && bytes != others {
                let path = auditor.scene.place.repo().join(auditor.scene.of_run(&format!("record/{other}")));
                std::fs::write(&path, bytes).unwrap();
                auditor.finds(file, Some(others), &format!("the bytes of {other} in the place"));
                std::fs::write(&path, others).unwrap();
            }
        }
    }
}

#[test]
fn a_chain_that_was_computed_anew_is_found_whatever_event_was_changed_or_dropped() {
    let auditor = honest();
    let count = auditor.scene.read("record/RUN.json").matches("\"digest\": ").count();
    let before = auditor.files();
    let restore = || {
        for (file, bytes) in &before {
            auditor.scene.write(&format!("record/{file}"), bytes);
        }
    };
    for at in 0..count {
        rewrite(&auditor.scene, |events| events[at].actor.name = "somebody else".to_owned());
        let (accused, level) = auditor.accused();
        assert!(
            accused.contains(&auditor.scene.of_run("record/RUN.json")) && level < Level::L3,
            "event {at}"
        );
        restore();
    }
    rewrite(&auditor.scene, |events| drop(events.pop()));
    let (accused, level) = auditor.accused();
    assert!(
        accused.contains(&auditor.scene.of_run("record/RUN.json")) && level < Level::L3,
        "the last event"
    );
}
