//! What the README of a bundle says of the history in it.

use super::*;

fn said(below: Option<&str>, shallow: bool) -> String {
    let id = RunId::new("run_20260101T000000000Z_x_aaaaaa").unwrap();
    let packed = Packed { below: below.map(str::to_owned), shallow };
    readme(&id, None, Some(&packed), &[])
}

#[test]
fn the_commands_lead_to_the_root_of_the_run_wherever_it_lies_below_the_top() {
    assert!(said(None, false).contains("gatewright -C repository audit run_2026"));
    assert!(said(Some("my run's"), false).contains(r"gatewright -C 'repository/my run'\''s' audit run_2026"));
}

#[test]
fn the_history_of_a_shallow_clone_promises_nothing() {
    assert!(said(None, false).contains("L1"));
    assert!(!said(None, true).contains("L1"));
}
