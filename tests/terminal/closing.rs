//! Keys that judge and close.

use crate::support::place::{PROGRAM, Place};
use crate::terminal::Terminal;
use crate::workflow::{NOTE, RUN, attempt, begun, built, noted, place, status};

/// How often the command of the second gate has run.
fn marks(place: &Place) -> usize {
    std::fs::read_to_string(place.repo().join("marks")).map_or(0, |text| text.lines().count())
}

#[test]
fn finishing_leads_through_the_gates_to_a_completed_run() {
    let place = place();
    let terminal = begun(&place);
    noted(&place, &terminal);
    terminal.press(&["f"]);
    terminal.until(&[
        "✓ G1 Note",
        "▸ G2 Build",
        "G2 Build, attempt 1",
        "command  ./check.sh  runs at finish",
    ]);
    place.write("build.log", "built\n");
    terminal.until(&["Nothing keeps it from passing so far. 1 command runs at finish."]);
    place.write("go", "");
    terminal.press(&["f"]);
    let all = terminal.until_ended(0);
    for part in ["Gate G1 of", "attempt 1 PASS", "Gate G2 of", "PASSED", "Next: gatewright run show"] {
        assert!(all.contains(part), "{part}\n{all}");
    }
    assert_eq!(status(&place)["status"], "PASSED");
    assert_eq!(marks(&place), 1);
}

#[test]
fn a_look_runs_no_command_and_a_check_does_without_writing() {
    let place = place();
    let terminal = built(&place);
    assert_eq!(marks(&place), 0, "a look ran a command");
    // The command waits: meanwhile the view says what goes on and can stop it.
    terminal.press(&["c"]);
    terminal.until(&["Checking…", "Ctrl-C stops"]);
    terminal.press(&["C-c"]);
    terminal.until(&["Not checked: it was stopped"]);
    place.write("go", "");
    terminal.press(&["c"]);
    terminal.until(&["Checked: it would pass. Nothing was written.", "✓ command", "held when checked"]);
    place.write("build.log", "built again\n");
    terminal.until(&["held before the last change"]);
    assert_eq!(marks(&place), 2);
    assert_eq!(status(&place)["gates"][1]["status"], "RUNNING");
}

#[test]
fn stopping_a_finish_leaves_the_attempt_open() {
    let place = place();
    let terminal = built(&place);
    terminal.press(&["f"]);
    terminal.until(&["Finishing…", "Ctrl-C stops"]);
    terminal.press(&["C-c"]);
    terminal.until(&["Not finished: it was stopped", "f finish"]);
    assert_eq!(status(&place)["gates"][1]["status"], "RUNNING");
    terminal.press(&["p"]);
    terminal.until_ended(3);
}

#[test]
fn a_command_that_does_not_stop_keeps_nobody() {
    let place = place();
    let terminal = built(&place);
    place.write("deaf", "");
    terminal.press(&["f"]);
    terminal.until(&["Finishing…"]);
    terminal.press(&["C-c", "C-c"]);
    terminal.until_ended(130);
    assert_eq!(status(&place)["gates"][1]["status"], "RUNNING");
}

#[test]
fn a_gate_whose_time_is_over_is_finished_as_such_after_a_second_word() {
    let place = place();
    let workflow = place.read("workflows/tour.json").replacen(
        "\"name\": \"Note\"",
        "\"name\": \"Note\", \"timeout\": 1",
        1,
    );
    place.write("workflows/tour.json", workflow);
    place.write("out/trip/note.md", NOTE);
    let terminal = Terminal::run(&place, RUN, &[], (80, 24));
    terminal.until(&["time is over", "Outputs 1 of 1"]);
    terminal.press(&["f"]);
    terminal.until(&["It would be TIMED_OUT. Finish all the same?"]);
    terminal.press(&["f"]);
    let all = terminal.until_ended(1);
    assert!(all.contains("attempt 1 TIMED_OUT"), "{all}");
}

#[test]
fn finishing_what_would_fail_wants_a_second_word_and_then_records_it() {
    let place = place();
    let terminal = begun(&place);
    terminal.press(&["f"]);
    terminal.until(&["It would FAIL now. Finish all the same?", "any other key goes back"]);
    terminal.press(&["n"]);
    terminal.until_gone("It would FAIL now");
    assert_eq!(status(&place)["gates"][0]["status"], "RUNNING");
    terminal.press(&["f"]);
    terminal.until(&["It would FAIL now"]);
    terminal.press(&["f"]);
    let all = terminal.until_ended(1);
    assert!(all.contains("Next: gatewright run resume"), "{all}");
    let attempt = attempt(&place, "G1", 1);
    assert_eq!((&attempt["status"], &attempt["cause"]), (&"FAIL".into(), &"contract".into()));
}

#[test]
fn a_command_that_is_not_trusted_is_listed_and_finishing_wants_a_second_word() {
    let place = place();
    // Forty outputs and a command, as they stand after the trust was given.
    let outputs: Vec<String> = (0..40).map(|at| format!("{{ \"path\": \"out/{at:02}.md\" }}")).collect();
    let contract = format!(
        r#"{{ "gate": "G1", "name": "Note", "required_outputs": {{ "all_of": [{}] }},
              "validations": [{{ "type": "command", "argv": ["sh", "other.sh"], "description": "It is sound" }}] }}"#,
        outputs.join(", ")
    );
    place.write("contracts/tour/G1.contract.json", contract);
    place.write("other.sh", "exit 0\n");
    (0..40).for_each(|at| place.write(&format!("out/{at:02}.md"), "x"));
    let terminal = Terminal::run(&place, RUN, &[], (80, 24));
    let screen = terminal.until(&[
        "Outputs 40 of 40",
        "✗ command",
        "sh other.sh",
        "is not trusted",
        "1 command will not run (not trusted), so its check is not enforced.",
    ]);
    assert!(!screen.contains("Nothing keeps it from passing"), "{screen}");
    assert!(screen.contains("created  out/") || screen.contains("unchanged  out/"), "empty room\n{screen}");
    terminal.press(&["f"]);
    terminal.until(&["It would FAIL now. Finish all the same?"]);
    terminal.press(&["n"]);
    terminal.until_gone("It would FAIL now");
    assert_eq!(status(&place)["gates"][0]["status"], "RUNNING");
    place.expect(0, 1, &["trust", "--yes"]);
    terminal.press(&["c"]);
    terminal.until(&["Checked: it would pass.", "✓ command", "held when checked"]);
}

#[test]
fn a_key_pressed_just_before_the_files_are_seen_is_not_lost() {
    let place = place();
    let terminal = begun(&place);
    terminal.press(&["f"]);
    terminal.until(&["It would FAIL now. Finish all the same?"]);
    place.write("out/trip/note.md", NOTE);
    terminal.until(&[
        "Nothing keeps it from passing any more. Finish?",
        "f finish",
        "any other key goes back",
    ]);
    assert_eq!(status(&place)["gates"][0]["status"], "RUNNING");
    terminal.press(&["f"]);
    terminal.until(&["✓ G1 Note", "G2 Build, attempt 1"]);
}

#[test]
fn failing_wants_a_reason_which_is_recorded() {
    let place = place();
    let terminal = begun(&place);
    terminal.press(&["x"]);
    terminal.until(&["Why did it fail?", "Enter fails the gate"]);
    terminal.press(&["Escape"]);
    terminal.until(&["f finish"]);
    terminal.press(&["x"]);
    terminal.until(&["Why did it fail?"]);
    terminal.press(&["Enter"]);
    terminal.until(&["a reason must say something", "Enter fails the gate"]);
    terminal.type_in("no souce fand");
    terminal.until(&["> no souce fand"]);
    terminal.press(&["BSpace", "BSpace", "BSpace", "BSpace"]);
    terminal.type_in("für €5");
    terminal.press(&["Home", "Right", "Right", "Right", "Right", "Right", "Right"]);
    terminal.type_in("r");
    terminal.until(&["> no source für €5"]);
    terminal.press(&["Enter"]);
    let all = terminal.until_ended(1);
    assert!(all.contains("Gate G1: attempt 1 FAIL (no source für €5)"), "{all}");
    let head = place.expect(0, 0, &["run", "status", "--json"]).json()["head"].clone();
    assert!(all.contains(&format!("head: {}", head.as_str().unwrap())), "{all}");
    assert!(all.contains("Next: gatewright run resume"), "{all}");
    let attempt = attempt(&place, "G1", 1);
    assert_eq!((&attempt["status"], &attempt["cause"]), (&"FAIL".into(), &"declared".into()));
    assert_eq!(attempt["failure_reason"], "no source für €5");
}

#[test]
fn what_somebody_else_finishes_is_noticed_and_the_run_goes_on() {
    let place = place();
    let terminal = begun(&place);
    place.write("out/trip/note.md", NOTE);
    place.expect(0, 1, &["gate", "finish"]);
    terminal.until(&["✓ G1 Note", "G2 Build, attempt 1"]);
    place.expect(0, 2, &["gate", "fail", "--reason", "no compiler"]);
    let all = terminal.until_ended(1);
    assert!(all.contains("Gate G1: attempt 1 was closed by claimed-human:Tester, PASS"), "{all}");
    assert!(all.contains("Gate G2: attempt 1 was closed by claimed-human:Tester, FAIL"), "{all}");
}

#[test]
fn what_was_typed_before_the_view_was_there_decides_nothing() {
    let place = place();
    place.write("out/trip/note.md", NOTE);
    // Both keys are there before the program is; only a key pressed on what is seen counts.
    let line = format!("while [ ! -e typed ]; do sleep 0.05; done; '{PROGRAM}' {RUN}; exec sleep 600");
    let terminal = Terminal::shell(&place, &["/bin/sh", "-c", &line], &[], (80, 24));
    terminal.press(&["f", "f"]);
    terminal.until(&["ff"]);
    place.write("typed", "");
    terminal.until(&["Nothing keeps it from passing so far."]);
    assert_eq!(status(&place)["gates"][0]["status"], "RUNNING");
}

#[test]
fn a_word_at_a_terminal_waives_a_check_and_the_checklist_shows_it() {
    let place = place();
    let terminal = begun(&place);
    place.write("out/trip/note.md", "# Note\n");
    terminal.until(&["✗ contains_headings"]);
    let line = "gate waive --check contains_headings --until 2099-01-01 --reason 'it is clear'";
    let other = Terminal::run(&place, line, &[], (100, 30));
    other.until(&["it is clear", "Waive this check as claimed-human:Tester?", "Type the gate's id"]);
    other.type_in("G2");
    other.press(&["Enter"]);
    other.until_ended(2);
    let other = Terminal::run(&place, line, &[], (100, 30));
    other.until(&["Type the gate's id"]);
    other.type_in("G1");
    other.press(&["Enter"]);
    other.until_ended(0);
    terminal.until(&["Nothing keeps it from passing so far.", "! contains_headings"]);
    terminal.press(&["f"]);
    terminal.until(&["G1 Note", "WAIVED", "G2 Build, attempt 1"]);
    assert_eq!(attempt(&place, "G1", 1)["status"], "WAIVED");
    assert_eq!(status(&place)["gates"][0]["waivers"][0]["by"], "claimed-human:Tester");
    terminal.press(&["p"]);
    terminal.until_ended(3);
}
