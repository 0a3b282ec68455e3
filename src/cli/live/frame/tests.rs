//! The view at several sizes, and that it never outgrows its terminal.

use super::*;
use crate::cli::live::items::Item;
use crate::cli::live::marks::{Mark, Signs};
use crate::cli::live::reason::{Edit, Line};
use crate::cli::live::text::columns;
use crate::cli::live::view::{Gate, Lists};

fn gate(id: &str, name: &str, mark: Mark, word: Option<&'static str>) -> Gate {
    Gate { id: id.to_owned(), name: name.to_owned(), mark, word }
}

fn item(mark: Mark, label: &str, place: &str, note: &str, detail: Option<&str>) -> Item {
    Item {
        mark,
        label: label.to_owned(),
        place: place.to_owned(),
        note: note.to_owned(),
        detail: detail.map(str::to_owned),
        quiet: mark == Mark::Good || label == "optional",
    }
}

/// A gate in the middle of a run, its work half done.
fn half_done() -> View {
    let outputs = vec![
        item(Mark::Good, "created", "essays/the-word-robot/research/CITATIONS.md", "1.6 kB", None),
        item(Mark::Waiting, "missing", "essays/the-word-robot/research/SYNTHESIS.md", "What they say", None),
        item(Mark::Waiting, "writing", "essays/the-word-robot/research/QUOTES.md", "being written…", None),
        item(Mark::Waiting, "optional", "essays/the-word-robot/research/VISUALS.md", "Pictures", None),
    ];
    let checks = vec![
        item(Mark::Good, "min_sources", "CITATIONS.md", "Enough sources for the depth", None),
        item(
            Mark::Bad,
            "regex_match",
            "CITATIONS.md",
            "No placeholder",
            Some("line 7: `example.com` was found, which must not be there (and 2 more)"),
        ),
        item(
            Mark::Warn,
            "contains_text",
            "CITATIONS.md",
            "It names its editor",
            Some("`CITATIONS.md` does not contain `Editor:`"),
        ),
        item(Mark::Waiting, "command", "cargo test", "runs at finish", None),
    ];
    View {
        title: "visual-essay · the-word-robot".to_owned(),
        run: "run_20240101T000000000Z_the-word-robot_a1b2c3".to_owned(),
        gates: vec![
            gate("G1", "Intake", Mark::Good, None),
            gate("G2", "Research complete", Mark::Current, None),
            gate("G3", "Specification", Mark::Waiting, None),
        ],
        heading: "G2 Research complete, attempt 1".to_owned(),
        description: "Collect sources, figures, quotes, dates and pictures".to_owned(),
        time: Some(35 * 60),
        packet: "runs/run_20240101T000000000Z_the-word-robot_a1b2c3/logs/gates/G2/attempt-1.packet.md"
            .to_owned(),
        packet_size: "4.4 kB, about 1110 tokens".to_owned(),
        lists: Some(Lists { outputs, checks, there: (1, 3), commands: 1, unrun: 0, holds: false }),
        reading: None,
        note: None,
        trouble: None,
        mode: Mode::Watching,
        scroll: 0,
        all: false,
        polling: false,
        signs: Signs::UNICODE,
    }
}

/// A workflow of thirteen gates, the eighth worked on, many outputs.
fn long() -> View {
    let mark = |at| match at {
        0..7 => Mark::Good,
        7 => Mark::Current,
        _ => Mark::Waiting,
    };
    let output = |at: usize| {
        let (mark, label) = if at < 30 { (Mark::Good, "created") } else { (Mark::Waiting, "missing") };
        item(mark, label, &format!("out/part-{at:02}.md"), "", None)
    };
    let mut view = half_done();
    view.gates = (0..13).map(|at| gate(&format!("G{}", at + 1), "Step of many", mark(at), None)).collect();
    view.gates[2].mark = Mark::Warn;
    view.gates[2].word = Some("STALE");
    if let Some(lists) = &mut view.lists {
        lists.outputs = (0..50).map(output).collect();
        lists.there = (30, 50);
    }
    view
}

fn drawn(view: &View, width: usize, height: usize) -> String {
    let frame = frame(view, Size { width, height }, false);
    let rule = "-".repeat(width);
    let lines: Vec<String> = frame.lines.iter().map(|line| format!("|{}|", fill(line, width))).collect();
    format!("+{rule}+\n{}\n+{rule}+", lines.join("\n"))
}

macro_rules! looks {
    ($name:literal, $view:expr, $width:literal, $height:literal) => {
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!($name, drawn($view, $width, $height));
        });
    };
}

#[test]
fn a_gate_half_done_at_several_sizes() {
    let view = half_done();
    looks!("half_done_80x24", &view, 80, 24);
    looks!("half_done_40x10", &view, 40, 10);
    looks!("half_done_120x40", &view, 120, 40);
    looks!("half_done_20x5", &view, 20, 5);
}

#[test]
fn many_gates_and_outputs_are_folded_and_scrolled() {
    let mut view = long();
    looks!("long_80x24", &view, 80, 24);
    looks!("long_40x10", &view, 40, 10);
    view.scroll = usize::MAX;
    looks!("long_end_80x24", &view, 80, 24);
    view.all = true;
    view.scroll = 3;
    looks!("long_all_80x24", &view, 80, 24);
}

#[test]
fn a_command_that_will_not_run_is_listed_and_what_needs_nothing_fills_the_room() {
    let mut view = long();
    if let Some(lists) = &mut view.lists {
        lists.outputs = (0..40)
            .map(|at| item(Mark::Good, "created", &format!("out/part-{at:02}.md"), "", None))
            .collect();
        lists.there = (40, 40);
        let why = "it comes from the repository and is not trusted; look at it, then run `gatewright trust`";
        lists.checks = vec![
            item(Mark::Good, "file_exists", "40 outputs", "40 of 40 are there", None),
            item(Mark::Bad, "command", "./check.sh", "will not be enforced", Some(why)),
        ];
        (lists.commands, lists.unrun) = (0, 1);
    }
    looks!("untrusted_80x24", &view, 80, 24);
    looks!("untrusted_40x10", &view, 40, 10);
}

#[test]
fn every_mode_says_what_keys_do() {
    let mut view = half_done();
    view.mode = Mode::Sure;
    looks!("sure_60x12", &view, 60, 12);
    view.mode = Mode::Busy("Checking… 12 of 400 files, 3.1 MB".to_owned());
    looks!("busy_60x12", &view, 60, 12);
    view.mode = Mode::Help;
    looks!("help_80x24", &view, 80, 24);
    looks!("help_40x10", &view, 40, 10);
    view.mode = Mode::Sure;
    view.time = Some(0);
    looks!("late_60x12", &view, 60, 12);
    view.mode = Mode::Watching;
    view.time = Some(35 * 60);
    view.note = Some((Tone::Warn, "Not finished: `a.md` is open for writing in another program; wait until the program that writes it has closed it".to_owned()));
    looks!("note_80x24", &view, 80, 24);
}

#[test]
fn before_the_first_look_the_frame_stands_already() {
    let mut view = half_done();
    view.lists = None;
    view.gates = vec![];
    view.signs = Signs::ASCII;
    looks!("first_60x12", &view, 60, 12);
}

#[test]
fn a_reason_is_typed_at_its_cursor() {
    let mut view = half_done();
    let mut line = Line::default();
    "no sources were found".chars().for_each(|c| line.edit(Edit::Insert(c)));
    view.mode = Mode::Reason(line);
    looks!("reason_40x10", &view, 40, 10);
    let frame = frame(&view, Size { width: 40, height: 10 }, false);
    assert_eq!(frame.cursor, Some((8, 23)));
    assert_eq!(frame.lines[8], "> no sources were found");
}

#[test]
fn once_time_is_over_nothing_is_said_that_sounds_like_a_pass() {
    let mut view = half_done();
    view.time = Some(0);
    view.lists.as_mut().unwrap().holds = true;
    let text = frame(&view, Size { width: 80, height: 24 }, true).lines.join("\n");
    assert!(text.contains("finishing closes the attempt as TIMED_OUT"), "{text}");
    assert!(!text.contains("Nothing keeps it from passing"), "{text}");
}

#[test]
fn no_frame_is_ever_larger_than_its_terminal() {
    let mut views = vec![half_done(), long()];
    for mode in [Mode::Sure, Mode::Help, Mode::Reason(Line::default()), Mode::Busy("…".to_owned())] {
        views.push(View { mode, ..half_done() });
    }
    for view in views {
        for width in [0, 1, 5, 20, 40, 79, 200] {
            for height in [0, 1, 2, 3, 4, 5, 8, 10, 11, 12, 17, 18, 24, 60] {
                let frame = frame(&view, Size { width, height }, true);
                assert!(frame.lines.len() <= height, "{width}x{height}: {} lines", frame.lines.len());
                for line in &frame.lines {
                    assert!(console::measure_text_width(line) <= width, "{width}x{height}: {line:?}");
                }
                let at = frame.cursor.unwrap_or_default();
                assert!(at.0 < height.max(1) && at.1 < width.max(1), "{width}x{height}: {at:?}");
            }
        }
    }
}

#[test]
fn a_name_that_drives_a_terminal_is_shown_and_does_not() {
    let mut view = half_done();
    view.heading = "G2 \x1b[2J\x1b]0;owned\x07, attempt 1".to_owned();
    let frame = frame(&view, Size { width: 80, height: 24 }, true);
    for line in &frame.lines {
        let plain = console::strip_ansi_codes(line);
        assert!(!plain.contains(['\x1b', '\x07']), "{line:?}");
        assert!(!line.contains("\x1b[2J"), "{line:?}");
    }
    assert!(columns(&frame.lines[3]) > 0);
}
