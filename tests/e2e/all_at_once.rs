//! What is wrong with a workflow is said at once, over all of its contracts.

use crate::fixtures::{contract, essay};

#[test]
fn every_wrong_contract_of_a_workflow_is_told_at_once() {
    let world = essay();
    world
        .given("contracts/essay/G1.contract.json", contract("G1", "a.md", "##B"))
        .given("contracts/essay/G2.contract.json", contract("G2", "b.md", "## "))
        .given("contracts/essay/G3.contract.json", contract("G4", "c.md", "## Fine"));
    for line in ["workflow lint essay", "run start --workflow essay --slug x", "run essay --slug x"] {
        let said = world.ask(line);
        assert_eq!(said.code, 2, "{said:?}");
        for place in ["G1.contract.json:5", "G2.contract.json:5", "G3.contract.json:2"] {
            assert!(said.stderr.contains(place), "{line}: {place}: {}", said.stderr);
        }
        assert!(said.stderr.contains("the definitions have 3 problems"), "{}", said.stderr);
        assert!(said.stderr.contains("did you mean `## B`?"), "{}", said.stderr);
        assert!(said.stderr.contains("a heading needs a text"), "{}", said.stderr);
    }
    let answer = world.json(2, "run start --workflow essay --slug x");
    assert_eq!(answer["problems"].as_array().map(Vec::len), Some(3), "{answer}");
    assert!(world.runs().is_empty());
}

#[test]
fn a_missing_contract_does_not_hide_what_is_wrong_with_the_others() {
    let world = essay();
    std::fs::remove_file(world.path("contracts/essay/G1.contract.json")).unwrap();
    world.given("contracts/essay/G3.contract.json", "{}");
    let said = world.ask("workflow lint essay");
    assert!(
        said.stderr.contains("G1.contract.json") && said.stderr.contains("G3.contract.json:1"),
        "{said:?}"
    );
}
