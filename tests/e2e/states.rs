//! What may follow what: needs, limits, time, giving up, and what is refused for ever.

use crate::fixtures::{begun, contract, essay, one_gate, one_open, sources_open, sources_passed};
use crate::world::World;

#[test]
fn a_gate_waits_for_the_gates_it_needs_unless_somebody_takes_it_upon_himself() {
    let world = begun();
    world
        .gw(4, "gate start --gate G2")
        .gw(2, "gate start --gate G2 --override")
        .gw(2, "gate start --gate G2 --reason 'I know'")
        .gw(0, "gate start --gate G2 --override --reason 'the sources are in my head'")
        .gw(0, "run show");
    assert_eq!(world.attempt("G2", 1)["start"]["override_reason"], "the sources are in my head");
    insta::assert_snapshot!(world.told());
}

#[test]
fn gates_with_met_needs_may_be_open_together() {
    let world = World::new();
    world
        .given(
            "workflows/two.json",
            r#"{"workflow": "two", "gates": [
              {"gate": "G1", "needs": [], "contract": "contracts/G1.json"},
              {"gate": "G2", "needs": [], "contract": "contracts/G2.json"},
              {"gate": "G3", "needs": ["G1", "G2"], "contract": "contracts/G3.json"}]}"#,
        )
        .given("contracts/G1.json", contract("G1", "a.md", "# A"))
        .given("contracts/G2.json", contract("G2", "b.md", "# B"))
        .given("contracts/G3.json", contract("G3", "c.md", "# C"))
        .quietly("run start --workflow two --slug x")
        .gw(0, "gate start G1")
        .gw(0, "gate start G2")
        .gw(4, "gate start G1")
        .gw(2, "gate finish")
        .write("b.md", "# B\n")
        .gw(0, "gate finish G2")
        .write("a.md", "# A\n")
        .gw(0, "gate finish")
        .gw(0, "run status");
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_gate_is_tried_as_often_as_its_workflow_allows() {
    let world = one_open(r#""max_attempts": 2,"#, &contract("G1", "a.md", "# A"));
    world
        .gw(1, "gate finish")
        .quietly("gate start")
        .gw(0, "gate fail --reason 'no way'")
        .gw(4, "gate start")
        .gw(0, "run complete");
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_finish_after_the_timeout_closes_the_attempt_unjudged() {
    let world = one_open(r#""timeout": "1h30m","#, &contract("G1", "a.md", "# A"));
    world
        .write("a.md", "# A\n")
        .hours(2)
        .gw(1, "gate finish")
        .gw(0, "gate start")
        .hours(1)
        .gw(0, "gate finish")
        .gw(0, "run show");
    let late = world.attempt("G1", 1);
    assert_eq!((&late["status"], &late["cause"]), (&"TIMED_OUT".into(), &"timeout".into()));
    assert_eq!(late["validations"].as_array().unwrap().len(), 0, "nothing was judged");
    assert_eq!(late["artifacts"][0]["change"], "created", "what was there is recorded all the same");
    insta::assert_snapshot!(world.told());
}

#[test]
fn an_attempt_is_failed_or_given_up_by_somebodys_word() {
    let world = sources_open();
    world
        .gw(2, "gate fail")
        .gw(2, "gate fail --reason ''")
        .gw(0, "gate fail --reason 'the library is closed'")
        .gw(4, "gate fail --reason again")
        .gw(0, "gate start")
        .gw(0, "gate abandon --reason 'lunch'")
        .gw(0, "run show");
    assert_eq!(world.attempt("G1", 1)["cause"], "declared");
    assert_eq!(world.attempt("G1", 2)["cause"], "abandoned");
    insta::assert_snapshot!(world.told());
}

#[test]
fn what_has_passed_is_not_started_finished_or_failed_again() {
    let world = sources_passed();
    world
        .gw(4, "gate start G1")
        .gw(4, "gate finish G1")
        .gw(4, "gate fail G1 --reason x")
        .gw(4, "gate finish G2")
        .gw(4, "gate finish")
        .gw(2, "gate finish G7")
        .gw(2, "gate finish 'G 7'");
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_completed_run_never_changes() {
    let world = begun();
    world
        .gw(4, "run complete")
        .gw(4, "run complete --status passed")
        .gw(4, "run complete --status FAILED")
        .gw(2, "run complete --status CANCELED")
        .gw(2, "run complete --status DONE")
        .quietly("gate start")
        .gw(4, "run complete --status CANCELED --reason 'open attempt'")
        .quietly("gate abandon --reason enough")
        .gw(0, "run complete --status canceled --reason 'nobody needs it'");
    let before = world.tree("");
    world
        .gw(4, "gate start --run latest G1")
        .gw(4, "gate fail --run latest --gate G1 --reason x")
        .gw(4, "run complete --run latest")
        .gw(4, "run complete --run latest --status CANCELED --reason twice")
        .gw(4, "run repin --run latest --gate G1 --reason x")
        .gw(4, "invocation record --run latest --gate G1")
        .gw(4, "run resume --run latest");
    world.same_as(&before);
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_gate_that_does_not_block_lets_others_start_and_the_run_pass() {
    let world = essay();
    let contract = contract("G1", "research/{slug}/sources.md", "# Never");
    world
        .given("contracts/essay/G1.contract.json", contract.replacen('{', "{\n  \"blocking\": false,", 1))
        .given("essays/robot/draft.md", "## Argument\n")
        .given("essays/robot/review.md", "## Verdict\n")
        .quietly("run start --workflow essay --slug robot")
        .quietly("gate start")
        .gw(1, "gate finish")
        .gw(0, "run status")
        .quietly("gate start G2")
        .quietly("gate finish")
        .quietly("gate start G3")
        .quietly("gate finish")
        .gw(0, "run complete")
        .gw(0, "run status");
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_gate_is_named_in_any_case_of_letters() {
    let world = begun();
    assert_eq!(world.json(0, "gate start g1")["gate"], "G1");
    assert_eq!(world.json(1, "gate check --gate g1")["gate"], "G1");
}

#[test]
fn who_may_produce_and_who_may_judge_is_held() {
    let world = World::new();
    one_gate(&world, r#""producers": ["scribe"], "judges": ["Ada"],"#, &contract("G1", "a.md", "# A"));
    world
        .quietly("run start --workflow one --slug x")
        .gw(4, "gate start")
        .gw(0, "gate start --agent scribe")
        .write("a.md", "# A\n")
        .gw(4, "gate finish --actor scribe")
        .gw(0, "gate finish");
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_check_of_a_gate_whose_attempts_are_used_up_says_that_none_is_left() {
    let world = one_open(r#""max_attempts": 1,"#, &contract("G1", "a.md", "# A"));
    world.quietly("gate fail --reason 'it is bad'").given("a.md", "# A\n");
    let said = world.ask("gate check --gate G1");
    assert!(said.code == 1 && said.stdout.contains("tried once, which is its limit"), "{said:?}");
    assert!(!said.stdout.contains("would be PASS"), "{said:?}");
    assert_eq!(world.json(1, "gate check --gate G1")["refused"], "attempt_limit");
}
