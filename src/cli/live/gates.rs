//! The gates of the run in few lines: all with their names, else without, else those around the one worked on.

use crate::cli::live::marks::{Mark, Signs};
use crate::cli::live::text::{ELLIPSIS, columns};
use crate::cli::live::view::Gate;
use crate::cli::print::Tone;

/// Between two gates.
const GAP: &str = "  ";

/// The gates in at most `most` lines of `width` columns.
pub fn lines(gates: &[Gate], signs: Signs, width: usize, most: usize) -> Vec<String> {
    let named: Vec<String> = gates.iter().map(|gate| chip(gate, signs, true)).collect();
    let brief: Vec<String> = gates.iter().map(|gate| chip(gate, signs, gate.mark == Mark::Current)).collect();
    let bare: Vec<String> = gates.iter().map(|gate| chip(gate, signs, false)).collect();
    for chips in [&named, &brief, &bare] {
        let lines = flow(chips, width);
        if lines.len() <= most {
            return lines;
        }
    }
    let current = gates.iter().position(|gate| gate.mark == Mark::Current).unwrap_or(0);
    vec![around(&bare, current, width)]
}

fn chip(gate: &Gate, signs: Signs, named: bool) -> String {
    let mut text = gate.id.clone();
    if named && !gate.name.is_empty() {
        text.push(' ');
        text.push_str(&gate.name);
    }
    let text = match gate.mark {
        Mark::Current => Tone::Strong.paint(text),
        Mark::Waiting => Tone::Faint.paint(text),
        _ => text,
    };
    let word = gate.word.map(|word| format!(" {}", Tone::Warn.paint(word))).unwrap_or_default();
    format!("{} {text}{word}", signs.paint(gate.mark))
}

/// Chips one after the other, a new line where the next one does not fit.
fn flow(chips: &[String], width: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![];
    for chip in chips {
        match lines.last_mut() {
            Some(line) if columns(line) + GAP.len() + columns(chip) <= width => {
                line.push_str(GAP);
                line.push_str(chip);
            }
            _ => lines.push(chip.clone()),
        }
    }
    lines
}

/// One line of the chips around `current`, an ellipsis where there are more.
fn around(chips: &[String], current: usize, width: usize) -> String {
    let (mut from, mut to) = (current, (current + 1).min(chips.len()));
    let build = |from: usize, to: usize| {
        let mut parts: Vec<&str> = vec![];
        if from > 0 {
            parts.push(ELLIPSIS);
        }
        parts.extend(chips[from..to].iter().map(String::as_str));
        if to < chips.len() {
            parts.push(ELLIPSIS);
        }
        parts.join(GAP)
    };
    loop {
        let wider = [(from.saturating_sub(1), to), (from, (to + 1).min(chips.len()))]
            .into_iter()
            // The nearer side first, so that the current one stays in the middle.
            .filter(|&wider| wider != (from, to) && columns(&build(wider.0, wider.1)) <= width)
            .min_by_key(|&(from, to)| (to - 1 - current).max(current - from));
        match wider {
            Some(wider) => (from, to) = wider,
            None => return build(from, to),
        }
    }
}
