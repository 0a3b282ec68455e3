//! Two processes race for the same transition, again and again.

use std::process::Stdio;
use std::sync::Barrier;

use gatewright::format::record::event::EventType;
use gatewright::format::record::facts::kind_of;
use gatewright::model::path::RepoPath;

use crate::support::definitions::{start, write_draft};
use crate::support::place::{Done, PROGRAM, Place, finish};
use crate::support::record;
use crate::support::tree::Tree;

const ROUNDS: usize = 12;

const START: &[&str] = &["gate", "start", "--gate", "G1"];
const FINISH: &[&str] = &["gate", "finish", "--gate", "G1"];
const FAIL: &[&str] = &["gate", "fail", "--gate", "G1", "--reason", "no"];
const ABANDON: &[&str] = &["gate", "abandon", "--gate", "G1", "--reason", "no"];
const CANCEL: &[&str] = &["run", "complete", "--status", "CANCELED", "--reason", "no"];
const REPIN: &[&str] = &["run", "repin", "--gate", "G1", "--reason", "another word"];
const INVOCATION: &[&str] = &["invocation", "record", "--gate", "G1", "--agent", "writer"];

#[test]
fn of_two_starts_one_wins() {
    one_wins(start, [START, START]);
}

#[test]
fn of_two_finishes_one_wins() {
    one_wins(drafted, [FINISH, FINISH]);
}

#[test]
fn of_a_finish_and_a_fail_one_wins() {
    one_wins(drafted, [FINISH, FAIL]);
}

#[test]
fn of_a_fail_and_an_abandon_one_wins() {
    one_wins(drafted, [FAIL, ABANDON]);
}

#[test]
fn of_a_completion_and_a_start_one_wins() {
    one_wins(start, [CANCEL, START]);
}

#[test]
fn of_two_completions_one_wins() {
    one_wins(start, [CANCEL, CANCEL]);
}

#[test]
fn of_two_repins_one_wins() {
    one_wins(edited, [REPIN, REPIN]);
}

#[test]
fn a_start_that_races_a_repin_uses_the_pins_that_were_there_when_it_won() {
    race(edited, [REPIN, START], |place, run, [repin, start]| {
        assert_eq!(start.code(), Some(0), "{}", start.told());
        let record = record::verified(&place.repo(), run).unwrap();
        let kinds: Vec<EventType> = record.links[1..].iter().map(|link| kind_of(&link.event.fact)).collect();
        match repin.code() {
            Some(0) => assert_eq!(kinds, [EventType::GateRepinned, EventType::GateStarted]),
            Some(4 | 75) => assert_eq!(kinds, [EventType::GateStarted]),
            _ => panic!("{}", repin.told()),
        }
        let gate = &record.run.gates[0];
        let attempt = place.read(&format!("runs/{run}/record/gates/G1/attempt-1.json"));
        let path = RepoPath::new("contracts/demo/G1.contract.json").unwrap();
        let pinned = record.run.pin(gate, &path).unwrap().sha256.to_string();
        assert!(attempt.contains(&format!("\"contract_sha256\": \"{pinned}\"")), "{attempt}");
    });
}

#[test]
fn an_invocation_that_races_a_finish_is_inside_the_attempt_or_refused() {
    race(drafted, [INVOCATION, FINISH], |place, run, [invocation, finish]| {
        assert_eq!(finish.code(), Some(0), "{}", finish.told());
        let record = record::verified(&place.repo(), run).unwrap();
        let kinds: Vec<EventType> = record.links[2..].iter().map(|link| kind_of(&link.event.fact)).collect();
        match invocation.code() {
            Some(0) => assert_eq!(kinds, [EventType::InvocationRecorded, EventType::GatePassed]),
            Some(4 | 75) => assert_eq!(kinds, [EventType::GatePassed]),
            _ => panic!("{}", invocation.told()),
        }
    });
}

/// Exactly one of the two does what was asked, the other is refused, and the chain has one event more.
fn one_wins(prepare: fn(&Place) -> String, commands: [&[&str]; 2]) {
    race(prepare, commands, |place, run, done| {
        let won = done.iter().filter(|done| done.code() == Some(0)).count();
        let lost = done.iter().filter(|done| matches!(done.code(), Some(4 | 75))).count();
        assert_eq!((won, lost), (1, 1), "{}\n{}", done[0].told(), done[1].told());
        let record = record::verified(&place.repo(), run).unwrap();
        let winner = done.iter().find(|done| done.code() == Some(0)).unwrap();
        assert_eq!(winner.json()["head"], record.head().to_string());
        let refused = done.iter().find(|done| done.code() != Some(0)).unwrap().json();
        assert_eq!(refused["kind"], "error");
    });
}

fn race(prepare: fn(&Place) -> String, commands: [&[&str]; 2], check: impl Fn(&Place, &str, [Done; 2])) {
    let place = Place::new();
    let run = prepare(&place);
    let before: Tree = place.tree();
    let events = record::verified(&place.repo(), &run).unwrap().links.len();
    for round in 0..ROUNDS {
        let place = Place::holding(&before);
        let ready = Barrier::new(2);
        // Which of the two is first is left to the machine, and helped to vary.
        let order = if round % 2 == 0 { [0, 1] } else { [1, 0] };
        let mut done = std::thread::scope(|scope| {
            let racers = order.map(|i| {
                let (place, run, ready) = (&place, run.as_str(), &ready);
                scope.spawn(move || {
                    let mut command = place.command(PROGRAM, 60);
                    command.args(commands[i]).args(["--run", run, "--json"]).stdin(Stdio::null());
                    ready.wait();
                    (i, finish(&mut command))
                })
            });
            racers.map(|racer| racer.join().unwrap())
        });
        done.sort_by_key(|(i, _)| *i);
        let after = record::verified(&place.repo(), &run).unwrap().links.len();
        assert!(after > events && after <= events + 2);
        check(&place, &run, done.map(|(_, done)| done));
    }
}

fn drafted(place: &Place) -> String {
    let run = start(place);
    place.expect(0, 2, START);
    write_draft(place);
    run
}

fn edited(place: &Place) -> String {
    let run = start(place);
    let contract = place.read("contracts/demo/G1.contract.json").replace("robot", "word");
    place.write("contracts/demo/G1.contract.json", contract);
    run
}
