//! Commands that last, outside the live view: somebody who waits sees what runs, for how long and how to stop it.

use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use crate::support::place::{PROGRAM, Place, finish};
use crate::terminal::Terminal;
use crate::workflow::{NOTE, place, status};

/// A place whose second gate waits to be finished: its command lasts until there is a file `go`.
fn waiting() -> Place {
    let place = place();
    place.write("out/trip/note.md", NOTE);
    place.write("build.log", "built\n");
    place.expect(0, 1, &["run", "start", "--workflow", "tour", "--slug", "trip"]);
    place.expect(0, 2, &["gate", "start"]);
    place.expect(0, 3, &["gate", "finish"]);
    place.expect(0, 4, &["gate", "start"]);
    place
}

#[test]
fn a_check_that_lasts_is_told_until_it_ends() {
    let place = waiting();
    let terminal = Terminal::run(&place, "gate finish", &[], (80, 24));
    terminal.until(&["running for 1 s: ./check.sh; Ctrl-C stops it"]);
    terminal.until(&["running for 2 s: ./check.sh"]);
    place.write("go", "");
    let all = terminal.until_ended(0);
    assert!(!all.contains("running for"), "it was not taken back\n{all}");
    assert!(all.contains("attempt 1 PASS"), "{all}");
}

#[test]
fn ctrl_c_stops_it_and_the_attempt_stays_open() {
    let place = waiting();
    // The shell outlives the interrupt.
    let line = format!("trap : INT; '{PROGRAM}' gate finish; echo ended with $?.; exec sleep 600");
    let terminal = Terminal::shell(&place, &["/bin/sh", "-c", &line], &[], (80, 24));
    terminal.until(&["Ctrl-C stops it"]);
    terminal.press(&["C-c"]);
    terminal.until(&["ended with 130."]);
    assert_eq!(status(&place)["gates"][1]["status"], "RUNNING");
}

#[test]
fn an_agent_s_command_is_told_with_its_log_over_several_rows() {
    let place = place();
    place.write("agent.sh", "#!/bin/sh\nmkdir -p out/trip\nwhile [ ! -e go ]; do sleep 0.05; done\nexit 1\n");
    let program = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(place.repo().join("agent.sh"), program).unwrap();
    let terminal = Terminal::run(&place, "run tour --slug trip --exec ./agent.sh", &[], (60, 24));
    terminal.until(&["running for 2 s: ./agent.sh; its output goes to", "Ctrl-C stops it"]);
    place.write("go", "");
    let all = terminal.until_ended(1);
    assert!(!all.contains("running for") && !all.contains("Ctrl-C"), "it was not taken back\n{all}");
}

#[test]
fn where_nothing_moves_it_is_said_once_and_without_a_terminal_or_to_programs_never() {
    let place = waiting();
    let terminal = Terminal::run(&place, "gate check", &[("TERM", "dumb")], (80, 24));
    terminal.until(&["running for 1 s: ./check.sh; Ctrl-C stops it"]);
    std::thread::sleep(std::time::Duration::from_millis(1500));
    place.write("go", "");
    let all = terminal.until_ended(0);
    assert_eq!(all.matches("running for").count(), 1, "{all}");
    std::fs::remove_file(place.repo().join("go")).unwrap();
    let late = place.repo().join("go");
    let writer = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(1500));
        std::fs::write(late, "").unwrap();
    });
    let done = finish(place.command(PROGRAM, 9).args(["gate", "check"]).stdin(Stdio::null()));
    writer.join().unwrap();
    assert!(!done.stderr.contains("running for"), "{}", done.told());
}
