//! The commands that change something, each in the situations that make it write differently.

use crate::scenario::Case;
use crate::support::definitions::{START, define, start, write_draft, write_parts};
use crate::support::place::Place;

const G1_START: &[&str] = &["gate", "start", "--gate", "G1"];
const G1_FAIL: &[&str] = &["gate", "fail", "--gate", "G1", "--reason", "no time"];
const G2_START: &[&str] = &["gate", "start", "--gate", "G2"];
const G2_FAIL: &[&str] = &["gate", "fail", "--gate", "G2", "--reason", "wrong parts"];
const G3_START: &[&str] = &["gate", "start", "--gate", "G3"];

/// Every case.
pub fn all() -> Vec<Case> {
    vec![
        case("run start", define, START, 0, G1_START),
        case("gate start", started, G1_START, 0, G1_FAIL),
        case("gate start again", failed_with_parts, G2_START, 0, G2_FAIL),
        case("gate finish", drafted, &["gate", "finish", "--gate", "G1"], 0, G3_START),
        case("gate finish failing", opened, &["gate", "finish", "--gate", "G1"], 1, G1_START),
        case("gate finish with parts", parted, &["gate", "finish", "--gate", "G2"], 0, G3_START),
        case("gate fail", drafted, G1_FAIL, 0, G1_START),
        case("gate abandon", opened, &["gate", "abandon", "--gate", "G1", "--reason", "no use"], 0, G3_START),
    ]
}

fn case(
    name: &'static str,
    prepare: fn(&Place),
    args: &[&'static str],
    code: i32,
    next: &[&'static str],
) -> Case {
    Case { name, prepare, args: [args, &["--json"]].concat(), code, next: next.to_vec() }
}

/// A run was started.
fn started(place: &Place) {
    start(place);
}

/// Attempt 1 of gate G1 is open.
fn opened(place: &Place) {
    started(place);
    place.expect(0, 2, &["gate", "start", "--gate", "G1"]);
}

/// And the work is done.
fn drafted(place: &Place) {
    opened(place);
    write_draft(place);
}

/// Gate G1 has passed, attempt 1 of gate G2 is open and wrote more outputs than an attempt's file holds.
fn parted(place: &Place) {
    drafted(place);
    place.expect(0, 3, &["gate", "finish", "--gate", "G1"]);
    place.expect(0, 4, &["gate", "start", "--gate", "G2"]);
    write_parts(place, 101);
}

/// That attempt has failed.
fn failed_with_parts(place: &Place) {
    parted(place);
    place.expect(0, 5, &["gate", "fail", "--gate", "G2", "--reason", "wrong parts"]);
}
