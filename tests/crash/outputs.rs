//! Outputs that vanish or change while a gate is judged, or between a check and its finish.

use gatewright::model::digest::Digest;

use crate::paused::Paused;
use crate::scenario::STEP;
use crate::strace;
use crate::support::definitions::{start, write_draft};
use crate::support::place::Place;
use crate::support::record;
use crate::support::tree::Tree;
use crate::sweep;

const DRAFT: &str = "out/essay/draft.md";
const FINISH: &[&str] = &["gate", "finish", "--gate", "G1", "--json"];

/// What happens to the output.
#[derive(Debug, Clone, Copy)]
enum Meddling {
    /// It is removed.
    Vanishes,
    /// Another file takes its place, one that would not pass.
    Replaced,
    /// It is written to, so that it would not pass.
    Rewritten,
}

const SPOILT: &str = "Nothing about machines.\n";

#[test]
fn an_output_that_vanishes_between_check_and_finish_fails_the_gate() {
    let place = drafted();
    place.expect(0, 3, &["gate", "check", "--gate", "G1"]);
    std::fs::remove_file(place.repo().join(DRAFT)).unwrap();
    let done = place.expect(1, 4, FINISH).json();
    assert_eq!(done["artifacts"][0]["exists"], false);
    assert_eq!(done["artifacts"][0]["change"], "missing");
}

#[test]
fn whenever_an_output_is_meddled_with_during_a_finish_the_verdict_is_about_the_bytes_it_names() {
    let place = drafted();
    let before = place.tree();
    let run = record::runs(&place.repo()).remove(0);
    let (done, calls) = strace::record(&place, STEP, FINISH);
    assert_eq!(done.code(), Some(0), "{}", done.told());
    let calls: Vec<_> = calls.into_iter().filter(|call| call.answer.is_some()).collect();
    let jobs: Vec<_> = [Meddling::Vanishes, Meddling::Replaced, Meddling::Rewritten]
        .into_iter()
        .flat_map(|meddling| calls.iter().map(move |call| (meddling, call)))
        // The program's own start is the same every time.
        .filter(|(_, call)| call.name != "openat" || call.number > 5)
        .collect();
    let wrong = sweep::each(&jobs, |(meddling, call)| {
        meddled(&before, &run, *meddling, &call.name, call.number)
            .map_err(|why| format!("{meddling:?} after {} {}: {why}", call.name, call.number))
    });
    let kind = |meddling: Meddling| match meddling {
        Meddling::Vanishes => "vanishes",
        Meddling::Replaced => "is replaced",
        Meddling::Rewritten => "is rewritten",
    };
    let labels: Vec<_> = jobs.iter().map(|(meddling, _)| ("gate finish", kind(*meddling))).collect();
    sweep::close("meddling sweep", &labels, &wrong, 90);
}

fn drafted() -> Place {
    let place = Place::new();
    start(&place);
    place.expect(0, 2, &["gate", "start", "--gate", "G1"]);
    write_draft(&place);
    place
}

fn meddled(before: &Tree, run: &str, meddling: Meddling, call: &str, number: u32) -> Result<(), String> {
    let place = Place::holding(before);
    let draft = place.repo().join(DRAFT);
    let good = Digest::of(&std::fs::read(&draft).unwrap()).to_string();
    let paused = Paused::after(&place, STEP, FINISH, call, number);
    match meddling {
        Meddling::Vanishes => std::fs::remove_file(&draft).unwrap(),
        Meddling::Replaced => {
            let aside = place.path().join("aside");
            std::fs::write(&aside, SPOILT).unwrap();
            std::fs::rename(aside, &draft).unwrap();
        }
        Meddling::Rewritten => write_without_waiting(&draft),
    }
    let done = paused.go_on();
    let record = record::verified(&place.repo(), run).map_err(|why| format!("{why}: {}", done.told()))?;
    let answer = done.json();
    let artifact = &answer["artifacts"][0];
    let fine = match done.code() {
        // Judged before; the digest is of what was judged.
        Some(0) => artifact["sha256"] == good.as_str(),
        // Judged after.
        Some(1) => match meddling {
            Meddling::Vanishes => artifact["exists"] == false,
            _ => artifact["sha256"] == Digest::of(SPOILT.as_bytes()).to_string(),
        },
        // Noticed: the attempt is still open.
        Some(4) => {
            let named = answer["message"].as_str().unwrap_or_default().contains(DRAFT);
            named && record.run.gates[0].open_attempt().is_some()
        }
        _ => false,
    };
    if fine { Ok(()) } else { Err(done.told()) }
}

/// Overwrites a file; where a lease makes the kernel let us wait, the file is left as it is: a reader that stands still
/// keeps its lease for longer than a test may wait.
fn write_without_waiting(path: &std::path::Path) {
    use rustix::fs::{Mode, OFlags};
    let flags = OFlags::WRONLY | OFlags::TRUNC | OFlags::NONBLOCK;
    match rustix::fs::open(path, flags, Mode::empty()) {
        Ok(file) => {
            rustix::io::write(file, SPOILT.as_bytes()).unwrap();
        }
        Err(rustix::io::Errno::WOULDBLOCK) => {}
        Err(why) => panic!("{why}"),
    }
}
