//! The two drawings of a page, as coordinates: gates with what they need, attempts in time.

use serde_json::{Value, json};

use crate::model::dossier::attempts::GateTold;
use crate::model::time::Timestamp;

/// The width of both drawings, in units of the drawing.
const WIDTH: i64 = 960;
/// A gate's box.
const BOX: (i64, i64) = (150, 44);
/// Between two boxes.
const GAP: (i64, i64) = (40, 26);
/// The height of a line in the drawing of attempts.
const LINE: i64 = 24;
/// Where the names end and time begins.
const NAMES: i64 = 120;

/// Gates in columns: each stands one further than the furthest that it needs. An arrow comes from everything that a gate needs.
pub fn gates(gates: &[GateTold], needs: &[(String, Vec<String>)]) -> Value {
    let of = |gate: &str| needs.iter().find(|(id, _)| id == gate).map_or(&[][..], |(_, needs)| needs);
    let mut columns: Vec<usize> = vec![];
    for gate in gates {
        let before = |need: &String| gates.iter().position(|other| other.gate == *need);
        let furthest = of(&gate.gate).iter().filter_map(before).filter_map(|at| columns.get(at)).max();
        columns.push(furthest.map_or(0, |column| column + 1));
    }
    let per_row = usize::try_from((WIDTH + GAP.0) / (BOX.0 + GAP.0)).unwrap_or(1);
    let mut used: Vec<i64> = vec![];
    let mut places: Vec<(i64, i64)> = vec![];
    for column in &columns {
        // A long pipeline goes on below, like text.
        let (column, band) = (column % per_row, column / per_row);
        let slot = band * per_row + column;
        used.resize(used.len().max(slot + 1), 0);
        let row = used[slot] + band as i64 * rows_of_band(&columns, per_row);
        used[slot] += 1;
        places.push((column as i64 * (BOX.0 + GAP.0), row * (BOX.1 + GAP.1)));
    }
    let boxes: Vec<Value> = gates
        .iter()
        .zip(&places)
        .map(|(gate, (x, y))| json!({ "gate": gate.gate, "status": gate.status, "x": x, "y": y }))
        .collect();
    let mut arrows = vec![];
    for (gate, (x, y)) in gates.iter().zip(&places) {
        for need in of(&gate.gate) {
            if let Some((from, _)) = places.iter().zip(gates).find(|(_, other)| other.gate == *need) {
                let (x1, y1) = (from.0 + BOX.0, from.1 + BOX.1 / 2);
                arrows.push(json!({ "x1": x1, "y1": y1, "x2": x, "y2": y + BOX.1 / 2, "mid": (x1 + x) / 2 }));
            }
        }
    }
    let height = places.iter().map(|(_, y)| y + BOX.1).max().unwrap_or(0) + 4;
    json!({ "boxes": boxes, "arrows": arrows, "width": WIDTH, "height": height, "w": BOX.0, "h": BOX.1 })
}

/// The most boxes that stand above each other in a column, so that bands do not meet.
fn rows_of_band(columns: &[usize], per_row: usize) -> i64 {
    let mut counts = std::collections::BTreeMap::new();
    for column in columns {
        *counts.entry((column / per_row, column % per_row)).or_insert(0) += 1;
    }
    counts.into_values().max().unwrap_or(1)
}

/// Every attempt as a bar between its beginning and its end; an open one ends at `until`.
pub fn attempts(gates: &[GateTold], until: Timestamp) -> Value {
    let all = || gates.iter().flat_map(|gate| gate.attempts.iter().map(move |attempt| (gate, attempt)));
    let begin = all().filter_map(|(_, attempt)| attempt.started_at).min();
    let end = all().filter_map(|(_, attempt)| attempt.finished_at.or(attempt.started_at)).max();
    let (Some(begin), Some(end)) = (begin, end) else { return Value::Null };
    let open = all().any(|(_, attempt)| attempt.finished_at.is_none());
    let end = if open { end.max(until) } else { end };
    let span = (end.millis() - begin.millis()).max(1);
    let x =
        |at: Timestamp| NAMES + (at.millis() - begin.millis()).clamp(0, span) * (WIDTH - NAMES - 4) / span;
    let mut bars = vec![];
    let mut y = 0;
    for gate in gates.iter().filter(|gate| !gate.attempts.is_empty()) {
        for attempt in &gate.attempts {
            let Some(from) = attempt.started_at else { continue };
            let to = attempt.finished_at.unwrap_or(end);
            bars.push(json!({
                "gate": gate.gate,
                "attempt": attempt.number,
                "status": attempt.status,
                "x": x(from),
                "w": (x(to) - x(from)).max(3),
                "y": y,
                "took": took(to.millis() - from.millis()),
                "open": attempt.finished_at.is_none(),
            }));
            y += LINE;
        }
    }
    json!({ "bars": bars, "width": WIDTH, "height": y + 4, "begin": begin, "end": end, "h": LINE - 8 })
}

/// How long something took, in two units at most.
pub fn took(millis: i64) -> String {
    let seconds = millis.max(0) / 1000;
    match (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60, seconds % 60) {
        (0, 0, 0, 0) => format!("{} ms", millis.max(0)),
        (0, 0, 0, s) => format!("{s} s"),
        (0, 0, m, s) => format!("{m} min {s} s"),
        (0, h, m, _) => format!("{h} h {m} min"),
        (d, h, _, _) => format!("{d} d {h} h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(ids: &[&str]) -> Vec<GateTold> {
        let gate =
            |id: &&str| GateTold { gate: (*id).to_owned(), status: "PASS".to_owned(), attempts: vec![] };
        ids.iter().map(gate).collect()
    }

    #[test]
    fn a_gate_stands_behind_everything_that_it_needs_and_boxes_never_meet() {
        let ids: Vec<String> = (1..=14).map(|number| format!("G{number}")).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let mut needs: Vec<(String, Vec<String>)> =
            ids.windows(2).map(|pair| (pair[1].to_owned(), vec![pair[0].to_owned()])).collect();
        needs[3].1 = vec!["G1".to_owned()];
        let drawn = gates(&told(&ids), &needs);
        let boxes = drawn["boxes"].as_array().unwrap();
        let mut places: Vec<(i64, i64)> =
            boxes.iter().map(|it| (it["x"].as_i64().unwrap(), it["y"].as_i64().unwrap())).collect();
        assert!(places.iter().all(|(x, _)| x + BOX.0 <= WIDTH), "{places:?}");
        places.sort_unstable();
        places.dedup();
        assert_eq!(places.len(), ids.len(), "two boxes lie on each other");
        assert_eq!(drawn["arrows"].as_array().unwrap().len(), 13);
    }

    #[test]
    fn times_are_said_in_two_units() {
        assert_eq!(
            [took(7), took(65_000), took(3_661_000), took(90_000_000)],
            ["7 ms", "1 min 5 s", "1 h 1 min", "1 d 1 h"]
        );
    }
}
