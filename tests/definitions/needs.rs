//! Which gate comes after which.

use gatewright::format::definition::read_workflow;
use gatewright::model::ids::GateId;
use gatewright::model::path::RepoPath;
use gatewright::model::workflow::{GateDef, Workflow};
use gatewright::rules::needs::{all_needs, cycle, dependants, order};
use proptest::prelude::*;

/// A workflow of gates with their needs: `[("A", &["B"]), …]`.
fn workflow(gates: &[(&str, &[&str])]) -> Workflow {
    let gates: Vec<String> = gates
        .iter()
        .map(|(id, needs)| format!(r#"{{"gate": "{id}", "contract": "c", "needs": {needs:?}}}"#))
        .collect();
    let text = format!(r#"{{"workflow": "w", "gates": [{}]}}"#, gates.join(","));
    read_workflow(&RepoPath::new("w.json").unwrap(), text.as_bytes(), &|_| true).unwrap()
}

fn names<'a>(gates: &[&'a GateDef]) -> Vec<&'a str> {
    gates.iter().map(|gate| gate.id.as_str()).collect()
}

#[test]
fn gates_are_ordered_by_need_and_else_as_written() {
    let workflow = workflow(&[("D", &["B", "c"]), ("B", &["A"]), ("A", &[]), ("C", &["A"]), ("E", &[])]);
    assert_eq!(names(&order(&workflow)), ["A", "B", "C", "D", "E"]);
}

#[test]
fn needs_and_dependants_reach_through_others() {
    let workflow = workflow(&[("A", &[]), ("B", &["a"]), ("C", &["B"]), ("D", &[])]);
    let id = |text: &str| GateId::new(text).unwrap();
    assert_eq!(names(&all_needs(&workflow, &id("c"))), ["A", "B"]);
    assert_eq!(names(&dependants(&workflow, &id("A"))), ["B", "C"]);
    assert!(all_needs(&workflow, &id("A")).is_empty() && dependants(&workflow, &id("D")).is_empty());
    assert!(all_needs(&workflow, &id("unknown")).is_empty());
}

#[test]
fn a_long_chain_does_not_exhaust_the_stack() {
    let chain: Vec<Vec<usize>> = (0..100_000).map(|at| if at == 0 { vec![] } else { vec![at - 1] }).collect();
    assert_eq!(cycle(&chain), None);
    let ring: Vec<Vec<usize>> = (0..100_000).map(|at| vec![(at + 1) % 100_000]).collect();
    assert_eq!(cycle(&ring).unwrap().len(), 100_000);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_circle_is_found_exactly_when_there_is_no_order(
        needs in prop::collection::vec(prop::collection::vec(0_usize..7, 0..3), 0..7)
    ) {
        let there = |need: usize| need < needs.len();
        let mut done = vec![false; needs.len()];
        for _ in 0..needs.len() {
            for at in 0..needs.len() {
                done[at] |= needs[at].iter().all(|need| !there(*need) || done[*need]);
            }
        }
        match cycle(&needs) {
            None => prop_assert!(done.iter().all(|done| *done)),
            Some(circle) => {
                prop_assert!(!circle.is_empty());
                for (at, gate) in circle.iter().enumerate() {
                    let next = circle[(at + 1) % circle.len()];
                    prop_assert!(needs[*gate].contains(&next), "{:?} is no circle of {:?}", circle, needs);
                }
            }
        }
    }
}
