//! Bytes that nobody wrote: no reader panics, and the parser is as strict as JSON is.

use gatewright::format::definition::json;
use gatewright::format::definition::prescan::DEEPEST;
use gatewright::format::definition::problem::Problems;
use proptest::prelude::*;

use crate::corpus::{assert_well_said, samples};

/// Pieces of JSON and of what people take for JSON.
const TOKENS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"a\"",
    "\"b\"",
    "\"a\":",
    "\"\\u0061\":",
    "1",
    "-0",
    "0.5",
    "1e5",
    "1E+2",
    "1e999",
    "-",
    "01",
    "1.",
    ".5",
    "+1",
    "0x1F",
    "true",
    "false",
    "null",
    "nul",
    "True",
    "NaN",
    "Infinity",
    "-Infinity",
    "// c\n",
    "/* c */",
    "#",
    "'a'",
    "a",
    "$a",
    " ",
    "\n",
    "\t",
    "\r",
    "\u{b}",
    "\u{c}",
    "\u{a0}",
    "\u{2028}",
    "\u{feff}",
    "\0",
    "\"",
    "\"\\ud800\"",
    "\"\\ud83d\\ude00\"",
    "\"\\udc00\"",
    "\"\\'\"",
    "\"\\x41\"",
    "\"\\v\"",
    "\"\\\n\"",
    "\"\n\"",
    "\"\t\"",
    "\"\u{7f}\u{9b}\u{202e}\"",
    "\"\\u00\"",
    "\"\\",
    "é",
    "\u{1f600}",
    "\u{202e}",
    "\u{1b}[31m",
];

fn jsonish() -> impl Strategy<Value = String> {
    let token = prop::sample::select(TOKENS);
    prop_oneof![
        prop::collection::vec(token.clone(), 0..12).prop_map(|tokens| tokens.concat()),
        // Inside brackets far more of it is nearly right.
        prop::collection::vec(token.clone(), 0..6).prop_map(|tokens| format!("[{}]", tokens.join(","))),
        prop::collection::vec((token.clone(), token), 0..4).prop_map(|pairs| {
            let pairs: Vec<String> = pairs.iter().map(|(key, value)| format!("{key}:{value}")).collect();
            format!("{{{}}}", pairs.join(","))
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_parser_accepts_what_serde_accepts_and_nothing_else(text in jsonish()) {
        let mut problems = Problems::default();
        let tree = json::parse(&text, &mut problems);
        let accepted = problems.into_sorted().iter().all(|problem| problem.code == "duplicate_key");
        prop_assert!(tree.is_some() || !accepted);
        prop_assert_eq!(accepted, serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{:?}", text);
    }

    #[test]
    fn pieces_of_json_never_make_a_reader_panic(text in jsonish()) {
        for sample in &samples("good")[..] {
            if let Err(failure) = sample.read(text.as_bytes()) {
                assert_well_said(&failure, &sample.file(), text.as_bytes());
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_make_a_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for sample in &samples("good") {
            if let Err(failure) = sample.read(&bytes) {
                assert_well_said(&failure, &sample.file(), &bytes);
            }
        }
    }

    #[test]
    fn a_good_file_with_a_splice_never_makes_a_reader_panic(
        which in any::<prop::sample::Index>(),
        from in any::<prop::sample::Index>(),
        length in 0_usize..40,
        splice in prop_oneof![jsonish().prop_map(String::into_bytes), prop::collection::vec(any::<u8>(), 0..8)],
    ) {
        let samples = samples("good");
        let sample = which.get(&samples);
        let mut bytes = sample.bytes.clone();
        let from = from.index(bytes.len());
        let to = (from + length).min(bytes.len());
        bytes.splice(from..to, splice);
        if let Err(failure) = sample.read(&bytes) {
            assert_well_said(&failure, &sample.file(), &bytes);
        }
    }
}

#[test]
fn nesting_is_allowed_to_its_limit_and_not_beyond() {
    for (depth, allowed) in [(DEEPEST, true), (DEEPEST + 1, false)] {
        let text = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(json::parse(&text, &mut Problems::default()).is_some(), allowed, "{depth}");
    }
}
