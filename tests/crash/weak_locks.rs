//! Locks that do not hold, as on some network file systems: another process changes the run in spite of ours.

use crate::paused::Paused;
use crate::scenario::{STEP, significant};
use crate::strace::{self, Call};
use crate::support::definitions::{start, write_draft};
use crate::support::place::Place;
use crate::support::record;
use crate::support::tree::{Entry, Tree};
use crate::sweep;

const FINISH: &[&str] = &["gate", "finish", "--gate", "G1"];
const ABANDON: &[&str] = &["gate", "abandon", "--gate", "G1", "--reason", "another process was first"];

#[test]
fn a_change_that_another_process_made_in_spite_of_the_lock_is_never_undone() {
    let place = Place::new();
    let run = start(&place);
    place.expect(0, 2, &["gate", "start", "--gate", "G1"]);
    write_draft(&place);
    let before = place.tree();
    place.expect(0, 3, ABANDON);
    let theirs = place.tree();

    let place = Place::holding(&before);
    let (done, calls) = strace::record(&place, STEP, FINISH);
    assert_eq!(done.code(), Some(0), "{}", done.told());
    let pauses = pauses(&calls);
    let wrong = sweep::each(&pauses, |call| {
        let place = Place::holding(&before);
        let paused = Paused::after(&place, STEP, FINISH, &call.name, call.number);
        overlay(&place, &before, &theirs);
        let done = paused.go_on();
        let wrong =
            |what: &str| format!("paused after {} {}: {what}: {}", call.name, call.number, done.told());
        if !matches!(done.code(), Some(4 | 75)) {
            return Err(wrong("it was not refused"));
        }
        record::verified(&place.repo(), &run).map_err(|why| wrong(&why.to_string()))?;
        let differences = significant(&place.tree()).differences(&significant(&theirs));
        if differences.is_empty() { Ok(()) } else { Err(wrong(&differences)) }
    });
    let labels: Vec<_> = pauses.iter().map(|call| ("gate finish", call.name.as_str())).collect();
    sweep::close("weak lock sweep", &labels, &wrong, 15);
}

/// From the moment the lock is held until RUN.json is compared for the last time before anything of the record is written.
/// Between a comparison and the renaming after it nothing but the lock helps.
fn pauses(calls: &[Call]) -> Vec<Call> {
    let text = |call: &Call, what: &[u8]| {
        call.arguments.iter().any(|argument| {
            argument.text.as_deref().is_some_and(|text| text.windows(what.len()).any(|some| some == what))
        })
    };
    let locked = calls.iter().position(|call| call.name == "flock").unwrap();
    let written = calls.iter().position(|call| text(call, b"gatewright-tmp-")).unwrap();
    let compared = calls[..written].iter().rposition(|call| text(call, b"RUN.json")).unwrap();
    calls[locked..compared].iter().filter(|call| call.answer.is_some()).cloned().collect()
}

/// Makes the changes that lead from `before` to `after`, each file whole at once.
fn overlay(place: &Place, before: &Tree, after: &Tree) {
    for (path, entry) in &after.0 {
        match entry {
            Entry::File(bytes) if before.0.get(path) != Some(entry) => {
                let aside = place.path().join("aside");
                std::fs::write(&aside, bytes).unwrap();
                std::fs::rename(aside, place.path().join(path)).unwrap();
            }
            Entry::File(_) => {}
            Entry::Dir => std::fs::create_dir_all(place.path().join(path)).unwrap(),
        }
    }
}
