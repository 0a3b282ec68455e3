//! Ways out of the view: the attempt stays open, the terminal is as it was.

use std::process::Command;

use crate::support::place::{PROGRAM, Place};
use crate::terminal::Terminal;
use crate::workflow::{RUN, begun, place, status};

/// The run waits and says how to go on; the view has left the screen.
fn is_paused(place: &Place, said: &str) {
    for part in
        ["Paused: gate G1 waits for its work", "Next: gatewright gate finish", "Next: gatewright run resume"]
    {
        assert!(said.contains(part), "{part}\n{said}");
    }
    assert!(!said.contains("? help"), "the view is still there\n{said}");
    assert_eq!(status(place)["gates"][0]["status"], "RUNNING");
}

#[test]
fn a_pause_leaves_the_attempt_open_and_says_how_to_go_on() {
    for key in ["p", "q", "C-c", "C-d"] {
        let place = place();
        let terminal = begun(&place);
        terminal.press(&[key]);
        is_paused(&place, &terminal.until_ended(3));
    }
}

#[test]
fn an_interrupt_is_a_pause_wherever_one_is() {
    for keys in [&["x"][..], &["?"], &["f"]] {
        let place = place();
        let terminal = begun(&place);
        terminal.press(keys);
        terminal.until_gone("? help");
        terminal.press(&["C-c"]);
        is_paused(&place, &terminal.until_ended(3));
    }
}

#[test]
fn resuming_shows_the_same_attempt_again() {
    let place = place();
    let terminal = begun(&place);
    terminal.press(&["p"]);
    terminal.until_ended(3);
    let again = Terminal::run(&place, "run resume", &[], (80, 24));
    again.until(&["G1 Note, attempt 1", "f finish"]);
}

#[test]
#[cfg(target_os = "linux")]
fn an_end_from_outside_gives_the_terminal_back() {
    for (signal, code) in [("-INT", 3), ("-TERM", 143), ("-HUP", 129)] {
        let place = place();
        let terminal = begun(&place);
        assert!(Command::new("kill").args([signal, &terminal.pid()]).status().unwrap().success());
        let said = terminal.until_ended(code);
        assert!(!said.contains("? help"), "the view is still there\n{said}");
        assert_eq!(status(&place)["gates"][0]["status"], "RUNNING");
    }
}

#[test]
fn a_suspended_view_comes_back() {
    let place = place();
    let terminal = Terminal::shell(&place, &["sh", "-i"], &[], (80, 24));
    terminal.until(&["$"]);
    terminal.type_in(&format!("'{PROGRAM}' {RUN}"));
    terminal.press(&["Enter"]);
    terminal.until(&["G1 Note, attempt 1", "f finish"]);
    terminal.press(&["C-z"]);
    terminal.until_gone("f finish");
    terminal.until(&["Stopped"]);
    terminal.type_in("fg");
    terminal.press(&["Enter"]);
    terminal.until(&["G1 Note, attempt 1", "f finish"]);
    terminal.press(&["p"]);
    terminal.until(&["Paused: gate G1 waits for its work"]);
}

#[test]
fn an_interrupt_ends_the_command_that_does_the_work_and_says_how_to_go_on() {
    let place = place();
    place.write("slow.sh", "echo $$ > works; sleep 300\n");
    // The shell hears the key as well, and is to live on.
    let line = format!(
        "trap : INT; '{PROGRAM}' {RUN} --exec 'sh slow.sh'; echo 'ended with '$?.; stty -a | tr ';' '\\n'; exec sleep 600"
    );
    let terminal = Terminal::shell(&place, &["/bin/sh", "-c", &line], &[], (80, 24));
    let begun = std::time::Instant::now();
    while !place.repo().join("works").exists() {
        assert!(begun.elapsed().as_secs() < 30, "the command was not started");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    terminal.press(&["C-c"]);
    let all = terminal.until_ended(130);
    let said =
        "Interrupted at gate G1: its command was ended with all it had started; attempt 1 is still open";
    assert!(all.contains(said) && all.contains("Next: gatewright run resume"), "{all}");
    assert_eq!(status(&place)["gates"][0]["status"], "RUNNING");
}
