//! Sixteen processes, two hundred operations each, on one run.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use gatewright::model::event::Fact;

use crate::support::definitions::{start, write_draft};
use crate::support::place::{Done, PROGRAM, Place, finish};
use crate::support::record;

const PROCESSES: u64 = 16;
const OPERATIONS: u64 = 200;

/// What is tried, by turns in an order of its own for each process. Most of it is refused most of the time.
const OPERATION: &[&[&str]] = &[
    &["gate", "start", "--gate", "G1"],
    &["gate", "finish", "--gate", "G1"],
    &["gate", "fail", "--gate", "G1", "--reason", "not yet"],
    &["gate", "start", "--gate", "G3"],
    &["gate", "finish", "--gate", "G3"],
    &["gate", "abandon", "--gate", "G3", "--reason", "not now"],
    &["gate", "start", "--gate", "G2"],
    &["gate", "finish", "--gate", "G2"],
    &["run", "complete", "--status", "PASSED"],
    &["run", "repin", "--gate", "G1", "--reason", "nothing differs"],
    &["gate", "fail", "--gate", "G2", "--reason", "never begun"],
];

#[test]
fn sixteen_processes_with_two_hundred_operations_each_leave_one_gapless_history() {
    let place = Place::new();
    let run = start(&place);
    write_draft(&place);
    // Gate G1 can never pass, so that its attempts go on; gate G3 has no output, so that it always fails.
    place.write("out/essay/draft.md", "Nothing about machines.\n");
    let acknowledged: Mutex<Vec<String>> = Mutex::new(vec![]);
    let refused: Mutex<BTreeMap<i32, usize>> = Mutex::new(BTreeMap::new());
    let (over, looks) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            // A reader that takes no lock always sees a whole record whose seals hold.
            while !over.load(Ordering::Relaxed) {
                record::verified(&place.repo(), &run).unwrap();
                looks.fetch_add(1, Ordering::Relaxed);
                std::thread::sleep(std::time::Duration::from_millis(300));
            }
        });
        let workers: Vec<_> = (0..PROCESSES)
            .map(|process| {
                let (place, run, acknowledged, refused) = (&place, &run, &acknowledged, &refused);
                scope.spawn(move || {
                    for operation in 0..OPERATIONS {
                        let args = OPERATION[chosen(process, operation)];
                        let done = attempt(place, run, args);
                        match head(&done) {
                            Some(head) => acknowledged.lock().unwrap().push(head),
                            None => {
                                let code = done.code().unwrap_or(-1);
                                assert!(matches!(code, 4 | 75), "{args:?}: {}", done.told());
                                *refused.lock().unwrap().entry(code).or_default() += 1;
                            }
                        }
                    }
                })
            })
            .collect();
        let ended: Vec<_> = workers.into_iter().map(|worker| worker.join()).collect();
        over.store(true, Ordering::Relaxed);
        for worker in ended {
            worker.unwrap();
        }
    });
    assert!(looks.load(Ordering::Relaxed) > 5);
    check(&place, &run, acknowledged.into_inner().unwrap(), &refused.into_inner().unwrap());
}

fn check(place: &Place, run: &str, mut acknowledged: Vec<String>, refused: &BTreeMap<i32, usize>) {
    let record = record::verified(&place.repo(), run).unwrap();
    let mut events: Vec<String> = record.links[1..].iter().map(|link| link.digest.to_string()).collect();
    let numbers = |gate: &str| -> Vec<u32> {
        let started = record.links.iter().filter_map(|link| match &link.event.fact {
            Fact::GateStarted { gate: of, attempt, .. } if of.as_str() == gate => Some(*attempt),
            _ => None,
        });
        started.collect()
    };
    for gate in ["G1", "G3"] {
        let numbers = numbers(gate);
        assert!(numbers.len() > 20, "gate {gate} was hardly tried");
        assert!(numbers.iter().copied().eq(1..=numbers.len() as u32), "{gate}: {numbers:?}");
    }
    events.sort();
    acknowledged.sort();
    assert_eq!(acknowledged, events, "each acknowledged operation is in the chain exactly once");
    let _ = writeln!(
        std::io::stderr().lock(),
        "crowd: {} operations acknowledged; refused by exit code: {refused:?}",
        acknowledged.len()
    );
    let all = acknowledged.len() + refused.values().sum::<usize>();
    assert_eq!(all as u64, PROCESSES * OPERATIONS, "{refused:?}");
}

fn attempt(place: &Place, run: &str, args: &[&str]) -> Done {
    let mut command = place.command(PROGRAM, 0);
    // The real clock: in any order of the processes.
    command.env_remove("GATEWRIGHT_SEED");
    finish(command.args(args).args(["--run", run, "--json"]))
}

/// The head of the chain that a command acknowledged; a finished gate may have failed (exit 1).
fn head(done: &Done) -> Option<String> {
    let acknowledged = matches!(done.code(), Some(0 | 1));
    acknowledged.then(|| done.json()["head"].as_str().unwrap().to_owned())
}

/// A fixed shuffle.
fn chosen(process: u64, operation: u64) -> usize {
    let mut z = (process * OPERATIONS + operation).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    usize::try_from((z ^ (z >> 31)) % OPERATION.len() as u64).unwrap()
}
