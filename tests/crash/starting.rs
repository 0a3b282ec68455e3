//! Two `run start` at once: each removes what a crash left, neither touches what the other is making.

use crate::paused::Paused;
use crate::steps::{Act, steps};
use crate::strace;
use crate::support::definitions::{START, define};
use crate::support::place::Place;
use crate::support::record;

#[test]
fn a_run_that_is_finished_while_another_start_looks_at_its_temporary_directory_stays() {
    // Where the second start has opened the lock in the first one's directory, and has not yet tried it.
    let place = Place::new();
    define(&place);
    std::fs::create_dir_all(place.repo().join("runs/.gatewright-tmp-dead/logs")).unwrap();
    place.write("runs/.gitignore", "");
    let (_, calls) = strace::record(&place, 1, START);
    let steps = steps(&calls, place.path());
    let looking = |act: &Act| matches!(act, Act::Open { path, .. } if path.ends_with("-dead/logs/lock"));
    let opened = steps.iter().find(|step| looking(&step.act)).unwrap();

    let place = Place::new();
    define(&place);
    place.write("runs/.gitignore", "");
    let first = Paused::after(&place, 1, START, "flock", 1);
    let second = Paused::after(&place, 2, START, &opened.call, opened.number);
    let (first, second) = (first.go_on(), second.go_on());
    assert_eq!((first.code(), second.code()), (Some(0), Some(0)), "{}{}", first.told(), second.told());
    for done in [first, second] {
        record::verified(&place.repo(), done.stdout.trim()).unwrap();
    }
    assert_eq!(record::runs(&place.repo()).len(), 2);
}
