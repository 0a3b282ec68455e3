//! Many `run start` at once, some of them killed: what is acknowledged is there, what is dead is swept.

use std::process::Stdio;
use std::time::Duration;

use crate::support::definitions::{START, define};
use crate::support::place::{PROGRAM, Place};
use crate::support::record;

const STARTERS: u32 = 8;
const STARTS: u32 = 20;

#[test]
fn run_starts_at_once_never_sweep_each_other_and_always_sweep_the_dead() {
    let place = Place::new();
    define(&place);
    let acknowledged: Vec<String> = std::thread::scope(|scope| {
        let starters: Vec<_> = (0..STARTERS)
            .map(|starter| {
                let place = &place;
                scope.spawn(move || starts(place, starter))
            })
            .collect();
        starters.into_iter().flat_map(|starter| starter.join().unwrap()).collect()
    });
    assert!(acknowledged.len() as u32 >= STARTERS / 2 * STARTS, "{}", acknowledged.len());
    let runs = record::runs(&place.repo());
    for run in &acknowledged {
        assert!(runs.contains(run), "{run} was acknowledged and is gone");
    }
    for run in &runs {
        record::verified(&place.repo(), run).unwrap();
    }
    place.expect(0, 100_000, START);
    let mut names: Vec<String> = std::fs::read_dir(place.repo().join("runs"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with("run_"))
        .collect();
    names.sort();
    assert_eq!(names, [".gitattributes", ".gitignore"]);
}

/// Starts runs one after the other; every other starter has its processes killed after a while. The runs that were
/// acknowledged.
fn starts(place: &Place, starter: u32) -> Vec<String> {
    let mut acknowledged = vec![];
    for n in 0..STARTS {
        let mut command = place.command(PROGRAM, 1 + starter * STARTS + n);
        command.args(START).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        if starter % 2 == 1 {
            std::thread::sleep(Duration::from_millis(u64::from(n) + 1));
            let _ = child.kill();
        }
        let output = child.wait_with_output().unwrap();
        match output.status.code() {
            Some(0) => acknowledged.push(String::from_utf8(output.stdout).unwrap().trim().to_owned()),
            None => {}
            Some(code) => panic!("exit {code}: {}", String::from_utf8_lossy(&output.stderr)),
        }
    }
    acknowledged
}
