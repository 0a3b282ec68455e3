//! What the gates of a workflow need: ids that are there once, without a circle.

use std::ops::Range;

use crate::format::definition::conform::opening;
use crate::format::definition::json::Node;
use crate::format::definition::problem::{Problem, Problems};
use crate::model::ids::GateId;
use crate::rules::quote::quoted;
use crate::rules::{needs, suggest};

/// A need as written: the gate's place among the entries, and where the name stands.
struct Need {
    index: usize,
    place: Range<usize>,
}

/// The needs of each entry, the default (the gate before) put in; `None` when ids or needs cannot be told.
pub fn read(entries: &[Node], problems: &mut Problems) -> Option<Vec<Vec<GateId>>> {
    let ids: Vec<Option<GateId>> =
        entries.iter().map(|entry| GateId::new(entry.get("gate")?.text()?).ok()).collect();
    duplicates(entries, &ids, problems);
    // A name that cannot be read may be the one that others need: saying so again for each of them would not help.
    let ids: Vec<GateId> = ids.into_iter().collect::<Option<_>>()?;
    let needs: Vec<Vec<Need>> =
        entries.iter().enumerate().map(|(at, entry)| written(at, entry, &ids, problems)).collect();
    let graph: Vec<Vec<usize>> =
        needs.iter().map(|needs| needs.iter().map(|need| need.index).collect()).collect();
    if let Some(cycle) = needs::cycle(&graph) {
        problems.push(circle(&cycle, &needs, &ids));
    }
    Some(graph.iter().map(|needs| needs.iter().map(|need| ids[*need].clone()).collect()).collect())
}

fn duplicates(entries: &[Node], ids: &[Option<GateId>], problems: &mut Problems) {
    let places: Vec<Range<usize>> = entries
        .iter()
        .map(|entry| entry.get("gate").map_or(entry.span.clone(), |gate| gate.span.clone()))
        .collect();
    for (at, id) in ids.iter().enumerate() {
        let Some(id) = id else { continue };
        let same = |other: &Option<GateId>| other.as_ref().is_some_and(|other| other.same(id));
        if let Some(first) = ids[..at].iter().position(same) {
            let message = format!("there are two gates {}", quoted(id.as_str()));
            problems.push(
                Problem::new("duplicate_gate", &places[at], message)
                    .label("again here")
                    .also(&places[first], "first here")
                    .hint("ids of gates must differ by more than case"),
            );
        }
    }
}

/// What the entry at `at` needs; names of no gate are problems and left out.
fn written(at: usize, entry: &Node, ids: &[GateId], problems: &mut Problems) -> Vec<Need> {
    let Some(list) = entry.get("needs") else {
        return if at == 0 { vec![] } else { vec![Need { index: at - 1, place: opening(entry) }] };
    };
    let mut needs: Vec<Need> = vec![];
    for (node, id) in list.elements().iter().filter_map(|node| Some((node, GateId::new(node.text()?).ok()?)))
    {
        let Some(index) = ids.iter().position(|known| known.same(&id)) else {
            problems.push(
                Problem::new("unknown_gate", &node.span, format!("there is no gate {}", quoted(id.as_str())))
                    .meant(suggest::nearest(id.as_str(), ids.iter().map(GateId::as_str)))
                    .allowed(ids.iter().map(GateId::as_str)),
            );
            continue;
        };
        if let Some(first) = needs.iter().find(|need| need.index == index) {
            let message = format!("the gate {} is needed twice", quoted(id.as_str()));
            problems.push(
                Problem::new("duplicate_need", &node.span, message)
                    .label("again here")
                    .also(&first.place, "first here"),
            );
            continue;
        }
        needs.push(Need { index, place: node.span.clone() });
    }
    needs
}

fn circle(cycle: &[usize], needs: &[Vec<Need>], ids: &[GateId]) -> Problem {
    let mut names = cycle.iter().chain(cycle.first()).map(|index| ids[*index].as_str());
    let first = names.next().unwrap_or_default();
    let chain: Vec<&str> = names.collect();
    let next = cycle.get(1).or(cycle.first());
    let place = cycle
        .first()
        .and_then(|first| needs[*first].iter().find(|need| Some(&need.index) == next))
        .map_or(0..0, |need| need.place.clone());
    let message = match cycle {
        [only] => format!("the gate `{}` needs itself", ids[*only]),
        _ => format!("gates need each other in a circle: {first} needs {}", chain.join(", which needs ")),
    };
    Problem::new("cycle", &place, message).hint("`needs: []` says that a gate needs none")
}
