//! Whatever is read line by line is what the parser reads.

use proptest::prelude::*;

use super::brief;
use crate::store::runs::brief::Brief;

macro_rules! golden {
    ($run:literal) => {
        include_str!(concat!("../../../../../tests/golden/seeded/0.1.0/", $run, "/record/RUN.json"))
    };
}

const RUNS: [&str; 2] = [
    golden!("passed/runs/run_20270115T080000000Z_robot_7iycgp"),
    golden!("canceled/runs/run_20270115T080000000Z_site_7iycgp"),
];

fn agrees(text: &str) -> bool {
    let parsed = || serde_json::from_str::<Brief<'_>>(text).ok();
    brief(text).is_none_or(|found| parsed().is_some_and(|parsed| parsed == found))
}

#[test]
fn records_as_we_write_them_are_read_line_by_line() {
    for run in RUNS {
        assert!(brief(run).is_some());
        assert!(agrees(run));
    }
}

#[test]
fn a_record_with_a_byte_replaced_or_taken_out_is_never_read_as_something_else() {
    // Of every member once; the whole text as often as it has bytes would take minutes.
    for (run, step) in [(RUNS[0], 13), (RUNS[1], 301)] {
        for at in (0..run.len()).step_by(step) {
            for by in ["", "\"", "\n", "\\", "}", ",", " ", "0"] {
                let text = format!("{}{by}{}", &run[..at], &run[at + 1..]);
                assert!(agrees(&text), "byte {at} replaced by {by:?}");
            }
        }
    }
}

#[test]
fn a_record_with_a_line_taken_out_doubled_or_moved_is_never_read_as_something_else() {
    let lines: Vec<&str> = RUNS[0].split_inclusive('\n').collect();
    for at in 0..lines.len() {
        let (before, from) = lines.split_at(at);
        let (line, after) = from.split_first().unwrap();
        let joined = |parts: &[&[&str]]| parts.concat().concat();
        assert!(agrees(&joined(&[before, after])), "without line {}", at + 1);
        assert!(agrees(&joined(&[before, &[*line, *line], after])), "line {} twice", at + 1);
        if let Some((next, after)) = after.split_first() {
            assert!(agrees(&joined(&[before, &[*next, *line], after])), "line {} a line later", at + 1);
        }
    }
}

#[test]
fn members_of_another_kind_are_left_to_the_parser() {
    let run = RUNS[0];
    for (member, other) in [
        ("\"format\": 1", "\"format\": null"),
        ("\"format\": 1", "\"format\": 99999999999"),
        ("\"format\": 1", "\"format\": 1,\n  \"format\": 1"),
        ("\"run_id\": \"", "\"run_id\": 7,\n  \"x\": \""),
        ("\"status\": \"PASSED\"", "\"status\": null"),
        ("\"started_at\": \"2", "\"started_at\": \"x"),
        ("\"head\": \"", "\"head\": \"z"),
        ("\"gates\": [", "\"gates\": [\n    null,"),
        ("\"gates\": [", "\"gates\": {},\n  \"others\": ["),
        ("\"events\": [", "\"events\": [\n    {},"),
        ("\"workflow\": {", "\"workflow\": [],\n  \"works\": {"),
    ] {
        let text = run.replacen(member, other, 1);
        assert_ne!(text, run, "{member}");
        assert!(brief(&text).is_none(), "{other}");
    }
}

proptest! {
    #[test]
    fn a_record_with_pieces_of_itself_elsewhere_is_never_read_as_something_else(
        from in 0..RUNS[0].len(), length in 0..200usize, to in 0..RUNS[0].len()
    ) {
        let run = RUNS[0];
        let piece = run.get(from..(from + length).min(run.len())).unwrap_or_default();
        let end = (to + length).min(run.len());
        for behind in [to, end] {
            let text = [&run[..to], piece, &run[behind..]].concat();
            prop_assert!(agrees(&text), "{}", text);
        }
    }
}
