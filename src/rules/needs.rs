//! Which gate comes after which: order, cycles, what a gate needs in the end.

use crate::model::ids::GateId;
use crate::model::workflow::{GateDef, Workflow};

/// A cycle among `needs`, where `needs[i]` are the indices that `i` needs; the first index is repeated at no end.
/// Indices out of range are passed over.
pub fn cycle(needs: &[Vec<usize>]) -> Option<Vec<usize>> {
    let mut state = vec![State::New; needs.len()];
    let mut path = vec![];
    (0..needs.len()).find_map(|start| visit(start, needs, &mut state, &mut path))
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    OnPath,
    Done,
}

/// Depth first without recursion: `path` holds each node with the position of the next need to look at.
fn visit(
    start: usize,
    needs: &[Vec<usize>],
    state: &mut [State],
    path: &mut Vec<(usize, usize)>,
) -> Option<Vec<usize>> {
    if state[start] != State::New {
        return None;
    }
    state[start] = State::OnPath;
    path.push((start, 0));
    while let Some((node, next)) = path.last_mut() {
        let Some(&need) = needs[*node].get(*next) else {
            state[*node] = State::Done;
            path.pop();
            continue;
        };
        *next += 1;
        match state.get(need) {
            Some(State::New) => {
                state[need] = State::OnPath;
                path.push((need, 0));
            }
            Some(State::OnPath) => {
                return Some(path.iter().map(|(node, _)| *node).skip_while(|node| *node != need).collect());
            }
            Some(State::Done) | None => {}
        }
    }
    None
}

/// The gates in an order in which each comes after everything it needs; among equals the order written.
pub fn order(workflow: &Workflow) -> Vec<&GateDef> {
    let mut left: Vec<&GateDef> = workflow.gates.iter().collect();
    let mut ordered: Vec<&GateDef> = vec![];
    while !left.is_empty() {
        let met = |gate: &GateDef| {
            gate.needs.iter().all(|need| ordered.iter().any(|before: &&GateDef| before.id.same(need)))
        };
        // A definition has no cycle; without this a hand-made one would never end.
        let next = left.iter().position(|gate| met(gate)).unwrap_or(0);
        ordered.push(left.remove(next));
    }
    ordered
}

/// Every gate that must be met before `gate`, directly or through others, in the order written.
pub fn all_needs<'a>(workflow: &'a Workflow, gate: &GateId) -> Vec<&'a GateDef> {
    let mut wanted: Vec<&GateId> = vec![gate];
    let mut found: Vec<&GateId> = vec![];
    while let Some(id) = wanted.pop() {
        for need in workflow.gate(id).map_or(&[][..], |gate| &gate.needs) {
            if !found.iter().any(|known| known.same(need)) {
                found.push(need);
                wanted.push(need);
            }
        }
    }
    workflow.gates.iter().filter(|def| found.iter().any(|id| id.same(&def.id))).collect()
}

/// Every gate that needs `gate`, directly or through others, in the order written.
pub fn dependants<'a>(workflow: &'a Workflow, gate: &GateId) -> Vec<&'a GateDef> {
    let needs_it = |def: &&GateDef| all_needs(workflow, &def.id).iter().any(|need| need.id.same(gate));
    workflow.gates.iter().filter(needs_it).collect()
}
