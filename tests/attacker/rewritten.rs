//! A whole record computed anew by somebody who knows how: what only a head that was kept elsewhere can refuse.

use gatewright::format::canonical;
use gatewright::format::record::chain::link;
use gatewright::format::record::read::{AnyRecord, Record, read};
use gatewright::format::record::run::Index;
use gatewright::model::actor::{Actor, ActorClass};
use gatewright::model::attempt::Attempt;
use gatewright::model::digest::Digest;
use gatewright::model::event::{Event, Fact};
use gatewright::model::run::AttemptStatus;
use gatewright::rules::advance::fold;

use crate::scene::{FINISH, Scene};
use crate::support::record;

/// Writes the record anew with these events, the chain and all that follows from it computed.
pub fn rewrite(scene: &Scene, change: impl Fn(&mut Vec<Event>)) {
    write(scene, record::verified(&scene.place.repo(), &scene.run).unwrap(), change);
}

/// The same with a record whose seals need not fit.
pub fn rewrite_anyhow(scene: &Scene, change: impl Fn(&mut Vec<Event>)) {
    write(scene, unverified(scene), change);
}

/// The record of the scene, read without its seals.
fn unverified(scene: &Scene) -> Record {
    match read(scene.read("record/RUN.json").as_bytes()).unwrap() {
        AnyRecord::V1(record) => *record,
        AnyRecord::V0(_) => panic!("not a record of ours"),
    }
}

/// The index of RUN.json says something else; what seals it fits.
pub fn forge_index(scene: &Scene, forge: impl Fn(&mut Index)) {
    let mut record = unverified(scene);
    forge(&mut record.index);
    let digest = record.index.digest().unwrap();
    scene.write("record/RUN.json", record.spell().unwrap());
    forge_attempt_and_start(scene, 2, |attempt| attempt.index_sha256 = Some(digest));
}

/// The same with a record that need not be sound.
fn write(scene: &Scene, record: Record, change: impl Fn(&mut Vec<Event>)) {
    let mut events: Vec<Event> = record.links.into_iter().map(|link| link.event).collect();
    change(&mut events);
    let mut links = vec![];
    let mut prev = Digest::ZERO;
    for event in events {
        let next = link(event, prev).unwrap();
        prev = next.digest;
        links.push(next);
    }
    let run = fold(links.iter().map(|link| &link.event)).unwrap();
    let forged = Record { run, links, index: record.index };
    scene.write("record/RUN.json", forged.spell().unwrap());
}

/// Holds that `command` refuses what `forge` makes of a record when it is told the head from before, and the limit:
/// without a head that was kept elsewhere it does not.
fn refused_by_its_head_only(command: &[&str], forge: impl Fn(&Scene)) {
    let scene = Scene::new();
    let head = scene.head();
    forge(&scene);
    scene.refused(&[command, &["--expect-head", &head]].concat(), &["last event", &head]);
    scene.accepted(0, command);
}

pub fn forge_actor(events: &mut Vec<Event>) {
    for event in events {
        event.actor = Actor { class: ActorClass::ClaimedHuman, name: "The Boss".to_owned() };
    }
}

#[test]
fn the_last_event_cannot_simply_be_cut_off() {
    let scene = Scene::new();
    let mut record: serde_json::Value = serde_json::from_str(&scene.read("record/RUN.json")).unwrap();
    record["events"].as_array_mut().unwrap().pop();
    scene.write("record/RUN.json", format!("{}\n", serde_json::to_string_pretty(&record).unwrap()));
    scene.refused(FINISH, &["record/RUN.json", "head"]);
}

#[test]
fn a_record_whose_last_event_was_cut_off_with_all_that_follows_is_refused_by_its_head_only() {
    // Without the head it looks like a start that was never made.
    refused_by_its_head_only(&["gate", "start", "--gate", "G2"], |scene| {
        rewrite(scene, |events| drop(events.pop()));
    });
}

#[test]
fn a_record_with_forged_actors_is_refused_by_its_head_only() {
    refused_by_its_head_only(FINISH, |scene| rewrite(scene, forge_actor));
}

/// Attempt 1 of gate G1 says that it passed; its seal and the chain fit.
pub fn forge_verdict(scene: &Scene) {
    forge_attempt(scene, 1, |attempt| {
        attempt.status = AttemptStatus::Pass;
        attempt.cause = None;
        attempt.failure_reason = None;
    });
}

/// An attempt of gate G1 says something else; its seal and the chain fit.
pub fn forge_attempt(scene: &Scene, number: u32, forge: impl Fn(&mut Attempt)) {
    forge_attempt_and_start(scene, number, forge);
}

/// The same, also of its beginning: the event that opened it fits as well.
pub fn forge_attempt_and_start(scene: &Scene, number: u32, forge: impl Fn(&mut Attempt)) {
    let path = format!("record/gates/G1/attempt-{number}.json");
    let mut attempt: Attempt = serde_json::from_str(&scene.read(&path)).unwrap();
    forge(&mut attempt);
    let bytes = canonical::spell(&attempt).unwrap();
    scene.write(&path, &bytes);
    let seal = Digest::of(&bytes);
    let begun = canonical::digest(&attempt.start).unwrap();
    rewrite_anyhow(scene, |events| {
        for event in events {
            match &mut event.fact {
                Fact::GateClosed { gate, attempt: of, status, sha256 }
                    if gate.as_str() == "G1" && *of == number =>
                {
                    (*status, *sha256) = (attempt.status, seal);
                }
                Fact::GateStarted { gate, attempt: of, start, .. }
                    if gate.as_str() == "G1" && *of == number =>
                {
                    *start = begun;
                }
                _ => {}
            }
        }
    });
}

#[test]
fn a_forged_verdict_with_its_attempt_and_chain_computed_anew_is_refused_by_its_head_only() {
    refused_by_its_head_only(FINISH, forge_verdict);
}

#[test]
fn a_seal_that_is_not_the_digest_of_its_attempt_is_refused_even_with_a_good_chain() {
    let scene = Scene::new();
    rewrite(&scene, |events| {
        for event in events {
            if let Fact::GateClosed { attempt: 1, sha256, .. } = &mut event.fact {
                *sha256 = Digest::of(b"another file");
            }
        }
    });
    scene.refused(FINISH, &["record/gates/G1/attempt-1.json", "sealed"]);
}

#[test]
fn an_index_that_does_not_follow_from_the_attempts_is_refused_even_with_a_good_chain() {
    let scene = Scene::new();
    let record = record::verified(&scene.place.repo(), &scene.run).unwrap();
    let mut forged = record;
    forged.index.artifacts_index.clear();
    scene.write("record/RUN.json", forged.spell().unwrap());
    scene.refused(FINISH, &["record/RUN.json", "artifacts_index"]);
}

#[test]
fn every_command_that_changes_a_run_refuses_another_head_and_prints_the_new_one() {
    let (wrong, scene) = ("0".repeat(64), Scene::new());
    let commands: [&[&str]; 7] = [
        &["gate", "start", "--gate", "G3"],
        &["gate", "fail", "--gate", "G2", "--reason", "no"],
        &["gate", "abandon", "--gate", "G2", "--reason", "no"],
        &["run", "complete", "--status", "CANCELED", "--reason", "no"],
        &["run", "repin", "--gate", "G1", "--reason", "no"],
        &["invocation", "record", "--gate", "G2", "--agent", "writer"],
        FINISH,
    ];
    for command in commands {
        scene.refused(&[command, &["--expect-head", &wrong]].concat(), &["last event", &wrong]);
    }
    let head = scene.head();
    let done = scene.accepted(0, &[FINISH, &["--expect-head", &head, "--json"]].concat());
    assert_eq!(done.json()["head"], scene.head());
    assert_ne!(scene.head(), head);
}
