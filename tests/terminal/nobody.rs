//! Without anybody who could answer nothing is shown live: the packet is printed, and the run waits.

use std::process::Stdio;

use crate::support::place::{PROGRAM, finish};
use crate::terminal::Terminal;
use crate::workflow::{place, status};

#[test]
fn without_a_terminal_the_packet_is_printed_and_the_run_waits() {
    let place = place();
    let done = finish(place.command(PROGRAM, 0).args(["run", "tour", "--slug", "trip"]).stdin(Stdio::null()));
    assert_eq!(done.code(), Some(3), "{}", done.told());
    assert!(done.stdout.contains("gatewright gate finish --run"), "{}", done.told());
    assert!(done.stderr.contains("Paused: gate G1 waits for its work"), "{}", done.told());
    assert!(done.stderr.contains("Next: gatewright run resume --run"), "{}", done.told());
    assert!(!(done.stdout + &done.stderr).contains('\u{1b}'));
    assert_eq!(status(&place)["gates"][0]["status"], "RUNNING");
}

#[test]
fn a_terminal_at_one_end_alone_is_nobody_to_ask() {
    for line in ["run tour --slug trip </dev/null", "run tour --slug trip 2>talk"] {
        let place = place();
        let terminal = Terminal::run(&place, line, &[], (80, 60));
        let said = terminal.until_ended(3);
        assert!(said.contains("gatewright gate finish --run"), "the packet was not printed\n{said}");
    }
}

#[test]
fn a_person_who_says_no_trusts_nothing_and_no_script_takes_it_for_consent() {
    let place = place();
    place.write("check.sh", "#!/bin/sh\nexit 0\n");
    for (keys, code, said) in
        [(&["n", "Enter"][..], 2, "nothing was trusted"), (&["C-d"], 2, "nobody answered")]
    {
        let terminal = Terminal::run(&place, "trust", &[], (80, 60));
        terminal.until(&["[y/N]"]);
        terminal.press(keys);
        assert!(terminal.until_ended(code).contains(said));
        assert!(place.expect(0, 0, &["trust", "--dry-run"]).stdout.contains("changed since it was trusted"));
    }
}

#[test]
fn whoever_wants_json_is_not_asked_and_is_told_just_that() {
    let place = place();
    place.write("check.sh", "#!/bin/sh\nexit 0\n");
    let said = Terminal::run(&place, "trust --json", &[], (80, 60)).until_ended(2);
    assert!(said.contains("nobody is asked where the answer is JSON"), "{said}");
    assert!(!said.contains("not a terminal"), "{said}");
}

#[test]
fn a_program_or_a_terminal_that_cannot_move_its_cursor_is_nobody_to_ask() {
    for (args, term) in [("run tour --slug trip --json", "screen-256color"), ("run tour --slug trip", "dumb")]
    {
        let place = place();
        let terminal = Terminal::run(&place, args, &[("TERM", term)], (80, 60));
        let said = terminal.until_ended(3);
        assert!(said.contains("gate finish"), "{said}");
    }
}

#[test]
fn whoever_answers_otherwise_is_told_what_was_asked_and_may_be_asked_again() {
    let place = place();
    let approval = r#"{"gate": "G1", "required_outputs": {"all_of": [{"path": "note.md"}]},
        "validations": [{"type": "approval", "method": "terminal", "by_producer": true}]}"#;
    place.write("contracts/tour/G1.contract.json", approval);
    place.write("note.md", "# Note\n");
    place.expect(0, 1, &["run", "start", "--workflow", "tour", "--slug", "trip"]);
    place.expect(0, 2, &["gate", "start"]);
    for (line, keys, said, again) in [
        (
            "gate approve --reason 'so be it'",
            &["y", "Enter"][..],
            "the answer `y` was not",
            "gate approve --run",
        ),
        ("gate reject --reason 'not yet'", &["C-d"], "nobody answered", "gate reject --run"),
    ] {
        let terminal = Terminal::run(&place, line, &[], (200, 60));
        terminal.until(&["Type the gate's id to say so"]);
        terminal.press(keys);
        let told = terminal.until_ended(2);
        assert!(told.contains(said) && told.contains("it was asked: "), "{told}");
        assert!(!told.contains("without a terminal"), "{told}");
        let next: Vec<&str> = told.lines().filter(|line| line.starts_with("Next: ")).collect();
        assert!(next[0].contains(again) && next[0].contains("--gate G1 --reason '"), "{told}");
        assert!(next[1].contains("gate check"), "{told}");
    }
}
