//! What is seen while the work goes on.

use std::io::Write;

use crate::terminal::Terminal;
use crate::workflow::{NOTE, RUN, begun, noted, place};

#[test]
fn the_checklist_follows_the_files() {
    let place = place();
    let terminal = begun(&place);
    let screen = terminal.until(&["Outputs 0 of 1", "· missing", "Checks 0 of 1"]);
    for part in
        ["tour · trip", "▸ G1 Note", "· G2 Build", "Write the note", "attempt-1.packet.md", "f finish"]
    {
        assert!(screen.contains(part), "{part}\n{screen}");
    }
    place.write("out/trip/note.md", "# Note\n");
    terminal.until(&[
        "✓ created",
        "7 B",
        "✗ contains_headings",
        "Missing heading in `note.md`: `## Why`",
        "1 check fails",
    ]);
    place.write("out/trip/note.md", NOTE);
    terminal.until(&["Outputs 1 of 1", "✓ contains_headings", "Nothing keeps it from passing so far."]);
    place.write("out/trip/parts/a.txt", "a");
    place.write("out/trip/parts/b.txt", "b");
    terminal.until(&["out/trip/parts/*.txt", "2 files, 2 B"]);
    std::fs::remove_file(place.repo().join("out/trip/note.md")).unwrap();
    terminal.until(&["· missing", "1 output missing"]);
    std::fs::remove_dir_all(place.repo().join("out")).unwrap();
    terminal.until(&["· optional"]);
    noted(&place, &terminal);
}

#[test]
fn a_file_that_is_being_written_is_said_to_be_and_then_looked_at() {
    let place = place();
    let terminal = begun(&place);
    noted(&place, &terminal);
    let path = place.repo().join("out/trip/note.md");
    let mut writer = std::fs::File::options().append(true).open(path).unwrap();
    writer.write_all(b"\nMore.\n").unwrap();
    terminal.until(&["· writing", "being written…"]);
    place.write("out/trip/parts/a.txt", "a");
    terminal.until(&["· writing", "✓ created", "out/trip/parts/*.txt", "1 B"]);
    // Finishing is refused, and the view goes on.
    terminal.press(&["f"]);
    terminal.until(&["It would FAIL now. Finish all the same?"]);
    terminal.press(&["f"]);
    terminal.until(&["Not finished: `out/trip/note.md` is open for writing", "f finish"]);
    drop(writer);
    terminal.until(&["✓ created", "Nothing keeps it from passing so far."]);
}

#[test]
fn the_view_fits_every_size() {
    let place = place();
    let terminal = begun(&place);
    terminal.resize(40, 10);
    terminal.until_gone("tour · trip");
    let small = terminal.until(&[
        "▸ G1 Note",
        "attempt-1.packet.md",
        "Outputs 0 of 1",
        "1 output missing",
        "p pause  ?",
    ]);
    assert!(small.lines().all(|line| line.chars().count() <= 40), "{small}");
    terminal.resize(100, 30);
    let large = terminal.until(&["tour · trip", "Write the note", "? help"]);
    assert_eq!(large.lines().count(), 30);
    assert!(large.ends_with("? help\n"), "the keys stand in the last line\n{large}");
    terminal.resize(12, 3);
    terminal.until_gone("tour · trip");
    terminal.resize(80, 24);
    terminal.until(&["tour · trip", "? help"]);
}

#[test]
fn keys_are_explained() {
    let place = place();
    let terminal = begun(&place);
    terminal.press(&["?"]);
    terminal.until(&["close the attempt as FAIL, with a reason", "any key goes back"]);
    terminal.press(&["f"]);
    terminal.until(&["Outputs 0 of 1"]);
    terminal.until_gone("any key goes back");
}

#[test]
fn colours_are_left_out_when_nobody_wants_them() {
    let place = place();
    let terminal = Terminal::run(&place, RUN, &[("NO_COLOR", "1")], (80, 24));
    terminal.until(&["1 output missing"]);
    let plain = terminal.colours();
    assert!(!plain.contains('\u{1b}'), "{plain:?}");
}

#[test]
fn signs_are_plain_letters_where_the_locale_has_no_others() {
    let place = place();
    let terminal = Terminal::run(&place, RUN, &[("LC_ALL", "C")], (80, 24));
    let screen = terminal.until(&["> G1 Note", ". missing"]);
    assert!(!screen.contains('▸'), "{screen}");
}

#[test]
fn the_packet_is_opened_in_the_users_own_program() {
    let place = place();
    let pager = [("PAGER", "sed -e 's/^/@/'"), ("EDITOR", "false")];
    let terminal = Terminal::run(&place, RUN, &pager, (80, 60));
    terminal.until(&["1 output missing"]);
    terminal.press(&["o"]);
    let packet = terminal.until(&["[Enter] goes back to the gate"]);
    assert!(packet.contains("\n@# "), "the program was not run as it was set\n{packet}");
    terminal.press(&["Enter"]);
    terminal.until(&["1 output missing", "f finish"]);
}

#[test]
fn a_packet_that_no_program_can_open_is_printed() {
    let place = place();
    // Nothing but this program is found, so that `less` is missing as well.
    let terminal =
        Terminal::run(&place, RUN, &[("PAGER", "no-such-pager"), ("PATH", "/nonexistent")], (80, 60));
    terminal.until(&["1 output missing"]);
    terminal.press(&["o"]);
    terminal.until(&["gatewright gate finish --run", "[Enter] goes back to the gate"]);
    terminal.press(&["Enter"]);
    terminal.until(&["1 output missing", "f finish"]);
}
