//! Good files broken in every way that can be enumerated: no panic, and an error at its place.

use std::ops::Range;

use gatewright::format::definition::json::{self, Entry, Node, Value};
use gatewright::format::definition::problem::Problems;
use gatewright::format::definition::shape::OLDER;

use crate::corpus::{Reader, Sample, assert_well_said, samples};

/// What must come of a variant.
#[derive(Clone, Copy, PartialEq)]
enum Fate {
    Refused,
    /// It may have stayed legal; if not, the error must be a good one.
    Either,
}

/// Counts variants while it tries them.
struct Trial<'a> {
    sample: &'a Sample,
    tried: usize,
    refused: usize,
}

impl Trial<'_> {
    fn put(&mut self, span: Range<usize>, new: &str, fate: Fate) {
        let text = self.sample.text();
        self.bytes(format!("{}{new}{}", &text[..span.start], &text[span.end..]).as_bytes(), fate);
    }

    fn bytes(&mut self, bytes: &[u8], fate: Fate) {
        self.tried += 1;
        match self.sample.read(bytes) {
            Err(failure) => {
                self.refused += 1;
                assert_well_said(&failure, &self.sample.file(), bytes);
            }
            Ok(()) => assert!(
                fate == Fate::Either,
                "{} should be refused:\n{}",
                self.sample.name,
                String::from_utf8_lossy(bytes)
            ),
        }
    }
}

/// A value, the entry it is the value of, and whether it is looked at at all.
struct Seen<'a> {
    node: &'a Node,
    entry: Option<&'a Entry>,
    /// Keys of the object that holds it may be called anything.
    free_keys: bool,
    ignored: bool,
}

fn walk<'a>(seen: Seen<'a>, all: &mut Vec<Seen<'a>>) {
    let key = seen.entry.map(|entry| entry.key.as_str());
    let ignored = seen.ignored || OLDER.iter().any(|older| key == Some(older.name)) && !seen.free_keys;
    let free_keys = matches!(key, Some("params" | "defaults" | "checks"));
    for entry in seen.node.entries() {
        walk(Seen { node: &entry.value, entry: Some(entry), free_keys, ignored }, all);
    }
    for node in seen.node.elements() {
        walk(Seen { node, entry: None, free_keys: false, ignored }, all);
    }
    all.push(Seen { ignored, ..seen });
}

/// Runs `break_it` over every good file and says how many variants were tried and refused.
fn over_all(break_it: impl Fn(&mut Trial<'_>, &[Seen<'_>])) -> (usize, usize) {
    let (mut tried, mut refused) = (0, 0);
    for sample in &samples("good") {
        let mut problems = Problems::default();
        let tree = json::parse(sample.text(), &mut problems).unwrap();
        let mut all = vec![];
        walk(Seen { node: &tree, entry: None, free_keys: false, ignored: false }, &mut all);
        let mut trial = Trial { sample, tried: 0, refused: 0 };
        break_it(&mut trial, &all);
        tried += trial.tried;
        refused += trial.refused;
    }
    (tried, refused)
}

fn unless(legal: bool) -> Fate {
    if legal { Fate::Either } else { Fate::Refused }
}

/// At least so many variants were tried, and so many of them refused: else the generator has dried up.
fn assert_rich((tried, refused): (usize, usize), least_tried: usize, least_refused: usize) {
    assert!(tried >= least_tried && refused >= least_refused, "{tried} tried, {refused} refused");
}

#[test]
fn every_misspelt_key_is_refused() {
    let counts = over_all(|trial, all| {
        for seen in all {
            let Some(entry) = seen.entry else { continue };
            let inside = seen.ignored && !OLDER.iter().any(|older| older.name == entry.key);
            for wrong in ["x", "_", "S"] {
                let key = format!("\"{}{wrong}\"", entry.key);
                trial.put(entry.place.clone(), &key, unless(seen.free_keys || inside));
            }
            trial.put(entry.place.clone(), "\"\\u001b[31m\\u202e\"", unless(inside));
            trial.put(entry.place.clone(), "\"\"", unless(inside));
        }
    });
    assert_rich(counts, 800, 700);
}

#[test]
fn every_key_that_stands_twice_is_refused() {
    let counts = over_all(|trial, all| {
        for entry in all.iter().filter_map(|seen| seen.entry) {
            let at = entry.place.start..entry.place.start;
            trial.put(at.clone(), &format!("\"{}\": null, ", entry.key), Fate::Refused);
            let spelt_otherwise: String = entry.key.chars().map(|c| format!("\\u{:04x}", c as u32)).collect();
            trial.put(at, &format!("\"{spelt_otherwise}\": 1, "), Fate::Refused);
        }
    });
    assert_rich(counts, 300, 300);
}

#[test]
fn every_value_of_a_wrong_type_is_refused() {
    let counts = over_all(|trial, all| {
        for seen in all {
            for never in ["null", "12.5", "-1e3", "[[]]", "{\"\\u0000\": 1}"] {
                trial.put(seen.node.span.clone(), never, unless(seen.ignored));
            }
            for perhaps in
                ["true", "\"x\"", "\"\"", "[]", "{}", "0", "-1", "9007199254740993", "1e400", "[\"x\"]"]
            {
                trial.put(seen.node.span.clone(), perhaps, Fate::Either);
            }
        }
    });
    assert_rich(counts, 2_500, 2_000);
}

#[test]
fn every_missing_entry_is_either_optional_or_refused() {
    let counts = over_all(|trial, all| {
        let text = trial.sample.text().to_owned();
        for entry in all.iter().filter_map(|seen| seen.entry) {
            let mut span = entry.place.start..entry.value.span.end;
            let after = &text[span.end..];
            match after.find(|c: char| !c.is_whitespace()).filter(|at| after[*at..].starts_with(',')) {
                Some(comma) => span.end += comma + 1,
                None => span.start = text[..span.start].trim_end_matches([' ', '\n', ',']).len(),
            }
            let needed = match trial.sample.reader {
                Reader::Workflow => &["gate", "contract", "workflow", "gates", "argv", "command"][..],
                Reader::Contract => {
                    &["gate", "type", "target", "path", "regex", "quick", "patterns", "targets"]
                }
                Reader::Config => &[],
            };
            trial.put(span, "", unless(!needed.contains(&entry.key.as_str())));
        }
    });
    assert_rich(counts, 150, 60);
}

#[test]
fn every_truncated_file_is_refused() {
    let counts = over_all(|trial, _| {
        let bytes = trial.sample.bytes.clone();
        let end = trial.sample.text().trim_end().len();
        for length in (0..end).step_by(5) {
            trial.bytes(&bytes[..length], Fate::Refused);
        }
    });
    assert_rich(counts, 1_400, 1_400);
}

#[test]
fn every_lost_mark_of_structure_is_refused() {
    let counts = over_all(|trial, _| {
        for (at, mark) in marks(trial.sample.text()) {
            trial.put(at..at + 1, "", Fate::Refused);
            trial.put(at..at, &mark.to_string(), Fate::Refused);
            if matches!(mark, '}' | ']') {
                trial.put(at..at, ",", Fate::Refused);
            }
            if mark != '"' {
                trial.put(at..at, "\u{a0}", Fate::Refused);
                trial.put(at..at, "/* no comments */", Fate::Refused);
            }
        }
    });
    assert_rich(counts, 3_000, 3_000);
}

/// Brackets, commas, colons and quotes that are structure, not text.
fn marks(text: &str) -> Vec<(usize, char)> {
    let (mut inside, mut escaped) = (false, false);
    let mut marks = vec![];
    for (at, c) in text.char_indices() {
        let quote = c == '"' && !escaped;
        if quote || (!inside && matches!(c, '{' | '}' | '[' | ']' | ',' | ':')) {
            marks.push((at, c));
        }
        inside ^= quote;
        escaped = inside && c == '\\' && !escaped;
    }
    marks
}

#[test]
fn bytes_that_are_not_utf_8_are_refused_wherever_they_stand() {
    let counts = over_all(|trial, _| {
        let bytes = trial.sample.bytes.clone();
        for at in (0..bytes.len()).step_by(11) {
            let mut broken = bytes.clone();
            broken[at] = if at % 2 == 0 { 0xFF } else { 0xC0 };
            trial.bytes(&broken, Fate::Refused);
        }
    });
    assert_rich(counts, 600, 600);
}

#[test]
fn characters_that_drive_a_terminal_never_reach_it() {
    let counts = over_all(|trial, all| {
        for seen in all {
            let Value::Text(text) = &seen.node.value else { continue };
            let at = seen.node.span.start + 1;
            for raw in ["\u{1b}", "\0", "\n", "\t", "\u{7}"] {
                trial.put(at..at, raw, Fate::Refused);
            }
            for hidden in
                ["\u{7f}", "\u{9b}", "\u{85}", "\u{202e}", "\u{2066}", "\u{200b}", "\u{2028}", "\u{feff}"]
            {
                trial.put(at..at, hidden, Fate::Either);
                let escaped =
                    format!("\"\\u{:04x}{}\"", hidden.chars().next().unwrap() as u32, "x".repeat(text.len()));
                trial.put(seen.node.span.clone(), &escaped, Fate::Either);
            }
            for long in [201, 17_000] {
                trial.put(at..at, &"x".repeat(long), Fate::Either);
            }
        }
    });
    assert_rich(counts, 3_000, 1_500);
}

#[test]
fn deep_nesting_is_refused_even_where_nobody_looks() {
    let counts = over_all(|trial, all| {
        for seen in all {
            for depth in [65, 2_000] {
                let deep = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
                trial.put(seen.node.span.clone(), &deep, Fate::Refused);
                trial.put(seen.node.span.clone(), &"{\"a\":".repeat(depth), Fate::Refused);
            }
        }
    });
    assert_rich(counts, 900, 900);
}

#[test]
fn a_file_that_is_too_large_is_refused_before_it_is_parsed() {
    for sample in &samples("good") {
        let mut trial = Trial { sample, tried: 0, refused: 0 };
        let end = sample.bytes.len();
        trial.put(end..end, &" ".repeat(1024 * 1024 - end), Fate::Either);
        assert_eq!(trial.refused, 0, "a mebibyte is not too large");
        trial.put(end..end, &" ".repeat(1024 * 1024 - end + 1), Fate::Refused);
    }
}

#[test]
fn a_file_that_is_wrong_everywhere_is_refused_quickly_and_in_few_words() {
    let gate = |at: usize| format!("{{\"gate\":\"G{at}\",\"contract\":\"c\",\"needs\":[\"X{at}\"]}}");
    let gates = |count: usize| (0..count).map(gate).collect::<Vec<_>>().join(",");
    let needs: Vec<String> = (0..900).map(|at| format!("\"G{}\"", at % 450)).collect();
    let keys: Vec<String> = (0..60_000).map(|at| format!("\"k{at}\":1")).collect();
    let files = [
        format!("{{\"workflow\":\"x\",\"gates\":[{}]}}", gates(900)),
        format!("{{\"workflow\":\"x\",\"gates\":[{}]}}", gates(15_000)),
        format!("{{\"workflow\":\"x\",\"gates\":[{}]}}", gates(450).replace("\"X7\"", &needs.join(","))),
        format!("{{{}}}", keys.join(",\n")),
        format!("{{{}}}", vec!["\"runs\":\"x\""; 60_000].join(",\n")),
        format!("{{\"validations\":[{}]}}", vec!["{\"type\":\"regex_match\"}"; 30_000].join(",")),
    ];
    let began = std::time::Instant::now();
    let samples = samples("good");
    for (text, reader) in files
        .iter()
        .flat_map(|text| [Reader::Workflow, Reader::Contract, Reader::Config].map(|reader| (text, reader)))
    {
        let sample = samples.iter().find(|sample| sample.reader == reader).unwrap();
        let failure = sample.read(text.as_bytes()).unwrap_err();
        assert_well_said(&failure, &sample.file(), text.as_bytes());
        let report = failure.report.unwrap();
        assert!(report.len() < 100_000, "{} bytes", report.len());
    }
    assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
}
